import { describe, expect, it } from '@jest/globals';
import type { EventBody, InstallEvent } from '../../src/domain/event.ts';
import { readTimings } from '../../src/service/timings.ts';

function listed(bodies: readonly EventBody[]) {
  const events = bodies.map(
    (body, index): InstallEvent => ({
      eventId: index + 1,
      installId: 'i',
      at: `t${index + 1}`,
      body,
    }),
  );
  return {
    listAfter: async (query: { afterEventId: number; limit: number }) =>
      events.filter(({ eventId }) => eventId > query.afterEventId).slice(0, query.limit),
  };
}

describe('timings', () => {
  it('pair starts and ends over thousands of lines of output', async () => {
    const output = { kind: 'output', job: 'j', sequence: 1, text: 'x' } as const;
    const rows = listed([
      { kind: 'phase-started', phase: 'reach' },
      ...Array.from({ length: 2500 }, () => output),
      { kind: 'phase-ended', phase: 'reach', totalMs: 10, machineMs: 4 },
      { kind: 'phase-started', phase: 'kexec' },
    ]);
    expect(await readTimings(rows, 'i')).toEqual([
      { phase: 'reach', startedAt: 't1', endedAt: 't2502', totalMs: 10, machineMs: 4 },
      { phase: 'kexec', startedAt: 't2503', endedAt: null, totalMs: 0, machineMs: 0 },
    ]);
  });
});
