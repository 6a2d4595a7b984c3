/** The contract of a shell on a machine: run, put, follow. Knows no vendor and no phase. */

import type { HostKey, SshAddress } from '../domain/machine.ts';
import type { Command } from './command.ts';
import type { PromptsAnswered } from './prompts.ts';

/** How to get onto one boot of one machine. */
export interface SshTarget {
  /** Tried together; the first that answers with the right host key is used. */
  readonly addresses: readonly SshAddress[];
  readonly user: string;
  /** OpenSSH private key text; a secret. */
  readonly privateKey: string;
  /** The pinned host key; null: accept the first one seen and report it as `first-use`. */
  readonly hostKey: HostKey | null;
  /**
   * Where `hostKey` is null: one of these must be shown (MD5 with colons, or `SHA256:…`), and is reported
   * as `published`. Absent or empty: every key is accepted.
   */
  readonly hostKeyFingerprints?: readonly string[];
}

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** From sending the command to its exit status. */
  readonly durationMs: number;
}

export interface RunOptions {
  /** Sent on stdin; the only way a secret reaches a machine. */
  readonly stdin?: string | Buffer | NodeJS.ReadableStream;
  /** 60 s when absent. */
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
  /** Exit codes that are an answer and not an error; [0] when absent. */
  readonly okCodes?: readonly number[];
}

export interface PutFile {
  readonly path: string;
  readonly content: string | Buffer | NodeJS.ReadableStream;
  /** Octal text, `0600` when absent. */
  readonly mode?: string;
  readonly deadlineMs?: number;
  readonly signal?: AbortSignal;
}

/** Long work that goes on when the connection is cut. */
export interface Job {
  /** Unique on this boot of the machine: `[a-z0-9-]+`. */
  readonly name: string;
  /** Run by bash with `set -euo pipefail`; its stdout and stderr become numbered lines. */
  readonly script: Command;
}

export interface JobLine {
  /** From 1, without gaps. */
  readonly sequence: number;
  readonly text: string;
}

export interface JobResult {
  readonly exitCode: number;
  /** How long the job ran by the machine's own clock. */
  readonly durationMs: number;
  /** The last lines, for error messages. */
  readonly tail: readonly string[];
}

export interface FollowOptions {
  /** First line wanted; 1 when absent. */
  readonly fromSequence?: number;
  readonly onLine?: (line: JobLine) => void;
  readonly deadlineMs: number;
  readonly signal?: AbortSignal;
}

/** One connection to one boot of a machine; many commands at once go over it. */
export interface Shell {
  readonly address: SshAddress;
  /** The key the host proved to own. */
  readonly hostKey: HostKey;
  readonly isOpen: boolean;
  /**
   * Runs a command and waits for its end.
   *
   * @throws MachineError `machine.command-failed` (exit code not in okCodes), `machine.connection-lost`,
   *         `machine.deadline-passed`; `request.cancelled` when the signal fires
   */
  run(command: Command, options?: RunOptions): Promise<CommandResult>;
  /** Writes a file whole: to a temporary name, then renamed. May be repeated. Errors as `run`. */
  put(file: PutFile): Promise<void>;
  /** Starts a job unless one of that name exists on this boot. May be repeated. Errors as `run`. */
  startJob(job: Job): Promise<void>;
  /**
   * Follows a job to its end, over as many reconnects as it takes within the deadline. May be repeated.
   *
   * @throws MachineError `machine.job-lost` (no such job on this boot), `machine.deadline-passed`;
   *         a job that ends with another status than 0 is a result, not an error
   */
  followJob(name: string, options: FollowOptions): Promise<JobResult>;
  close(): void;
}

/** What an answering machine let us measure about the wait for it. */
export interface Arrival {
  readonly shell: Shell;
  readonly bootId: string;
  /**
   * Time between the machine's SSH server being ready and our connecting to it, by the machine's own
   * clock: the part of the wait that was ours.
   */
  readonly lateByMs: number;
}

/** Opens and keeps shells: one live connection per target. */
export interface Shells {
  /**
   * The shell of this target, opened when needed. May be repeated.
   *
   * @throws MachineError `machine.unreachable`, `machine.host-key-mismatch`, `machine.auth-failed`
   */
  open(target: SshTarget, options?: { deadlineMs?: number; signal?: AbortSignal }): Promise<Shell>;
  /**
   * Waits until the machine answers on another boot than `notBootId` (any boot when null).
   * Connection refused, time-outs and a boot that is still the old one mean: keep waiting.
   * A wrong host key is kept waiting for only while `toleratesOtherHostKey` (an older boot may still
   * answer with its own key); nothing is ever sent to such a host.
   *
   * @throws MachineError `machine.deadline-passed` whose message says what was last seen,
   *         `machine.host-key-mismatch`
   */
  waitForBoot(
    target: SshTarget,
    options: {
      notBootId: string | null;
      deadlineMs: number;
      /** 250 when absent. */
      everyMs?: number;
      toleratesOtherHostKey?: boolean;
      signal?: AbortSignal;
    },
  ): Promise<Arrival>;
  /**
   * Answers what the login program asks at a terminal, over a connection of its own: how a disk is unlocked
   * while a machine starts. See `PromptsAnswered`; questions in `known` are left unanswered.
   *
   * @param session.answer a secret; typed once for each new question
   * @throws MachineError `machine.unreachable`, `machine.host-key-mismatch`, `machine.auth-failed`,
   *         `machine.connection-lost`
   */
  answerPrompts(
    target: SshTarget,
    session: {
      readonly answer: string;
      readonly known: ReadonlySet<string>;
      readonly deadlineMs: number;
      readonly signal?: AbortSignal;
    },
  ): Promise<PromptsAnswered>;
  closeAll(): void;
}
