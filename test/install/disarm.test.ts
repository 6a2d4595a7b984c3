import { describe, expect, it } from '@jest/globals';
import type { Provider } from '../../providers/provider.ts';
import type { MachineSource } from '../../src/domain/request.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { disarmRescue } from '../../src/install/disarm.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { createMemoryLedger } from '../workflow/memory-ledger.ts';

const METAL: MachineSource = {
  kind: 'existing',
  existing: { provider: 'robot', account: 'main', server: '321' },
};
const ORDERED: MachineSource = {
  kind: 'order',
  order: {
    provider: 'robot',
    account: 'main',
    name: 'db-1',
    channel: 'auction',
    ids: null,
    wish: {},
    withIpv4: true,
    maxPrice: { monthlyGross: '60.00', setupGross: '0.00', currency: 'EUR' },
  },
};

/** What was disarmed, asked about, and told. */
async function disarm(machine: MachineSource, isRescueArmed: boolean, receipt?: unknown) {
  const seen = { asked: [] as string[], disarmed: [] as string[], notes: [] as string[] };
  const ledger = createMemoryLedger();
  if (receipt !== undefined) {
    ledger.entries.set('order:install-1', { state: 'placed', receipt });
  }
  const provider = fake<Provider>({
    getMachine: async (ref) => {
      seen.asked.push(ref);
      return fake<Awaited<ReturnType<Provider['getMachine']>>>({ isRescueArmed });
    },
    rescue: fake<NonNullable<Provider['rescue']>>({
      disarmRescue: async (ref) => {
        seen.disarmed.push(ref);
      },
    }),
  });
  const run: InstallRun = {
    installId: 'install-1',
    request: { ...EXAMPLE_REQUEST, machine },
    machineMs: 0,
    phase: 'reboot',
    deps: fake<InstallRun['deps']>({
      provider: () => provider,
      ledger,
      records: fake<InstallRecords>({
        note: async (_id, _key, text) => {
          seen.notes.push(text);
        },
      }),
    }),
  };
  await disarmRescue(run, new AbortController().signal);
  return seen;
}

describe('before a machine leaves for its disks', () => {
  it('its rescue system is disarmed where it is still armed, and that is told', async () => {
    const seen = await disarm(METAL, true);
    expect(seen.disarmed).toEqual(['321']);
    expect(seen.notes).toEqual([expect.stringContaining('still armed for the next boot of 321')]);
  });

  it('nothing is done where a boot has used it up', async () => {
    expect(await disarm(METAL, false)).toEqual({ asked: ['321'], disarmed: [], notes: [] });
  });

  it('an ordered machine is found by its receipt', async () => {
    const receipt = { machine: { origin: { providerRef: 'auction-order:B1' } } };
    expect((await disarm(ORDERED, true, receipt)).disarmed).toEqual(['auction-order:B1']);
  });

  it('no vendor is asked about a host that none knows', async () => {
    const host = {
      provider: 'ssh',
      host: '192.0.2.7',
      port: 22,
      user: 'root',
      hostKey: null,
    } as const;
    expect((await disarm({ kind: 'existing', existing: host }, true)).asked).toEqual([]);
  });
});
