/** A TCP connection on which an SSH server has introduced itself. */

import { connect, type Socket } from 'node:net';
import { MachineError } from '../domain/error.ts';
import type { SshAddress } from '../domain/machine.ts';
import { formatAddress, formatDuration, oneLine } from './address.ts';

/** Lines that a server may send before its identification end well before this. */
const LONGEST_GREETING_BYTES = 8192;

/**
 * Connects and waits for the server's identification. An open port alone proves nothing: QEMU's user
 * network and some firewalls accept connections for hosts that do not listen yet. The socket comes
 * back paused with what was read put back, so that one connection serves for looking and for talking.
 *
 * @throws MachineError `machine.unreachable`; `details.reason` is `refused`, `silent`, `closed`, `not-ssh`,
 *         `cancelled` or the system's error code
 * @see RFC 4253 section 4.2
 */
export function knock(
  address: SshAddress,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Socket> {
  const startedAt = performance.now();
  const socket = connect({ host: address.host, port: address.port, noDelay: true });
  return new Promise((resolve, reject) => {
    let greeting = Buffer.alloc(0);
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.off('data', onData).off('error', onError).off('close', onClose);
    };
    const fail = (reason: string, words: string) => {
      settle();
      // A late error of a socket that nobody holds any more must not end the process.
      socket.on('error', () => {}).destroy();
      reject(noAnswer(address, { reason, words, elapsedMs: performance.now() - startedAt }));
    };
    const onData = (chunk: Buffer) => {
      greeting = Buffer.concat([greeting, chunk]);
      if (/^SSH-/m.test(greeting.toString('latin1'))) {
        settle();
        socket.pause();
        socket.unshift(greeting);
        resolve(socket);
      } else if (greeting.length > LONGEST_GREETING_BYTES) {
        fail('not-ssh', 'what answers is not an SSH server');
      }
    };
    const onError = (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED'
        ? fail('refused', 'the connection was refused')
        : fail(error.code ?? 'failed', `the connection failed: ${oneLine(error.message)}`);
    const onClose = () => fail('closed', 'the connection was closed before an SSH server spoke');
    const onAbort = () => fail('cancelled', 'the attempt was given up');
    const timer = setTimeout(() => fail('silent', 'nothing answered'), timeoutMs);
    socket.on('data', onData).on('error', onError).on('close', onClose);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

function noAnswer(
  address: SshAddress,
  end: { reason: string; words: string; elapsedMs: number },
): MachineError {
  return new MachineError(
    'machine.unreachable',
    `SSH connection to ${formatAddress(address)}: ${end.words} after ${formatDuration(end.elapsedMs)}.`,
    { address: formatAddress(address), reason: end.reason },
  );
}
