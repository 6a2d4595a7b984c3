/** How long each phase took, read from the events. */

import type { InstallEvent } from '../domain/event.ts';
import type { PhaseTiming } from '../domain/install.ts';
import type { EventRows } from './ports.ts';

const PAGE_SIZE = 1000;
const KINDS = ['phase-started', 'phase-ended'] as const;

/** The timings of an install so far, from all of its events. May be repeated. */
export async function readTimings(
  events: EventRows,
  installId: string,
): Promise<readonly PhaseTiming[]> {
  const phases: InstallEvent[] = [];
  let afterEventId = 0;
  for (;;) {
    const page = await events.listAfter({
      installId,
      afterEventId,
      limit: PAGE_SIZE,
      kinds: KINDS,
    });
    phases.push(...page.filter(({ body }) => body.kind.startsWith('phase-')));
    afterEventId = page.at(-1)?.eventId ?? afterEventId;
    if (page.length < PAGE_SIZE) return timingsOf(phases);
  }
}

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
