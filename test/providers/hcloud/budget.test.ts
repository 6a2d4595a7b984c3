import { describe, expect, it } from '@jest/globals';
import { createBudget } from '../../../providers/hcloud/budget.ts';
import { jumpingClock, never } from './make.ts';

const nothing = { limit: null, remaining: null };

describe('the budget of a credential', () => {
  it('lets a burst of a whole hour through, then one call a second', async () => {
    const clock = jumpingClock();
    const budget = createBudget(clock);
    for (let call = 0; call < 3_602; call += 1) await budget.take(never());

    expect(clock.slept).toEqual([1_000, 1_000]);
  });

  it('waits when the vendor says that nothing is left', async () => {
    const clock = jumpingClock();
    const budget = createBudget(clock);
    budget.learn({ limit: 7_200, remaining: 0 }, false);
    await budget.take(never());

    expect(clock.slept).toEqual([500]);
  });

  it('waits after a refusal without headers', async () => {
    const clock = jumpingClock();
    const budget = createBudget(clock);
    budget.learn(nothing, true);
    await budget.take(never());

    expect(clock.slept).toEqual([1_000]);
  });

  it('does not believe that more is left than it counted itself', async () => {
    const clock = jumpingClock();
    const budget = createBudget(clock);
    budget.learn({ limit: 3_600, remaining: 1 }, false);
    await budget.take(never());
    budget.learn({ limit: 3_600, remaining: 3_000 }, false);
    await budget.take(never());

    expect(clock.slept).toEqual([1_000]);
  });

  it('tells what is left, as it refills', async () => {
    const clock = jumpingClock();
    const budget = createBudget(clock);
    await budget.take(never());
    expect(budget.left()).toEqual({ limit: 3_600, left: 3_599 });
    budget.learn({ limit: 7_200, remaining: 3 }, false);
    expect(budget.left()).toEqual({ limit: 7_200, left: 3 });
    await clock.sleep(10_000, never());
    expect(budget.left()).toEqual({ limit: 7_200, left: 23 });
  });

  it('ends a wait when the caller cancels', async () => {
    const budget = createBudget(jumpingClock());
    budget.learn(nothing, true);

    await expect(budget.take(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
  });
});
