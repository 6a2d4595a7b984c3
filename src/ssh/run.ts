/** A command from its text to its result, with the errors of the contract. */

import { MachineError } from '../domain/error.ts';
import { formatAddress, formatDuration, oneLine } from './address.ts';
import type { Command } from './command.ts';
import { createLimit } from './limit.ts';
import type { Link } from './link.ts';
import type { CommandResult, RunOptions } from './shell.ts';

const DEFAULT_DEADLINE_MS = 60_000;
/** An answer is read into memory whole; more than this is no answer. */
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;

/** The work behind `Shell.run`; errors as there. */
export async function runCommand(
  link: Link,
  command: Command,
  options: RunOptions = {},
): Promise<CommandResult> {
  const { deadlineMs = DEFAULT_DEADLINE_MS, signal, okCodes = [0], stdin } = options;
  const limit = createLimit(deadlineMs, signal);
  const flood = Promise.withResolvers<never>();
  flood.promise.catch(() => {});
  const onFlood = () => flood.reject(tooMuchOutput(link, command));
  const stdout = createCollector(onFlood);
  const stderr = createCollector(onFlood);
  try {
    const startedAt = performance.now();
    const running = link.execute(command.text, {
      ...(stdin === undefined ? {} : { stdin }),
      onStdout: stdout.push,
      onStderr: stderr.push,
      limit,
      onExpiry: () => deadlinePassed(link, command, deadlineMs),
    });
    const exitCode = await Promise.race([running, flood.promise]);
    const durationMs = performance.now() - startedAt;
    const result = { stdout: stdout.text(), stderr: stderr.text(), exitCode, durationMs };
    if (!okCodes.includes(exitCode)) throw commandFailed(link, command, result);
    return result;
  } finally {
    limit.dispose();
  }
}

/** The first line of a command, for messages. */
function nameOf(command: Command): string {
  return `\`${oneLine(command.text.trim().split('\n')[0] ?? '', 120)}\``;
}

function createCollector(onFlood: () => void) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk: Buffer): void {
      bytes += chunk.length;
      if (bytes > MOST_OUTPUT_BYTES) onFlood();
      else chunks.push(chunk);
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

function commandFailed(link: Link, command: Command, result: CommandResult): MachineError {
  const said = oneLine(result.stderr.slice(-2000), 400) || 'nothing on stderr';
  const address = formatAddress(link.address);
  return new MachineError(
    'machine.command-failed',
    `${nameOf(command)} on ${address} ended with exit code ${result.exitCode} after ${formatDuration(result.durationMs)}: ${said}`,
    { address, exitCode: result.exitCode, stderr: result.stderr.slice(-2000) },
  );
}

function deadlinePassed(link: Link, command: Command, deadlineMs: number): MachineError {
  const address = formatAddress(link.address);
  return new MachineError(
    'machine.deadline-passed',
    `${nameOf(command)} on ${address} had not ended after ${formatDuration(deadlineMs)}. It may still run there.`,
    { address, deadlineMs },
  );
}

function tooMuchOutput(link: Link, command: Command): MachineError {
  const address = formatAddress(link.address);
  return new MachineError(
    'machine.command-failed',
    `${nameOf(command)} on ${address} printed more than ${MOST_OUTPUT_BYTES / 1024 / 1024} MiB.`,
    { address },
  );
}
