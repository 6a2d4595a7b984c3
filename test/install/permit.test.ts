import { describe, expect, it } from '@jest/globals';
import type { Provider, ProviderMachine } from '../../providers/provider.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { permitWipe } from '../../src/install/permit.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { createManualClock } from '../support/clock.ts';
import { examplePlan } from '../support/example-plan.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';

const HOUR_MS = 3_600_000;
const PLAN = examplePlan('cloud-single');
const ORDERED: InstallRequest['machine'] = {
  kind: 'order',
  order: {
    ...{ provider: 'hcloud', account: 'main', name: 'web-1', maxPrice: null },
    ...{ serverTypes: ['cx33'], locations: ['fsn1'] },
  },
};
const EXISTING: InstallRequest = {
  ...EXAMPLE_REQUEST,
  machine: {
    kind: 'existing',
    existing: { provider: 'hcloud', account: 'main', server: 'web-1' },
  },
  erase: null,
  planDigest: null,
};

/** An install that has its plan, and whoever may give leave to it. */
function makeWorld(request: InstallRequest = EXISTING) {
  const clock = createManualClock();
  const told: string[] = [];
  const steps: Records = new Map();
  let permit: { planDigest: string } | null = null;
  const records = fake<InstallRecords>({
    loadPlan: async () => PLAN,
    awaitsPermit: async (_id, { for: what, until }) =>
      void told.push(`waits until ${until}: ${what}`),
    findPermit: async () => permit,
    permitted: async (_id, digest) => void told.push(`permitted ${digest}`),
  });
  const provider = fake<Provider>({
    abilities: fake<Provider['abilities']>({}),
    getMachine: async () =>
      fake<ProviderMachine>({
        origin: { provider: 'hcloud', account: 'main', providerRef: '7' },
        isRescueArmed: false,
      }),
    power: fake<NonNullable<Provider['power']>>({
      restart: async (ref: string) => void told.push(`restarted ${ref}`),
    }),
  });
  const run: InstallRun = {
    installId: 'i',
    request,
    deps: fake<InstallRun['deps']>({ records, clock, provider: () => provider }),
    machineMs: 0,
    phase: 'permit',
  };
  return {
    clock,
    told,
    give: (planDigest: string) => {
      permit = { planDigest };
    },
    pass: () => runInMemory(clock, () => permitWipe(run), { records: steps }),
  };
}

describe('leave to wipe', () => {
  it.each([
    ['the request gives it', { ...EXISTING, erase: 'planned-disks' as const }],
    ['the machine was ordered for it', { ...EXISTING, machine: ORDERED }],
  ])('is not waited for where %s', async (_, request) => {
    const world = makeWorld({ ...request, planDigest: PLAN.digest });
    await world.pass();
    expect(world.told).toEqual([]);
  });

  it('is refused for another plan, without waiting', async () => {
    const world = makeWorld({ ...EXISTING, planDigest: '0'.repeat(64) });
    await expect(world.pass()).rejects.toMatchObject({ code: 'request.plan-changed' });
    expect(world.told).toEqual([]);
  });

  it('is waited for by disk and digest, over a restart of the service, and goes on', async () => {
    const world = makeWorld();
    void world.pass();
    await world.clock.advance(HOUR_MS);
    expect(world.told).toHaveLength(1);
    expect(world.told[0]).toContain('2026-01-02T00:00:00.000Z');
    for (const { device } of PLAN.disksToWipe) expect(world.told[0]).toContain(device);
    expect(world.told[0]).toContain(PLAN.digest);
    const again = world.pass();
    await world.clock.advance(HOUR_MS);
    world.give(PLAN.digest);
    await world.clock.advance(20_000);
    await again;
    expect(world.told.slice(1)).toContain(`permitted ${PLAN.digest}`);
  });

  it('expires after a day, and the machine is started into its own system', async () => {
    const world = makeWorld();
    const passed = expect(world.pass()).rejects.toMatchObject({ code: 'request.permit-expired' });
    await world.clock.advance(24 * HOUR_MS);
    await passed;
    expect(world.told.at(-1)).toBe('restarted 7');
  });
});
