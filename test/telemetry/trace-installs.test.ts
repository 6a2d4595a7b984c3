import { describe, expect, it } from '@jest/globals';
import type { EventBody, InstallEvent } from '../../src/domain/event.ts';
import type { Phase } from '../../src/domain/install.ts';
import { unendedPhases } from '../../src/telemetry/trace-installs.ts';

const started = (phase: Phase): EventBody => ({ kind: 'phase-started', phase });
const ended = (phase: Phase): EventBody => ({
  kind: 'phase-ended',
  phase,
  totalMs: 1,
  machineMs: 0,
});

/** One a second. */
function eventsOf(...bodies: readonly EventBody[]): readonly InstallEvent[] {
  return bodies.map((body, index) => ({
    ...{ eventId: index, installId: 'i', body },
    at: new Date(index * 1_000).toISOString(),
  }));
}

describe('the phases that were never ended', () => {
  it('are none where all went well', () => {
    const events = eventsOf(started('reach'), ended('reach'), started('plan'), ended('plan'));
    expect(unendedPhases(events)).toEqual([]);
  });

  it('are the last of each try', () => {
    const events = eventsOf(
      ...[started('reach'), ended('reach'), started('kexec')],
      ...[started('reach'), ended('reach'), started('disko')],
    );
    expect(unendedPhases(events)).toEqual([
      { phase: 'kexec', attempt: 1, startedAt: 2_000, brokenAt: 3_000 },
      { phase: 'disko', attempt: 2, startedAt: 5_000, brokenAt: null },
    ]);
  });
});
