/** How long each phase took, read from the events. */

import type { InstallEvent } from '../domain/event.ts';
import type { PhaseTiming } from '../domain/install.ts';

/** Kinds of the events that timings are made of. */
export const PHASE_EVENTS = ['phase-started', 'phase-ended'] as const;

/** The phases in the order they were begun; one that still runs has no end and counts 0 ms. */
export function timingsOf(events: readonly InstallEvent[]): readonly PhaseTiming[] {
  const timings = new Map<string, PhaseTiming>();
  for (const { at, body } of events) {
    if (body.kind === 'phase-started') {
      const { phase } = body;
      timings.set(phase, { phase, startedAt: at, endedAt: null, totalMs: 0, machineMs: 0 });
    }
    if (body.kind === 'phase-ended') {
      const { phase, totalMs, machineMs } = body;
      const startedAt = timings.get(phase)?.startedAt ?? at;
      timings.set(phase, { phase, startedAt, endedAt: at, totalMs, machineMs });
    }
  }
  return [...timings.values()];
}
