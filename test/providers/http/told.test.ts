import { describe, expect, it } from '@jest/globals';
import { told } from '../../../providers/http/told.ts';
import type { ProviderClock, VendorCall } from '../../../providers/provider.ts';
import { ProviderError } from '../../../src/domain/error.ts';

const CALL = { method: 'GET', path: '/servers/7' };

/** A try that takes 30 ms; what is told of it. */
async function tellOf(attempt: () => Promise<string>) {
  let now = 1_000;
  const clock: ProviderClock = { now: () => now, sleep: async () => {} };
  const calls: Omit<VendorCall, 'provider' | 'account'>[] = [];
  const settings = { clock, endpoint: 'https://api.test/v1', onCall: calls.push.bind(calls) };
  const ended = await told(settings, CALL, async () => {
    now += 30;
    return attempt();
  }).catch((error: unknown) => error);
  return { ended, calls };
}

describe('a try of a call to a vendor', () => {
  it('is told with how long it took, and changed in nothing', async () => {
    const { ended, calls } = await tellOf(async () => 'answer');
    expect(ended).toBe('answer');
    expect(calls).toEqual([
      { ...CALL, host: 'api.test', startedAt: 1_000, durationMs: 30, problem: null },
    ]);
  });

  it('is told with its problem, which is thrown on', async () => {
    const error = new ProviderError('provider.busy', 'It is locked.');
    const { ended, calls } = await tellOf(async () => {
      throw error;
    });
    expect(ended).toBe(error);
    expect(calls[0]?.problem).toMatchObject({ code: 'provider.busy' });
  });
});
