import { beforeEach, describe, expect, it } from '@jest/globals';
import { MachineError, ProviderError } from '../../src/domain/error.ts';
import { step } from '../../src/workflow/step.ts';
import { createManualClock, type ManualClock } from '../support/clock.ts';
import { type Records, runInMemory } from './memory-context.ts';

let clock: ManualClock;
beforeEach(() => {
  clock = createManualClock();
});

const busy = () => new ProviderError('provider.busy', 'locked', { action: 7 });

describe('a step', () => {
  it('runs once and answers from its record afterwards', async () => {
    const records: Records = new Map();
    let runs = 0;
    const workflow = () => step('count', async () => ({ runs: ++runs }));
    expect(await runInMemory(clock, workflow, { records })).toEqual({ runs: 1 });
    expect(await runInMemory(clock, workflow, { records })).toEqual({ runs: 1 });
    expect(runs).toBe(1);
  });

  it('throws the same error on a replay as at first', async () => {
    const records: Records = new Map();
    const workflow = () =>
      step('fail', async () => {
        throw new MachineError('machine.build-failed', 'no space', { exitCode: 2 });
      });
    const first = await runInMemory(clock, workflow, { records }).catch((error) => error);
    const again = await runInMemory(clock, workflow, { records }).catch((error) => error);
    for (const error of [first, again]) {
      expect(error).toBeInstanceOf(MachineError);
      expect(error).toMatchObject({
        code: 'machine.build-failed',
        message: 'no space',
        details: { exitCode: 2 },
      });
    }
  });

  it('waits until a limit ends that says so, without counting it as an attempt', async () => {
    const startedAt: number[] = [];
    const since = clock.now();
    const limited = (ms: number) =>
      new ProviderError('provider.rate-limited', 'later', {
        tryAgainAt: new Date(clock.now() + ms).toISOString(),
      });
    const workflow = (limitsMs: readonly number[]) =>
      runInMemory(clock, () =>
        step(
          'limited',
          async () => {
            startedAt.push(clock.now() - since);
            const limitMs = limitsMs[startedAt.length - 1];
            if (limitMs !== undefined) throw limited(limitMs);
            return 'done';
          },
          { attempts: 1 },
        ),
      );
    const running = workflow([3_600_000, 60_000]);
    await clock.advance(3_660_000);
    expect(await running).toBe('done');
    expect(startedAt).toEqual([0, 3_600_000, 3_660_000]);
    startedAt.length = 0;
    await expect(workflow([86_400_000])).rejects.toMatchObject({ code: 'provider.rate-limited' });
  });

  it('tries retryable errors again, with growing pauses, and tells of each', async () => {
    const told: [string, number][] = [];
    const startedAt: number[] = [];
    const running = runInMemory(clock, () =>
      step(
        'busy',
        async ({ attempt }) => {
          startedAt.push(clock.now());
          if (attempt < 4) throw busy();
          return attempt;
        },
        {
          attempts: 4,
          backoffMs: 100,
          onRetry: (error, attempt) => {
            told.push([String(error), attempt]);
          },
        },
      ),
    );
    await clock.advance(10_000);
    expect(await running).toBe(4);
    const [first = 0] = startedAt;
    expect(startedAt.map((at) => at - first)).toEqual([0, 100, 300, 700]);
    expect(told.map(([, attempt]) => attempt)).toEqual([1, 2, 3]);
  });

  it('gives up after its attempts with the last error', async () => {
    let runs = 0;
    const running = runInMemory(clock, () =>
      step('busy', async () => {
        runs++;
        throw busy();
      }),
    );
    const ended = expect(running).rejects.toMatchObject({ code: 'provider.busy' });
    await clock.advance(60_000);
    await ended;
    expect(runs).toBe(3);
  });

  it('does not retry what another try cannot help', async () => {
    let runs = 0;
    const running = runInMemory(clock, () =>
      step('fatal', async () => {
        runs++;
        throw new ProviderError('provider.unauthorized', 'no');
      }),
    );
    await expect(running).rejects.toMatchObject({ code: 'provider.unauthorized' });
    expect(runs).toBe(1);
  });

  it('sits out a restart of the database', async () => {
    let runs = 0;
    const running = runInMemory(clock, () =>
      step('store', async () => {
        if (++runs < 6) throw Object.assign(new Error('refused'), { code: '57P01' });
        return runs;
      }),
    );
    await clock.advance(120_000);
    expect(await running).toBe(6);
  });

  it('ends at its deadline and fires its signal, even when the body listens to nothing', async () => {
    let seen: AbortSignal | undefined;
    const running = runInMemory(clock, () =>
      step(
        'hang',
        ({ signal }) => {
          seen = signal;
          return new Promise<void>(() => {});
        },
        { deadlineMs: 5_000 },
      ),
    );
    const ended = expect(running).rejects.toMatchObject({
      code: 'machine.deadline-passed',
      message: 'The step hang did not end within 5 s (attempt 1).',
    });
    await clock.advance(4_999);
    expect(seen?.aborted).toBe(false);
    await clock.advance(1);
    expect(seen?.aborted).toBe(true);
    await clock.advance(1_000);
    await ended;
    expect(clock.sleeperCount).toBe(0);
  });

  it('records nothing when it is interrupted', async () => {
    const records: Records = new Map();
    const interrupt = new AbortController();
    const running = runInMemory(
      clock,
      () =>
        step('hang', ({ signal }) => {
          return new Promise<void>((_, reject) => {
            signal.addEventListener('abort', () => reject(busy()));
          });
        }),
      { records, signal: interrupt.signal },
    );
    const ended = expect(running).rejects.toThrow('stop now');
    interrupt.abort(new Error('stop now'));
    await ended;
    expect(records.size).toBe(0);
  });

  it('refuses a result that would read back as something else', async () => {
    const running = runInMemory(clock, () =>
      step('date', async () => ({ deep: [{ at: new Date(0) }] })),
    );
    await expect(running).rejects.toMatchObject({
      code: 'bug.unexpected',
      message: 'The result of step date.deep[0].at is not plain data, so it cannot be recorded.',
    });
    // @ts-expect-error: neither does the compiler take one
    const untyped = () => step('map', async () => new Map<string, string>());
    await expect(runInMemory(clock, untyped)).rejects.toMatchObject({ code: 'bug.unexpected' });
  });

  it('is refused outside of a workflow', async () => {
    await expect(step('lost', async () => 1)).rejects.toMatchObject({ code: 'bug.unexpected' });
  });
});
