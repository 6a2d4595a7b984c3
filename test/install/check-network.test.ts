import { describe, expect, it } from '@jest/globals';
import type {
  NetworkAddress,
  PrivateSwitch,
  PrivateSwitches,
  Provider,
  ProviderMachine,
} from '../../providers/provider.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { checkWithProvider, checkWithSystem } from '../../src/install/check-network.ts';
import type {
  Contact,
  InstallDependencies,
  InstallKeys,
  InstallRun,
} from '../../src/install/context.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import type { Shell, Shells } from '../../src/ssh/shell.ts';
import { createManualClock } from '../support/clock.ts';
import { exampleFacts, examplePlan } from '../support/example-plan.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const PLAN = examplePlan('metal-mirrors');
const FACTS = exampleFacts('metal-mirrors');
const [LINK] = PLAN.network.links;
const UNIT = [
  'unit: 10-uplink.network',
  `[Match]\nMACAddress=${LINK?.mac ?? ''}`,
  '[Network]',
  ...(LINK?.addresses ?? []).map(
    ({ address, prefixLength }) => `Address=${address}/${prefixLength}`,
  ),
  ...(LINK?.routes ?? []).map(({ gateway }) => `[Route]\nGateway=${gateway}`),
].join('\n');
const CONTACT: Contact = {
  addresses: [{ host: '192.0.2.7', port: 22 }],
  user: 'root',
  hostKey: null,
  access: 'access',
  bootId: 'b',
};

function makeRun(parts: {
  readonly stdout?: string;
  readonly routed?: readonly NetworkAddress[];
  readonly existing?: object;
  readonly plan?: Plan;
  readonly switches?: readonly PrivateSwitch[];
}) {
  const commands: string[] = [];
  const asked: string[] = [];
  const shell = fake<Shell>({
    async run({ text }) {
      commands.push(text);
      return { stdout: parts.stdout ?? '', stderr: '', exitCode: 0, durationMs: 1 };
    },
  });
  const provider = fake<Provider>({
    getMachine: async (ref) => {
      asked.push(ref);
      const origin = { provider: 'robot', account: 'main', providerRef: '2301001' } as const;
      return fake<ProviderMachine>({ origin });
    },
    network: { addresses: async () => parts.routed ?? [] },
    privateSwitches: fake<PrivateSwitches>({
      list: async () => {
        asked.push('switches');
        return parts.switches ?? [];
      },
    }),
  });
  const existing = parts.existing ?? { provider: 'robot', account: 'main', server: 'db-1' };
  const machine = { kind: 'existing', existing } as InstallRequest['machine'];
  const clock = createManualClock();
  const run: InstallRun = {
    installId: 'i',
    request: { ...EXAMPLE_REQUEST, machine },
    machineMs: 0,
    phase: 'plan',
    deps: fake<InstallDependencies>({
      clock,
      provider: () => provider,
      shells: fake<Shells>({ open: async () => shell }),
      keys: fake<InstallKeys>({
        get: async () => ({ privateKey: 'private', publicKey: 'public' }),
      }),
      records: fake<InstallRecords>({
        loadPlan: async () => parts.plan ?? PLAN,
        loadFacts: async () => FACTS,
      }),
    }),
  };
  return { run, commands, asked, within: <T>(body: () => Promise<T>) => runInMemory(clock, body) };
}

describe('the network before the restart', () => {
  const check = (stdout: string) => {
    const made = makeRun({ stdout });
    const system = '/nix/store/a-nixos-system-db-1';
    return { ...made, end: made.within(() => checkWithSystem(made.run, CONTACT, system)) };
  };

  it('is read from the system that was built, with its store where its links lead', async () => {
    const { end, commands } = check(UNIT);
    await end;
    expect(commands).toHaveLength(1);
    expect(commands[0]).toContain('unshare --mount bash -c ');
    expect(commands[0]).toContain('mount --bind /mnt/nix /nix');
    expect(commands[0]).toMatch(/\/nix\/store\/a-nixos-system-db-1'?$/);
  });

  it('keeps a machine in the installer that would lose its address', async () => {
    const lost = UNIT.replace(/Address=.*/, 'Address=192.0.2.200/24');
    await expect(check(lost).end).rejects.toMatchObject({ code: 'machine.network-differs' });
  });
});

describe('the network before the wipe', () => {
  const main = LINK?.addresses.find(({ address }) => !address.includes(':'))?.address ?? '';
  const routed = (address: string): NetworkAddress[] => [
    { family: 4, kind: 'address', address, prefixLength: 32, gateway: null },
  ];

  it('is held against what the provider routes, by the provider’s own name for the machine', async () => {
    const { run, asked, within } = makeRun({ routed: routed(main) });
    await within(() => checkWithProvider(run));
    expect(asked).toEqual(['db-1']);
  });

  it('is refused where the provider routes something else', async () => {
    const { run, within } = makeRun({ routed: routed('203.0.113.9') });
    await expect(within(() => checkWithProvider(run))).rejects.toMatchObject({
      code: 'request.network-unclear',
    });
  });

  it('is taken from the machine alone where no provider knows it', async () => {
    const { run, asked, within } = makeRun({ existing: { provider: 'ssh', host: 'h' } });
    await within(() => checkWithProvider(run));
    expect(asked).toEqual([]);
  });

  describe('with a VLAN', () => {
    const vlan = { id: 4000, name: 'vlan4000', mtuBytes: 1400, addresses: [], routes: [] };
    const links = PLAN.network.links.map((link) => ({ ...link, vlans: [vlan] }));
    const plan = { ...PLAN, network: { ...PLAN.network, links } };
    const one = { id: '1', name: 'backend', vlan: 4000 };
    const check = (members: PrivateSwitch['members']) => {
      const made = makeRun({ routed: routed(main), plan, switches: [{ ...one, members }] });
      return { ...made, end: made.within(() => checkWithProvider(made.run)) };
    };

    it('asks the provider for its switches, which it does for no other network', async () => {
      const { end, asked } = check([{ ref: '2301001', state: 'ready' }]);
      await end;
      expect(asked).toEqual(['db-1', 'switches']);
    });

    it('refuses a machine that is not joined, before anything is touched', async () => {
      await expect(check([{ ref: '1', state: 'ready' }]).end).rejects.toMatchObject({
        code: 'request.network-unclear',
        message: expect.stringMatching(/VLAN 4000 .*join it to the vSwitch/),
      });
    });
  });
});
