/** The end of a machine's contract, by an explicit wish. */

import type { ErrorData } from './error.ts';
import type { MachineOrigin } from './machine.ts';

/**
 * `running`: the vendor is being asked; `ending`: it has agreed, and the machine goes on `endsOn`;
 * `given-back`: it is gone and forgotten; `kept`: it was still there after its day, so somebody took the
 * end back at the vendor.
 */
export type GiveBackState = 'running' | 'ending' | 'given-back' | 'kept' | 'failed';

export interface GiveBack {
  readonly giveBackId: string;
  readonly machineId: string;
  /** As the machine was called when it was given back. */
  readonly name: string;
  readonly origin: MachineOrigin;
  /** True: only forgotten here; the vendor is not asked. */
  readonly isForgetOnly: boolean;
  /** The wanted day, `yyyy-mm-dd`; null: the earliest there is. */
  readonly on: string | null;
  readonly reason: string | null;
  readonly state: GiveBackState;
  /** `yyyy-mm-dd`; null until the vendor has agreed. */
  readonly endsOn: string | null;
  /** What stays at the vendor and may go on costing, in words. */
  readonly remaining: readonly string[];
  readonly problem: ErrorData | null;
  readonly createdAt: string;
  readonly endedAt: string | null;
}
