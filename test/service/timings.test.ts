import { describe, expect, it } from '@jest/globals';
import type { EventBody } from '../../src/domain/event.ts';
import { timingsOf } from '../../src/service/timings.ts';

describe('timings', () => {
  it('pair starts and ends; a phase that still runs has no end', () => {
    const bodies: readonly EventBody[] = [
      { kind: 'phase-started', phase: 'reach' },
      { kind: 'phase-ended', phase: 'reach', totalMs: 10, machineMs: 4 },
      { kind: 'phase-started', phase: 'kexec' },
    ];
    const events = bodies.map((body, index) => {
      return { eventId: index + 1, installId: 'i', at: `t${index + 1}`, body };
    });
    expect(timingsOf(events)).toEqual([
      { phase: 'reach', startedAt: 't1', endedAt: 't2', totalMs: 10, machineMs: 4 },
      { phase: 'kexec', startedAt: 't3', endedAt: null, totalMs: 0, machineMs: 0 },
    ]);
  });
});
