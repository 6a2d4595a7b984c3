import { describe, expect, it } from '@jest/globals';
import type { Provider } from '../../providers/provider.ts';
import { ProviderError } from '../../src/domain/error.ts';
import { createSweepWorkflow, sweepId } from '../../src/vendor/sweep.ts';
import { createManualClock } from '../support/clock.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const ID = sweepId({ provider: 'hcloud', account: 'main', operationId: 'install-1' });
const HOUR_MS = 3_600_000;

/** A vendor that fails so often, then does what it is asked. */
function makeSweep(failures: number, code: 'provider.unavailable' | 'provider.unauthorized') {
  const clock = createManualClock();
  const asked: string[] = [];
  const provider = (name: string, account: string | null) =>
    fake<Provider>({
      removeLeftovers: async (operationId) => {
        asked.push(`${name} ${account} ${operationId}`);
        if (asked.length <= failures) throw new ProviderError(code, 'Not now.');
      },
    });
  const sweep = createSweepWorkflow({ provider });
  return { clock, asked, run: (id = ID) => runInMemory(clock, () => sweep(id)) };
}

describe('a sweep', () => {
  it('asks again every quarter of an hour until the vendor takes it', async () => {
    const { clock, asked, run } = makeSweep(3, 'provider.unavailable');
    const running = run();
    await clock.advance(HOUR_MS);
    await running;
    expect(asked).toEqual(Array.from({ length: 4 }, () => 'hcloud main install-1'));
  });

  it('ends without an error after a week in vain', async () => {
    const { clock, asked, run } = makeSweep(Number.POSITIVE_INFINITY, 'provider.unavailable');
    const running = run();
    await clock.advance(8 * 24 * HOUR_MS);
    await expect(running).resolves.toBeUndefined();
    expect(asked).toHaveLength(7 * 24 * 4);
  });

  it('asks a vendor that refuses the credentials only once', async () => {
    const { asked, run } = makeSweep(9, 'provider.unauthorized');
    await run();
    expect(asked).toHaveLength(1);
  });

  it('knows hosts without an account, and nothing of other names', async () => {
    const { asked, run } = makeSweep(0, 'provider.unavailable');
    await run(sweepId({ provider: 'ssh', account: null, operationId: 'install-2' }));
    await run('moon main install-3');
    expect(asked).toEqual(['ssh null install-2']);
  });
});
