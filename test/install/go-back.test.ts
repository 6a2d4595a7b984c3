import { describe, expect, it } from '@jest/globals';
import type { Provider, ProviderMachine } from '../../providers/provider.ts';
import { ProviderError } from '../../src/domain/error.ts';
import type { MachineSource } from '../../src/domain/request.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { goBack } from '../../src/install/go-back.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const METAL: MachineSource = {
  kind: 'existing',
  existing: { provider: 'robot', account: 'main', server: '321' },
};
const HOST: MachineSource = {
  kind: 'existing',
  existing: { provider: 'ssh', host: '192.0.2.7', port: 22, user: 'root', hostKey: null },
};

/** What was done at the vendor, and told. */
async function back(machine: MachineSource, canGoBack: boolean, change: Partial<Provider> = {}) {
  const seen: string[] = [];
  const provider = fake<Provider>({
    abilities: fake<Provider['abilities']>({}),
    getMachine: async () =>
      fake<ProviderMachine>({
        origin: { provider: 'robot', account: 'main', providerRef: '321' },
        isRescueArmed: true,
      }),
    rescue: fake<NonNullable<Provider['rescue']>>({
      disarmRescue: async (ref) => void seen.push(`disarmed ${ref}`),
    }),
    power: fake<NonNullable<Provider['power']>>({
      restart: async (ref) => void seen.push(`restarted ${ref}`),
    }),
    ...change,
  });
  const run: InstallRun = {
    installId: 'i',
    request: { ...EXAMPLE_REQUEST, machine },
    machineMs: 0,
    phase: 'reach',
    deps: fake<InstallRun['deps']>({
      provider: () => provider,
      records: fake<InstallRecords>({
        canGoBack: async () => canGoBack,
        note: async (_id, _key, text) => void seen.push(text),
      }),
    }),
  };
  await runInMemory(createManualClock(), () => goBack(run));
  return seen;
}

describe('a machine of an install that was given up', () => {
  it('is restarted into its own system, with no rescue system armed for that boot', async () => {
    expect(await back(METAL, true)).toEqual([
      'disarmed 321',
      'restarted 321',
      'No disk was touched: 321 was restarted out of the rescue system, into the system on its own disks.',
    ]);
  });

  it('stays as it is where it was never restarted, or its disks were touched', async () => {
    expect(await back(METAL, false)).toEqual([]);
  });

  it('stays as it is where no vendor knows it', async () => {
    expect(await back(HOST, true)).toEqual([]);
  });

  it('is said to be in rescue still where its vendor does not restart it', async () => {
    const getMachine = async () => {
      throw new ProviderError('provider.forbidden', 'The token may only read.');
    };
    expect(await back(METAL, true, { getMachine })).toEqual([
      'No disk was touched, but 321 could not be restarted and may still be in the rescue system: The token may only read. Restart it at the provider.',
    ]);
  });
});
