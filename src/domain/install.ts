/** One run of one plan on one machine: its phases, its states, its proof. */

import type { ErrorData } from './error.ts';
import type { HostKeyTrust } from './machine.ts';

export const PHASES = [
  'order',
  'reach',
  'inspect',
  'plan',
  'permit',
  'kexec',
  'disko',
  'install',
  'reboot',
  'verify',
] as const;
export type Phase = (typeof PHASES)[number];

/** `waiting-for-permit`: the plan is made, and somebody has to give leave to wipe its disks. */
export type InstallState =
  | 'queued'
  | 'running'
  | 'waiting-for-permit'
  | 'ready'
  | 'failed'
  | 'cancelling'
  | 'cancelled';

export const FINAL_STATES: ReadonlySet<InstallState> = new Set(['ready', 'failed', 'cancelled']);

/** What a running install waits for, in words, and until when. */
export interface Waiting {
  readonly for: string;
  /** ISO 8601. */
  readonly until: string;
  /** ISO 8601: where looks are far apart, when the next one is. */
  readonly nextLookAt?: string;
}

/** How long a phase took, and how much of it the machine or its provider was at work. */
export interface PhaseTiming {
  readonly phase: Phase;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly totalMs: number;
  readonly machineMs: number;
}

export interface ProvenDisk {
  readonly mountpoint: string;
  /** Devices below the mount, down to whole disks, as the machine named them. */
  readonly source: string;
  readonly serials: readonly string[];
}

/** How an encrypted machine is unlocked while it starts, over SSH to its initrd. */
export interface UnlockAccess {
  readonly port: number;
  /** Of the initrd, and not that of the system. */
  readonly hostKey: string;
  readonly knownHostsLine: string;
}

/** What was seen on the installed machine; every line was read from it. */
export interface Proof {
  readonly address: string;
  readonly hostKey: string;
  readonly knownHostsLine: string;
  /** How the first contact's host key was known. */
  readonly firstContact: HostKeyTrust;
  readonly bootIdBefore: string;
  readonly bootId: string;
  readonly systemPath: string;
  readonly mounts: readonly ProvenDisk[];
  readonly arrays: readonly {
    readonly name: string;
    readonly state: string;
    readonly isComplete: boolean;
  }[];
  /** null where the system has no systemd (the lab's stand-in). */
  readonly failedUnits: readonly string[] | null;
  /** Absent: the disks are not encrypted. */
  readonly unlock?: UnlockAccess;
  readonly checkedAt: string;
}

export interface Install {
  readonly installId: string;
  readonly state: InstallState;
  readonly phase: Phase | null;
  readonly waiting: Waiting | null;
  readonly problem: ErrorData | null;
  readonly proof: Proof | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly endedAt: string | null;
}
