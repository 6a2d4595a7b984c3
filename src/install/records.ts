/** What the phases tell the record of an install; the service keeps it in the store. */

import type { ErrorData } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import type { Phase, PhaseTiming, Proof, Waiting } from '../domain/install.ts';
import type { HostKeyTrust, MachineOrigin, SshAddress } from '../domain/machine.ts';
import type { OrderPlaced } from '../domain/order.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import type { InstallRequest } from '../domain/request.ts';
import type { JobLine } from '../ssh/shell.ts';

/** When the machine was read: on the system it came with, in our installer, or on the installed system. */
export type FactsStage = 'before' | 'installer' | 'installed';

export interface KnownMachine {
  readonly origin: MachineOrigin;
  readonly addresses: readonly SshAddress[];
  readonly serverType: string | null;
  readonly location: string | null;
}

/** What a machine told after a failure. */
export interface Evidence {
  readonly phase: Phase;
  readonly from: 'installer' | 'rescue system';
  readonly text: string;
}

/** Every call may be repeated: the same fact told twice is stored once, and the first telling stays. */
export interface InstallRecords {
  request(installId: string): Promise<InstallRequest>;
  /** Returns the instant (ISO 8601) at which the phase was first said to have started. */
  phaseStarted(installId: string, phase: Phase): Promise<string>;
  phaseEnded(installId: string, timing: PhaseTiming): Promise<void>;
  waiting(installId: string, key: string, waiting: Waiting): Promise<void>;
  /** Shows a wait that goes on; no event, since nothing has happened. */
  stillWaiting(installId: string, waiting: Waiting): Promise<void>;
  note(
    installId: string,
    key: string,
    text: string,
    fields?: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  retrying(installId: string, step: string, attempt: number, problem: ErrorData): Promise<void>;
  /** Lines of a job, identified by the job and the boot they came from. */
  output(installId: string, job: string, bootId: string, lines: readonly JobLine[]): Promise<void>;
  /** The machine is about to be restarted out of its own system, into rescue. */
  leavesItsSystem(installId: string): Promise<void>;
  /** Whether it was, and its disks have not been touched since: a restart brings its own system back. */
  canGoBack(installId: string): Promise<boolean>;
  machineKnown(installId: string, machine: KnownMachine): Promise<void>;
  /** @throws BugError where it is not known yet */
  loadMachine(installId: string): Promise<KnownMachine>;
  orderPlaced(installId: string, order: OrderPlaced): Promise<void>;
  firstContact(installId: string, trust: HostKeyTrust): Promise<void>;
  saveFacts(installId: string, stage: FactsStage, facts: Facts): Promise<void>;
  loadFacts(installId: string, stage: FactsStage): Promise<Facts>;
  savePlan(installId: string, plan: Plan): Promise<void>;
  loadPlan(installId: string): Promise<Plan>;
  /** The install waits for leave to wipe. */
  awaitsPermit(installId: string, waiting: Waiting): Promise<void>;
  /** The leave that was given; null: none yet. */
  findPermit(installId: string): Promise<{ readonly planDigest: string } | null>;
  /** The leave was seen, and the install goes on. */
  permitted(installId: string, planDigest: string): Promise<void>;
  saveFlake(installId: string, files: readonly FlakeFile[]): Promise<void>;
  loadFlake(installId: string): Promise<readonly FlakeFile[]>;
  /** null until the machine is known. */
  findMachine(installId: string): Promise<KnownMachine | null>;
  saveEvidence(installId: string, evidence: Evidence): Promise<void>;
  ready(installId: string, proof: Proof): Promise<void>;
  failed(installId: string, problem: ErrorData): Promise<void>;
  cancelled(installId: string): Promise<void>;
  /** The record of another try of the same install: what the first one told does not stand for it. */
  forAttempt(attempt: number): InstallRecords;
}
