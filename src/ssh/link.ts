/** One authenticated connection, and commands over it. Alone in knowing node-ssh. */

import type { Socket } from 'node:net';
import { type Config, NodeSSH } from 'node-ssh';
import type { Client } from 'ssh2';
import { BugError, MachineError, RequestError } from '../domain/error.ts';
import type { HostKey, SshAddress } from '../domain/machine.ts';
import { formatAddress, formatDuration, oneLine } from './address.ts';
import { connectionLost, runOnChannel } from './channel.ts';
import { createGate } from './gate.ts';
import {
  createHostKeyCheck,
  fingerprintMismatch,
  type HostKeyCheck,
  hostKeyMismatch,
} from './host-key.ts';
import type { Limit } from './limit.ts';

/** sshd takes ten sessions a connection (MaxSessions); two are left free. */
const MOST_CHANNELS = 8;
const FAREWELL_MS = 1000;

export interface LinkOptions {
  readonly address: SshAddress;
  readonly user: string;
  readonly privateKey: string;
  /** null: the first key is accepted. */
  readonly pin: HostKey | null;
  /** Without a pin: one of these must be shown; empty: all are taken. */
  readonly fingerprints?: readonly string[];
  readonly keepAliveMs: number;
  readonly limit: Limit;
}

export interface Execution {
  readonly stdin?: string | Buffer | NodeJS.ReadableStream;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  readonly limit: Limit;
  /** Makes the error of a passed deadline. */
  readonly onExpiry: () => MachineError;
}

export interface Link {
  readonly address: SshAddress;
  readonly hostKey: HostKey;
  readonly isOpen: boolean;
  /** Resolves when the connection has ended, for whatever reason. */
  readonly closed: Promise<void>;
  /**
   * Exit code of a command, or of the login program at a terminal when the text is null; waits for a free
   * channel first.
   *
   * @throws MachineError `machine.connection-lost`, what `onExpiry` makes; RequestError `request.cancelled`
   */
  execute(text: string | null, execution: Execution): Promise<number>;
  close(): void;
}

/**
 * Makes an authenticated connection of a socket on which a server has introduced itself. The host key
 * is checked before authentication: a host with another key learns neither user nor public key.
 *
 * @throws MachineError `machine.host-key-mismatch`, `machine.auth-failed`, `machine.unreachable`;
 *         RequestError `request.invalid` (the private key cannot be read), `request.cancelled`
 */
export async function openLink(socket: Socket, options: LinkOptions): Promise<Link> {
  const check = createHostKeyCheck(options.pin, options.fingerprints);
  const ssh = new NodeSSH();
  const isReady = ssh.connect(connectConfig(socket, options, check));
  const client = ssh.connection;
  if (client === null) throw new BugError('bug.unexpected', 'node-ssh made no connection.');
  // From here on and not only once it is ready: an error without a listener ends the process.
  let lastError = 'the host closed it';
  client.on('error', (error) => {
    lastError = error.message;
  });
  const closed = new Promise<void>((resolve) => client.once('close', () => resolve()));
  try {
    await options.limit.race(isReady, () => handshakeTimeout(options));
  } catch (error) {
    isReady.catch(() => {});
    socket.destroy();
    throw translate(error, options, check);
  }
  const hostKey = check.accepted();
  if (hostKey === null) throw new BugError('bug.unexpected', 'A host key was never checked.');
  const { address } = options;
  return createLink({ socket, client, address, hostKey, closed, why: () => lastError });
}

interface LinkParts {
  readonly socket: Socket;
  readonly client: Client;
  readonly address: SshAddress;
  readonly hostKey: HostKey;
  readonly closed: Promise<void>;
  readonly why: () => string;
}

function createLink({ socket, client, address, hostKey, closed, why }: LinkParts): Link {
  let isGivenUp = false;
  // The socket knows of its end before its "close" comes.
  const isOpen = () => !isGivenUp && socket.writable && socket.readable;
  const gate = createGate(MOST_CHANNELS);
  const lost = closed.then(() => {
    throw connectionLost(address, why());
  });
  lost.catch(() => {});
  return {
    address,
    hostKey,
    closed,
    get isOpen() {
      return isOpen();
    },
    async execute(text, { limit, onExpiry, ...streams }) {
      if (!isOpen()) throw connectionLost(address, why());
      const leave = await limit.race(gate.enter(limit.signal), onExpiry);
      const running = runOnChannel(client, address, text, { ...streams, signal: limit.signal });
      running.catch(() => {}).finally(leave);
      return limit.race(Promise.race([running, lost]), onExpiry);
    },
    close() {
      isGivenUp = true;
      client.end();
      // A host that is gone never confirms the end.
      setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
    },
  };
}

function connectConfig(socket: Socket, options: LinkOptions, check: HostKeyCheck): Config {
  return {
    sock: socket,
    username: options.user,
    privateKey: options.privateKey,
    // Without this ssh2 asks for method "none" first: a round trip for nothing.
    authHandler: ['publickey'],
    algorithms: { serverHostKey: [...check.algorithms] },
    hostVerifier: (blob: Buffer) => check.accepts(blob),
    keepaliveInterval: options.keepAliveMs,
    keepaliveCountMax: 3,
    readyTimeout: 0,
  };
}

/** What ssh2 threw → ours. Its own errors stay out: they may hold what they failed on. */
function translate(error: unknown, options: LinkOptions, check: HostKeyCheck): Error {
  if (error instanceof MachineError || error instanceof RequestError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const level = typeof error === 'object' && error && 'level' in error ? error.level : undefined;
  const { address, pin, user } = options;
  if (pin !== null && (check.refused() !== null || message.includes('no matching host key'))) {
    return hostKeyMismatch(address, pin, check.refused());
  }
  if (pin === null && check.refused() !== null) {
    return fingerprintMismatch(address, options.fingerprints ?? [], check.refused());
  }
  if (/cannot parse privatekey|valid\) private key/i.test(message)) {
    return new RequestError(
      'request.invalid',
      `The private key for ${user}@${formatAddress(address)} cannot be read. Give an OpenSSH private key without passphrase.`,
    );
  }
  if (level === 'client-authentication' || /too many authentication failures/i.test(message)) {
    return new MachineError(
      'machine.auth-failed',
      `SSH connection to ${formatAddress(address)}: ${user} was not let in with our key. Put the public key into its authorized_keys.`,
      { address: formatAddress(address), user },
    );
  }
  return handshakeFailed(options, oneLine(message));
}

function handshakeTimeout(options: LinkOptions): MachineError {
  return handshakeFailed(options, 'no end within its deadline');
}

function handshakeFailed({ address, limit }: LinkOptions, why: string): MachineError {
  return new MachineError(
    'machine.unreachable',
    `SSH connection to ${formatAddress(address)}: the handshake failed after ${formatDuration(limit.elapsedMs())}: ${why}.`,
    { address: formatAddress(address), reason: 'handshake' },
  );
}
