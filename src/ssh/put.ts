/** A file put in place whole, or not at all. */

import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { RequestError } from '../domain/error.ts';
import { type Command, sh } from './command.ts';
import type { Link } from './link.ts';
import { runCommand } from './run.ts';
import type { PutFile } from './shell.ts';

/**
 * The work behind `Shell.put`; errors as `run`. A cut connection looks like the end of the content to
 * the machine, so the name is given only when the bytes were counted: there where their number is
 * known before, by a second command where it is not.
 */
export async function putFile(link: Link, file: PutFile): Promise<void> {
  const { path, content, mode = '0600', deadlineMs, signal } = file;
  checkFile(path, mode);
  const options = {
    ...(deadlineMs === undefined ? {} : { deadlineMs }),
    ...(signal === undefined ? {} : { signal }),
  };
  const part = `${path}.${randomUUID().slice(0, 8)}.part`;
  if (typeof content === 'string' || Buffer.isBuffer(content)) {
    const bytes = Buffer.from(content);
    const command = sh`${receive(path, part)}
[ "$(wc -c < ${part})" -eq ${bytes.length} ] || { rm -f ${part}; echo 'the content did not arrive whole' >&2; exit 1; }
${finish(path, part, mode)}`;
    await runCommand(link, command, { ...options, stdin: bytes });
    return;
  }
  await runCommand(link, receive(path, part), { ...options, stdin: content });
  await runCommand(link, finish(path, part, mode), options);
}

function receive(path: string, part: string): Command {
  return sh`# ironflake: put ${path}
umask 077
mkdir -p ${posix.dirname(path)} && cat > ${part} || { rm -f ${part}; exit 1; }`;
}

function finish(path: string, part: string, mode: string): Command {
  return sh`chmod ${mode} ${part} && mv -f ${part} ${path}`;
}

function checkFile(path: string, mode: string): void {
  if (path.startsWith('/') && !path.endsWith('/') && /^0?[0-7]{3,4}$/.test(mode)) return;
  throw new RequestError(
    'request.invalid',
    'A file for a machine needs an absolute path and a mode in octal digits.',
    { path, mode },
  );
}
