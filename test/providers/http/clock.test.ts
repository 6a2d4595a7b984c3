import { describe, expect, it } from '@jest/globals';
import { realClock } from '../../../providers/http/clock.ts';

describe('the real clock', () => {
  it('tells the time of this machine', () => {
    const before = Date.now();
    const now = realClock().now();

    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
  });

  it('wakes a sleeper whose signal fires', async () => {
    const controller = new AbortController();
    const sleeping = realClock().sleep(3_600_000, controller.signal);
    controller.abort();

    await expect(sleeping).rejects.toThrow();
  });
});
