/** What came of an install, in figures: all of the time, and the machine's own part of it. */

import type { Install, InstallEvent } from '../../src/client/client.ts';

export interface Outcome {
  readonly state: Install['state'];
  /** From the call being accepted to its end. */
  readonly totalMs: number;
  /** The machine at work: booting, formatting, building, answering. */
  readonly machineMs: number;
  /** What the service and the provider's API added. */
  readonly serviceMs: number;
  readonly phases: readonly { phase: string; totalMs: number; machineMs: number }[];
  readonly proof: Install['proof'];
  readonly problem: Install['problem'];
}

/** Adds up the install's own events. */
export function outcomeOf(install: Install, events: readonly InstallEvent[]): Outcome {
  const phases = events.flatMap(({ body }) =>
    body.kind === 'phase-ended'
      ? [
          {
            phase: body.phase,
            totalMs: Math.round(body.totalMs),
            machineMs: Math.round(body.machineMs),
          },
        ]
      : [],
  );
  const first = events.at(0)?.at ?? install.createdAt;
  const last = install.endedAt ?? events.at(-1)?.at ?? first;
  const totalMs = Date.parse(last) - Date.parse(first);
  const machineMs = phases.reduce((sum, phase) => sum + phase.machineMs, 0);
  const { state, proof, problem } = install;
  return { state, totalMs, machineMs, serviceMs: totalMs - machineMs, phases, proof, problem };
}
