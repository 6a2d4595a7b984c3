/** A machine after its install: what the service knows of it, and what it may do to it unasked. */

import type { UnlockAccess } from './install.ts';
import type { MachineOrigin, SshAddress } from './machine.ts';
import type { UnreachablePolicy } from './unreachable-policy.ts';

/**
 * What the machine is meant to run now. `rescue` is held for a person until it is told to go back;
 * `reading` is an adopted machine that nobody has seen yet.
 */
export type MachineMode =
  | 'installed'
  | 'reading'
  | 'entering-rescue'
  | 'rescue'
  | 'leaving-rescue'
  | 'giving-back';

/** One system that the machine keeps in its profile, as it listed it. */
export interface Generation {
  readonly number: number;
  readonly systemPath: string;
  readonly isCurrent: boolean;
}

export interface ManagedMachine {
  readonly machineId: string;
  readonly origin: MachineOrigin;
  readonly name: string;
  readonly addresses: readonly SshAddress[];
  /** `ssh-ed25519 AAAA…`; nothing is ever sent to a host that shows another one. */
  readonly hostKey: string;
  /** The system last seen running; null before the first look. */
  readonly systemPath: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** Nothing that restarts, changes or wipes is done to a locked machine. */
  readonly isLocked: boolean;
  /** Grows with each change; the ETag is made of it. */
  readonly version: number;
  /** The last install that ended ready; null: adopted. */
  readonly installId: string | null;
  /** Name of the sealed private key that logs in; null: the service has no access. */
  readonly accessName: string | null;
  readonly mode: MachineMode;
  /** As last listed by the machine itself; empty before its first deployment. */
  readonly generations: readonly Generation[];
  /** null: nothing has to be unlocked, or it was adopted. */
  readonly unlock: UnlockAccess | null;
  readonly onUnreachable: UnreachablePolicy | null;
  /** Since when checks have failed without a break; null: the last one passed, or nobody checks. */
  readonly unreachableSince: string | null;
  /** Numbers the runs of its watch; 0: there was none. */
  readonly watchNumber: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export const MACHINE_EVENT_KINDS = [
  'installed',
  'adopted',
  'changed',
  'facts-read',
  'facts-unreadable',
  'reinstall-started',
  'rescue-asked',
  'rescue-entered',
  'rescue-left',
  'rescue-failed',
  'rescue-report',
  'give-back-asked',
  'give-back-told',
  'deployment-started',
  'deployment-step',
  'deployment-confirmed',
  'deployment-rolled-back',
  'deployment-failed',
  'unlock-asked',
  'unlocked',
  'unlock-failed',
  'watch-started',
  'unreachable',
  'reachable-again',
  'policy-decided',
  'policy-done',
] as const;
export type MachineEventKind = (typeof MACHINE_EVENT_KINDS)[number];

/** What happened to a machine; holds no secret. */
export interface MachineNews {
  readonly kind: MachineEventKind;
  /** For people, one sentence. */
  readonly text: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface MachineEvent extends MachineNews {
  readonly eventId: number;
  readonly machineId: string;
  readonly at: string;
}

/**
 * Kinds of a machine's papers: FlakeFile[], Plan, the Facts that the plan was made from, InstallRequest,
 * RescuePaper, ReinstallPaper. Stored: never renamed.
 */
export const PAPERS = {
  flake: 'flake',
  plan: 'plan',
  plannedFacts: 'planned-facts',
  request: 'request',
  rescue: 'rescue',
  reinstall: 'reinstall',
} as const;

/** With what a person wants into the rescue system. */
export interface RescuePaper {
  /** OpenSSH public key line. */
  readonly authorizedKey: string;
  /** Of the wish; absent in papers of before. */
  readonly rescueId?: string;
}

/** The install that was last started for this machine as it is. */
export interface ReinstallPaper {
  readonly installId: string;
}
