import { beforeEach, describe, expect, it } from '@jest/globals';
import { MachineError, ProviderError } from '../../src/domain/error.ts';
import type { Waiting } from '../../src/domain/install.ts';
import { waitFor } from '../../src/workflow/wait.ts';
import { createManualClock, type ManualClock } from '../support/clock.ts';
import { type Records, runInMemory } from './memory-context.ts';

let clock: ManualClock;
beforeEach(() => {
  clock = createManualClock();
});

const options = { what: 'the new system answers', deadlineMs: 60_000, everyMs: 250 };

describe('waiting', () => {
  it('looks at its interval until there is something to see', async () => {
    const looksAt: number[] = [];
    const start = clock.now();
    const running = runInMemory(clock, () =>
      waitFor('boot', options, async () => {
        looksAt.push(clock.now() - start);
        return looksAt.length === 4 ? 'boot-2' : null;
      }),
    );
    await clock.advance(2_000);
    expect(await running).toBe('boot-2');
    expect(looksAt).toEqual([0, 250, 500, 750]);
  });

  it('asks before each pause how long it may be', async () => {
    const looksAt: number[] = [];
    const start = clock.now();
    const running = runInMemory(clock, () =>
      waitFor('order', { ...options, everyMs: () => 1_000 * looksAt.length }, async () => {
        looksAt.push(clock.now() - start);
        return looksAt.length === 3 ? 'there' : null;
      }),
    );
    await clock.advance(10_000);
    expect(await running).toBe('there');
    expect(looksAt).toEqual([0, 1_000, 3_000]);
  });

  it('says at its deadline for what it waited and for how long', async () => {
    const told: Waiting[] = [];
    const onWaiting = (waiting: Waiting) => {
      told.push(waiting);
    };
    const running = runInMemory(clock, () =>
      waitFor('boot', { ...options, onWaiting }, async () => {
        throw new MachineError('machine.unreachable', 'Connection refused.');
      }),
    );
    const ended = expect(running).rejects.toMatchObject({
      code: 'machine.deadline-passed',
      message:
        'Waited until the new system answers, in vain for 60 s. The last look ended with: Connection refused.',
    });
    await clock.advance(61_000);
    await ended;
    expect(told).toEqual([{ for: 'the new system answers', until: '2026-01-01T00:01:00.000Z' }]);
  });

  it('ends at its deadline while a look hangs', async () => {
    const running = runInMemory(clock, () =>
      waitFor('boot', options, () => new Promise<string>(() => {})),
    );
    const ended = expect(running).rejects.toMatchObject({ code: 'machine.deadline-passed' });
    await clock.advance(61_000);
    await ended;
  });

  it('is not prolonged by a restart', async () => {
    const records: Records = new Map();
    const crash = new AbortController();
    const workflow = () => waitFor('boot', options, async () => null as string | null);
    const first = runInMemory(clock, workflow, { records, signal: crash.signal });
    const crashed = expect(first).rejects.toThrow('crash');
    await clock.advance(40_000);
    crash.abort(new Error('crash'));
    await crashed;
    const second = runInMemory(clock, workflow, { records });
    const startedAt = clock.now();
    const ended = second.catch(() => clock.now() - startedAt);
    await clock.advance(30_000);
    expect(await ended).toBe(20_000);
  });

  it('looks once more when it is resumed after its deadline', async () => {
    const records: Records = new Map([['boot.until', '{"kind":"done","value":0}']]);
    const seen = await runInMemory(clock, () => waitFor('boot', options, async () => 'there'), {
      records,
    });
    expect(seen).toBe('there');
  });

  it('ends at once with an error that waiting cannot help, or with the error it was given', async () => {
    const refused = runInMemory(clock, () =>
      waitFor('boot', options, async () => {
        throw new MachineError('machine.host-key-mismatch', 'other key');
      }),
    );
    await expect(refused).rejects.toMatchObject({ code: 'machine.host-key-mismatch' });
    const onDeadline = () => new ProviderError('provider.action-timeout', 'too slow');
    const late = runInMemory(clock, () =>
      waitFor('action', { ...options, onDeadline }, async () => null as string | null),
    );
    const ended = expect(late).rejects.toMatchObject({ code: 'provider.action-timeout' });
    await clock.advance(61_000);
    await ended;
  });
});
