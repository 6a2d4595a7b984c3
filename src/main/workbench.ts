/** The service's own host as a place to build systems: bash, in a private folder for each install. */

import { spawn } from 'node:child_process';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Config } from '../config.ts';
import { MachineError, RequestError } from '../domain/error.ts';
import type { Workbench } from '../install/context.ts';
import type { Command } from '../ssh/command.ts';
import type { CommandResult, RunOptions } from '../ssh/shell.ts';

const USUAL_DEADLINE_MS = 60_000;
const TAIL_LINES = 20;
/** Of each stream; what is longer is a flood and not an answer. */
const MAXIMUM_BYTES = 4 * 1024 * 1024;

/** Each install gets a folder below `builds` of the data directory, which only the service can read. */
export function createWorkbench(
  config: Pick<Config, 'dataDir' | 'allowsServiceBuilds' | 'gitTargets'>,
): Workbench {
  const { dataDir } = config;
  const folderOf = (installId: string) => path.resolve(dataDir, 'builds', installId);
  return {
    allowsBuilds: config.allowsServiceBuilds,
    gitProtocols: config.gitTargets === 'any' ? 'https:ssh:http:file' : 'https:ssh',
    async folder(installId) {
      const folder = folderOf(installId);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return folder;
    },
    forget: (installId) => rm(folderOf(installId), { recursive: true, force: true }),
    shell: { run },
  };
}

async function run(command: Command, options: RunOptions = {}): Promise<CommandResult> {
  const { stdin = '', deadlineMs = USUAL_DEADLINE_MS, signal, okCodes = [0] } = options;
  const startedAt = performance.now();
  const deadline = AbortSignal.timeout(Math.min(deadlineMs, 2 ** 31 - 1));
  const either = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  // In a process group of its own, so that all of it ends when it is told to.
  const child = spawn('bash', ['-c', command.text], { detached: true });
  const kill = (): void => {
    if (child.pid !== undefined) killGroup(child.pid);
  };
  either.addEventListener('abort', kill, { once: true });
  if (either.aborted) kill();
  const feeding = pipeline([Buffer.from(await bytesOf(stdin))], child.stdin).catch(() => {});
  const [stdout, stderr, exitCode] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number>((resolve) => {
      child.once('error', () => resolve(127));
      child.once('close', (code) => resolve(code ?? 137));
    }),
    feeding,
  ]);
  either.removeEventListener('abort', kill);
  const durationMs = performance.now() - startedAt;
  if (signal?.aborted === true) {
    throw new RequestError('request.cancelled', 'The work on the service was cancelled.');
  }
  if (okCodes.includes(exitCode)) return { stdout, stderr, exitCode, durationMs };
  throw failed({ stdout, stderr, exitCode, durationMs }, deadline.aborted);
}

async function bytesOf(stdin: NonNullable<RunOptions['stdin']>): Promise<string | Buffer> {
  if (typeof stdin === 'string' || Buffer.isBuffer(stdin)) return stdin;
  const parts: Buffer[] = [];
  for await (const part of stdin) parts.push(Buffer.from(part));
  return Buffer.concat(parts);
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const part of stream.setEncoding('utf8')) {
    if (text.length < MAXIMUM_BYTES) text += String(part);
  }
  return text;
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function failed(result: CommandResult, isLate: boolean): MachineError {
  const seconds = (result.durationMs / 1000).toFixed(1);
  const tail = result.stderr.trimEnd().split('\n').slice(-TAIL_LINES);
  const end = isLate ? 'was stopped at its deadline' : `ended with status ${result.exitCode}`;
  return new MachineError(
    isLate ? 'machine.deadline-passed' : 'machine.build-failed',
    `A command where the service runs ${end} after ${seconds} s. Its last lines: ${tail.slice(-5).join(' | ')}`,
    { exitCode: result.exitCode, tail },
  );
}
