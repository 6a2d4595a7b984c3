/** A Shell without a machine: expects each command by its full text, in order, and fails on any other. */

import { BugError, MachineError } from '../../src/domain/error.ts';
import type { HostKey, SshAddress } from '../../src/domain/machine.ts';
import type { Command } from '../../src/ssh/command.ts';
import type {
  CommandResult,
  FollowOptions,
  JobResult,
  PutFile,
  RunOptions,
  Shell,
  Shells,
  SshTarget,
} from '../../src/ssh/shell.ts';

export interface ScriptedAnswer {
  readonly stdout?: string;
  readonly stderr?: string;
  readonly exitCode?: number;
  /** Must be what comes on stdin. */
  readonly stdin?: string;
  /** Thrown in place of an answer. */
  readonly error?: Error;
}

export interface ScriptedJobAnswer {
  readonly lines?: readonly string[];
  readonly exitCode?: number;
  readonly durationMs?: number;
  readonly error?: Error;
}

export interface ScriptedShell extends Shell {
  /** The next command; its text must be this one, letter for letter. */
  expectRun(command: Command | string, answer?: ScriptedAnswer): void;
  /** The next file; any content when none is named. */
  expectPut(path: string, content?: string): void;
  /** The next job to be started, and how it goes when it is followed, as often as it is followed. */
  expectJob(name: string, script: Command | string, answer?: ScriptedJobAnswer): void;
  /** Fails when something that was expected has not come. */
  assertDone(): void;
}

interface Expected {
  readonly what: string;
  readonly run: ScriptedAnswer;
}

const KEY: HostKey = {
  publicKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f',
  trust: 'given',
};

export function createScriptedShell(
  address: SshAddress = { host: '192.0.2.1', port: 22 },
  hostKey: HostKey = KEY,
): ScriptedShell {
  const expected: Expected[] = [];
  const jobs = new Map<string, ScriptedJobAnswer>();
  const started = new Set<string>();
  let isOpen = true;

  const take = (what: string): ScriptedAnswer => {
    const next = expected.shift();
    if (next?.what !== what) {
      throw new BugError('bug.unexpected', unexpected(what, next?.what ?? 'nothing more'));
    }
    return next.run;
  };

  return {
    address,
    hostKey,
    get isOpen() {
      return isOpen;
    },
    expectRun: (command, run = {}) => void expected.push({ what: `run ${textOf(command)}`, run }),
    expectPut: (path, content) => {
      const run = content === undefined ? {} : { stdin: content };
      expected.push({ what: `put ${path}`, run });
    },
    expectJob: (name, script, answer = {}) => {
      expected.push({ what: `start job ${name}: ${textOf(script)}`, run: {} });
      jobs.set(name, answer);
    },
    assertDone() {
      if (expected.length === 0) return;
      const missing = expected.map(({ what }) => what).join('\n');
      throw new BugError('bug.unexpected', `The scripted shell still expects:\n${missing}`);
    },
    run: async (command, options = {}) => answerRun(take(`run ${command.text}`), command, options),
    put: async (file) => checkPut(take(`put ${file.path}`), file),
    async startJob({ name, script }) {
      if (started.has(name)) return;
      take(`start job ${name}: ${script.text}`);
      started.add(name);
    },
    async followJob(name, options) {
      if (!started.has(name)) throw new MachineError('machine.job-lost', `no job ${name}`);
      return answerFollow(jobs.get(name) ?? {}, options);
    },
    close() {
      isOpen = false;
    },
  };
}

/** Shells that hand out these, by the host of a target's first address; an unknown host is unreachable. */
export function createScriptedShells(
  shells: Readonly<Record<string, Shell>>,
  bootIds: Readonly<Record<string, string>> = {},
): Shells {
  const find = ({ addresses }: SshTarget): Shell => {
    const host = addresses[0]?.host ?? '';
    const shell = Object.hasOwn(shells, host) ? shells[host] : undefined;
    if (shell === undefined) throw new MachineError('machine.unreachable', `no answer at ${host}`);
    return shell;
  };
  return {
    open: async (target) => find(target),
    async waitForBoot(target, { notBootId }) {
      const shell = find(target);
      const bootId = bootIds[shell.address.host] ?? 'scripted-boot';
      if (bootId !== notBootId) return { shell, bootId, lateByMs: 0 };
      throw new MachineError('machine.deadline-passed', `still on boot ${bootId}`);
    },
    answerPrompts: async (target) => {
      find(target);
      return { answered: [], repeated: null };
    },
    closeAll() {
      for (const shell of Object.values(shells)) shell.close();
    },
  };
}

async function answerRun(
  answer: ScriptedAnswer,
  command: Command,
  options: RunOptions,
): Promise<CommandResult> {
  if (answer.stdin !== undefined) await checkContent(answer.stdin, options.stdin ?? '');
  if (answer.error !== undefined) throw answer.error;
  const { stdout = '', stderr = '', exitCode = 0 } = answer;
  if ((options.okCodes ?? [0]).includes(exitCode))
    return { stdout, stderr, exitCode, durationMs: 1 };
  throw new MachineError('machine.command-failed', `${command.text} ended with ${exitCode}`, {
    exitCode,
    stderr,
  });
}

async function checkPut(answer: ScriptedAnswer, { content }: PutFile): Promise<void> {
  if (answer.stdin !== undefined) await checkContent(answer.stdin, content);
}

function answerFollow(answer: ScriptedJobAnswer, options: FollowOptions): JobResult {
  const { lines = [], exitCode = 0, durationMs = 1, error } = answer;
  for (const [index, text] of lines.entries()) {
    const sequence = index + 1;
    if (sequence >= (options.fromSequence ?? 1)) options.onLine?.({ sequence, text });
  }
  if (error !== undefined) throw error;
  return { exitCode, durationMs, tail: lines.slice(-40) };
}

async function checkContent(wanted: string, content: PutFile['content']): Promise<void> {
  const found = await readText(content);
  if (found !== wanted) throw new BugError('bug.unexpected', unexpected(found, wanted));
}

async function readText(content: PutFile['content']): Promise<string> {
  if (typeof content === 'string' || Buffer.isBuffer(content)) return content.toString();
  const chunks: Buffer[] = [];
  for await (const chunk of content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

function textOf(command: Command | string): string {
  return typeof command === 'string' ? command : command.text;
}

function unexpected(found: string, wanted: string): string {
  return `The scripted shell got\n${found}\nand expected\n${wanted}`;
}
