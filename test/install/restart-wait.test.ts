import { describe, expect, it } from '@jest/globals';
import { kindOfRestart, waitAfter, waitOn } from '../../src/install/restart-wait.ts';

describe('the wait before the next way to restart', () => {
  const slow = '480 s: the slowest of 2 restarts of EX44 by software took 200 s';

  it.each([
    ['software', [], true, 480, '480 s: no restart of EX44 by software is remembered'],
    ['hardware', [], true, 600, '600 s: no restart of EX44 by hardware is remembered'],
    ['software', [5_000], true, 60, '60 s: the slowest of 1 restart of EX44 by software took 5 s'],
    ['hardware', [30_000, 20_000], true, 90, '90 s: the slowest of 2 restarts of EX44'],
    ['software', [200_000, 90_000], true, 480, slow],
    ['power-cycle', [5_000], false, 600, '600 s: no other way to restart it is left'],
  ] as const)('after %s with %j remembered (others left: %s) is %d s', (...row) => {
    const [method, tookMs, hasOtherWays, wantS, words] = row;
    const { ms, reason } = waitAfter({ method, product: 'EX44', tookMs, hasOtherWays });
    expect(ms).toBe(wantS * 1000);
    expect(reason).toContain(`waits ${words}`);
  });

  it('is the whole deadline for a product that is not known, and for a slow start', () => {
    const unknown = { method: 'software', product: null, tookMs: [], hasOtherWays: true } as const;
    expect(waitAfter(unknown)).toEqual({
      ms: 480_000,
      reason: 'waits 480 s: its product is not known',
    });
    expect(waitOn('hardware').ms).toBe(600_000);
  });
});

describe('restarts that tell of each other', () => {
  const origin = { provider: 'robot', account: 'main', providerRef: '2301001' } as const;

  it.each([
    ['EX44', 'EX44'],
    ['Server Auction', 'Server Auction 2301001'],
    ['Auction 2500123', 'Auction 2500123 2301001'],
  ])('are those of the product %s under the name %s', (serverType, product) => {
    expect(kindOfRestart({ origin, serverType }, 'software')).toEqual({
      provider: 'robot',
      product,
      method: 'software',
    });
  });

  it('are none where the product is not known', () => {
    expect(kindOfRestart({ origin, serverType: null }, 'software')).toBeNull();
  });
});
