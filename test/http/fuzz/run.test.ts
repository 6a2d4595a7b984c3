import { describe, expect, it } from '@jest/globals';
import { fuzz } from './run.ts';

describe('requests generated from the contract', () => {
  it('are never answered with a 5xx, and each error is a problem document', async () => {
    const result = await fuzz({ requests: 400, seed: 20_261_122, deadlineMs: 30_000 });
    expect(result.breaches).toEqual([]);
    expect(result.sent).toBeGreaterThan(100);
    expect(result.succeeded.size).toBeGreaterThan(5);
  }, 60_000);
});
