import { describe, expect, it } from '@jest/globals';
import { createSystemClock } from '../../src/workflow/clock.ts';

describe('the system clock', () => {
  it('wakes a sleeper with the reason of its signal', async () => {
    const stop = new AbortController();
    const sleeping = createSystemClock().sleep(60_000, stop.signal);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(createSystemClock().sleep(0, stop.signal)).rejects.toThrow('enough');
  });

  it('sleeps longer than a timer can count', async () => {
    const stop = new AbortController();
    let isAwake = false;
    const sleeping = createSystemClock()
      .sleep(2 ** 40, stop.signal)
      .then(
        () => {
          isAwake = true;
        },
        () => {},
      );
    await createSystemClock().sleep(20);
    expect(isAwake).toBe(false);
    stop.abort();
    await sleeping;
  });
});
