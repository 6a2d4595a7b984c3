/** One command on one channel of a connection. */

import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { Client, ClientCallback, ClientChannel } from 'ssh2';
import { MachineError } from '../domain/error.ts';
import type { SshAddress } from '../domain/machine.ts';
import { formatAddress, oneLine } from './address.ts';

export interface ChannelOptions {
  readonly stdin?: string | Buffer | NodeJS.ReadableStream;
  readonly onStdout: (chunk: Buffer) => void;
  readonly onStderr: (chunk: Buffer) => void;
  /** Closes the channel; the caller makes the error. */
  readonly signal: AbortSignal;
}

/**
 * Runs command text on a channel of its own and answers its exit code; death by a signal is 128 plus
 * its number, as a shell says it. Output comes as bytes: a chunk may end inside a character.
 *
 * @param text null: the login program of the user, at a terminal
 * @throws MachineError `machine.connection-lost`: the channel ended without an exit status; the
 *         error of the stdin stream as it is, when that one breaks
 */
export function runOnChannel(
  client: Client,
  address: SshAddress,
  text: string | null,
  options: ChannelOptions,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const onOpen: ClientCallback = (error, channel) => {
      if (error) reject(connectionLost(address, error.message));
      // At once: the whole answer may stand in the packet that is being read.
      else attend(channel, { ...options, address, resolve, reject });
    };
    try {
      if (text === null) client.shell({ term: 'dumb' }, onOpen);
      else client.exec(text, onOpen);
    } catch (error) {
      reject(connectionLost(address, error instanceof Error ? error.message : String(error)));
    }
  });
}

interface Attended extends ChannelOptions {
  readonly address: SshAddress;
  readonly resolve: (exitCode: number) => void;
  readonly reject: (error: unknown) => void;
}

function attend(channel: ClientChannel, options: Attended): void {
  const { address, signal, resolve, reject } = options;
  let exitCode: number | undefined;
  const close = () => channel.close();
  signal.addEventListener('abort', close, { once: true });
  if (signal.aborted) close();
  channel.on('data', options.onStdout);
  channel.stderr.on('data', options.onStderr);
  channel.on('exit', (code: number | null, signalName?: string) => {
    exitCode = code ?? 128 + signalNumber(signalName);
  });
  // A command may end without reading all of its input; its exit status tells what that meant.
  channel.on('error', () => {});
  channel.on('close', () => {
    signal.removeEventListener('abort', close);
    if (exitCode === undefined) reject(connectionLost(address, 'it closed without an exit status'));
    else resolve(exitCode);
  });
  feed(channel, options.stdin, reject);
}

/** @param why how it ended, as a clause; may hold text from the host */
export function connectionLost(address: SshAddress, why: string): MachineError {
  return new MachineError(
    'machine.connection-lost',
    `The SSH connection to ${formatAddress(address)} was lost: ${oneLine(why)}. What ran there may go on.`,
    { address: formatAddress(address) },
  );
}

type OnBroken = (error: unknown) => void;

function feed(channel: ClientChannel, stdin: ChannelOptions['stdin'], onBroken: OnBroken): void {
  if (stdin === undefined) channel.end();
  else if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) channel.end(stdin);
  else feedStream(channel, stdin, onBroken);
}

/** A source that breaks must not look like one that ended: its error is the end of the command. */
function feedStream(
  channel: ClientChannel,
  stdin: NodeJS.ReadableStream,
  onBroken: OnBroken,
): void {
  stdin.on('error', (error) => {
    onBroken(error);
    channel.close();
  });
  channel.on('close', () => destroySource(stdin));
  stdin.pipe(channel);
}

function destroySource(stdin: NodeJS.ReadableStream & Partial<Pick<Readable, 'destroy'>>): void {
  stdin.destroy?.();
}

function signalNumber(name: string | undefined): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return numbers[name ?? ''] ?? 0;
}
