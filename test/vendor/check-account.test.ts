import { expect, it } from '@jest/globals';
import { PROVIDERS } from '../../providers/registry.ts';
import type { Account } from '../../src/domain/account.ts';
import { type ErrorCode, ProviderError } from '../../src/domain/error.ts';
import { checkId, createCheckAccountWorkflow } from '../../src/vendor/check-account.ts';
import { createManualClock } from '../support/clock.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const ACCOUNT: Account = {
  accountId: 'a',
  provider: 'robot',
  name: 'metal',
  source: 'stored',
  login: '#ws+user',
  credential: 'credential.1',
  state: 'checking',
  problem: null,
  checkNumber: 3,
  checkedAt: null,
  createdAt: '2026-11-22T12:00:00.000Z',
};

/** Runs a check whose vendor answers so. */
async function check(code: ErrorCode | null) {
  const clock = createManualClock();
  const told: unknown[] = [];
  let calls = 0;
  const workflow = createCheckAccountWorkflow({
    provider: () => ({
      ...PROVIDERS.ssh(),
      async checkCredentials() {
        calls += 1;
        if (code !== null) throw new ProviderError(code, 'The vendor says no.');
      },
    }),
    accounts: {
      find: async () => ACCOUNT,
      endCheck: async (accountId, number, { state, problem }) =>
        void told.push([accountId, number, state, problem?.code ?? null]),
    },
  });
  const running = runInMemory(clock, () => workflow(checkId(ACCOUNT)));
  for (let second = 0; second < 20; second += 1) await clock.advance(1_000);
  await running;
  return { told, calls };
}

it.each([
  [null, 'works', 1],
  ['provider.unauthorized', 'refused', 1],
  ['provider.forbidden', 'refused', 1],
  ['provider.unavailable', 'unchecked', 3],
  ['request.no-such-account', 'unchecked', 1],
] as const)('after %s the credentials are %s, by so many calls: %s', async (code, state, calls) => {
  expect(await check(code)).toEqual({ told: [['a', 3, state, code]], calls });
});
