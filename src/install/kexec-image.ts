/** The installer image as a stream, where the service sends it itself. */

import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { MachineError } from '../domain/error.ts';

/**
 * Opens the image: http(s) URL or file of the service's own disk.
 *
 * @throws MachineError `machine.kexec-failed` when it cannot be had
 */
export async function openImage(url: string, signal: AbortSignal): Promise<NodeJS.ReadableStream> {
  if (!/^https?:/.test(url)) return createReadStream(url.replace(/^file:(\/\/)?/, ''));
  const answer = await fetch(url, { signal });
  if (answer.ok && answer.body !== null) return Readable.fromWeb(answer.body);
  throw new MachineError(
    'machine.kexec-failed',
    `The installer image ${url} answered with status ${answer.status}. Set IRONFLAKE_KEXEC_TARBALL_URL to one that can be had.`,
    { url, status: answer.status },
  );
}
