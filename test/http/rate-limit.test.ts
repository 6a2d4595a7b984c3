import { expect, it } from '@jest/globals';
import { createRateLimit } from '../../src/http/rate-limit.ts';

const CALLER = { name: 'ci', scopes: ['read'] } as const;

it('lets a burst in, then as many as the minute allows, evenly', () => {
  let now = 0;
  const limit = createRateLimit({ callsPerMinute: 600, now: () => now });
  const taken = (): number => {
    for (let count = 0; ; count += 1) {
      try {
        limit.take(CALLER);
      } catch {
        return count;
      }
    }
  };
  expect(taken()).toBe(60);
  now += 1_000;
  expect(taken()).toBe(10);
  now += 3_600_000;
  expect(taken()).toBe(60);
});

it('holds a token that has a rate of its own to that', () => {
  const limit = createRateLimit({ callsPerMinute: 1, now: () => 0 });
  const own = { ...CALLER, name: 'own', callsPerMinute: 600 };
  for (let count = 0; count < 60; count += 1) limit.take(own);
  expect(() => limit.take(own)).toThrow('600 calls a minute');
});
