/** A small file server for what installs fetch: the kexec installer and the flake inputs. */

import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { BugError } from '../../src/domain/error.ts';

/** A listening file server. */
export interface ArtifactServer {
  readonly port: number;
  /** Paths that were asked for, oldest first. */
  readonly requests: readonly string[];
  /** Where a process of this host fetches a file: `http://127.0.0.1:PORT/NAME`. */
  urlFromHost(name: string): string;
  /** Where a guest of QEMU's user network fetches it: `http://10.0.2.2:PORT/NAME`. */
  urlFromGuest(name: string): string;
  close(): Promise<void>;
}

/** What QEMU's user network calls the host's 127.0.0.1. */
const HOST_SEEN_FROM_GUEST = '10.0.2.2';

/** Serves the given files (name → path on disk), and nothing else, on 127.0.0.1; over https with a certificate. */
export async function startArtifactServer(
  files: Readonly<Record<string, string>>,
  tls?: { readonly key: string; readonly cert: string },
): Promise<ArtifactServer> {
  const requests: string[] = [];
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    requests.push(request.url ?? '');
    sendFile(files, request, response).catch(() => response.destroy());
  };
  const server = tls === undefined ? createServer(answer) : createSecureServer(tls, answer);
  const scheme = tls === undefined ? 'http' : 'https';
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new BugError('bug.unexpected', 'The artifact server has no TCP port.');
  }
  const { port } = address;
  return {
    port,
    requests,
    urlFromHost: (name) => `${scheme}://127.0.0.1:${port}/${name}`,
    urlFromGuest: (name) => `${scheme}://${HOST_SEEN_FROM_GUEST}:${port}/${name}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function sendFile(
  files: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = new URL(request.url ?? '/', 'http://artifacts').pathname.slice(1);
  const file = Object.hasOwn(files, name) ? files[name] : undefined;
  if (file === undefined) {
    response.writeHead(404).end();
    return;
  }
  const { size } = await stat(file);
  response.writeHead(200, { 'Content-Type': 'application/gzip', 'Content-Length': size });
  if (request.method === 'HEAD') response.end();
  else await pipeline(createReadStream(file), response);
}
