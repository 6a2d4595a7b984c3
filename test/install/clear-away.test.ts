import { describe, expect, it } from '@jest/globals';
import type { Provider } from '../../providers/provider.ts';
import { ProviderError } from '../../src/domain/error.ts';
import { clearAway, noteMachineStays } from '../../src/install/clear-away.ts';
import type { InstallRun } from '../../src/install/context.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import type { SpendEntry } from '../../src/workflow/spend.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const ORDER = {
  provider: 'hcloud',
  account: 'main',
  name: 'web-1',
  serverTypes: ['cx23'],
  locations: ['fsn1'],
  maxPrice: null,
} as const;

function makeWorld(change: { removing?: () => Promise<void>; entry?: SpendEntry } = {}) {
  const seen: string[] = [];
  const run: InstallRun = {
    installId: 'install-1',
    request: { ...EXAMPLE_REQUEST, machine: { kind: 'order', order: ORDER } },
    machineMs: 0,
    phase: 'order',
    deps: fake<InstallRun['deps']>({
      provider: () =>
        fake<Provider>({
          removeLeftovers: async (operationId) => {
            seen.push(`remove ${operationId}`);
            await change.removing?.();
          },
        }),
      ledger: fake<InstallRun['deps']['ledger']>({ find: async () => change.entry ?? null }),
      workbench: fake<InstallRun['deps']['workbench']>({
        forget: async (installId) => void seen.push(`tidy ${installId}`),
      }),
      keys: fake<InstallRun['deps']['keys']>({
        forget: async (installId) => void seen.push(`forget ${installId}`),
      }),
      records: fake<InstallRecords>({
        note: async (_id, key) => void seen.push(`note ${key}`),
      }),
      sweepLater: async ({ provider, account, operationId }) =>
        void seen.push(`sweep ${provider} ${account} ${operationId}`),
    }),
  };
  return { seen, run, clear: () => runInMemory(createManualClock(), () => clearAway(run)) };
}

describe('clearing away', () => {
  it('removes what is at the vendor and forgets the private keys', async () => {
    const { seen, clear } = makeWorld();
    await clear();
    expect(seen).toEqual(['remove install-1', 'forget install-1', 'tidy install-1']);
  });

  it('leaves to a sweep what the vendor does not let go, and forgets the private keys all the same', async () => {
    const removing = async () => {
      throw new ProviderError('provider.forbidden', 'No.');
    };
    const { seen, clear } = makeWorld({ removing });
    await clear();
    expect(seen).toEqual([
      'remove install-1',
      'sweep hcloud main install-1',
      'forget install-1',
      'tidy install-1',
    ]);
  });
});

describe('the end of an install in vain', () => {
  it('tells that a machine which was bought stays', async () => {
    const { seen, run } = makeWorld({ entry: { state: 'placed', receipt: null } });
    await noteMachineStays(run);
    expect(seen).toEqual(['note end.machine-stays']);
  });

  it('tells nothing where none was bought', async () => {
    const { seen, run } = makeWorld();
    await noteMachineStays(run);
    expect(seen).toEqual([]);
  });
});
