import { describe, expect, it } from '@jest/globals';
import type { Provider, ProviderMachine } from '../../providers/provider.ts';
import { createSshProvider } from '../../providers/ssh/index.ts';
import { ProviderError } from '../../src/domain/error.ts';
import { PAPERS } from '../../src/domain/managed-machine.ts';
import { createEnterRescueWorkflow, createLeaveRescueWorkflow } from '../../src/machine/rescue.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';
import { createMachineUnderTest, passTime } from './machine-under-test.ts';

/** A provider that does what it is told, and tells it. */
function createTold(refuses = false) {
  const told: string[] = [];
  let isArmed = false;
  const base: Provider = createSshProvider();
  const machine = (): ProviderMachine => ({
    origin: { provider: 'hcloud', account: 'main', providerRef: '4711' },
    name: 'web-1',
    power: 'on',
    isRescueArmed: isArmed,
    addresses: [],
    serverType: null,
    location: null,
    labels: {},
  });
  const provider: Provider = {
    ...base,
    getMachine: async () => machine(),
    removeLeftovers: async (operationId) => void told.push(`clear ${operationId}`),
    rescue: {
      async armRescue({ ref, authorizedKey }) {
        if (refuses) throw new ProviderError('provider.protected', 'no');
        isArmed = true;
        told.push(`arm ${ref} ${authorizedKey}`);
        return { user: 'root', hostKey: null, hostKeyFingerprints: [] };
      },
      disarmRescue: async () => {},
      lastHostKeyFingerprints: async () => [],
    },
    power: {
      async restart(ref) {
        isArmed = false;
        told.push(`restart ${ref}`);
      },
      methods: async () => [],
      wake: null,
    },
  };
  return { provider, told };
}

async function enter(told = createTold(), records: Records = new Map()) {
  const world = createMachineUnderTest();
  world.change({ mode: 'entering-rescue' });
  await world.deps.papers.put('m-1', PAPERS.rescue, { authorizedKey: 'a key' });
  const deps = { ...world.deps, provider: () => told.provider };
  const run = () =>
    runInMemory(world.clock, () => createEnterRescueWorkflow(deps)('m-1'), { records });
  await passTime(world, run());
  return { world, deps, told: told.told, run };
}

describe('the rescue system for a person', () => {
  it('is armed with the key of the call, and restarted into', async () => {
    const { world, told } = await enter();
    expect(told).toEqual(['arm 4711 a key', 'restart 4711']);
    expect(world.machine().mode).toBe('rescue');
  });

  it('is not left again by a restart of the service', async () => {
    const records: Records = new Map();
    const { world, told, run } = await enter(createTold(), records);
    records.delete('restart');
    records.delete('end');
    await passTime(world, run());
    expect(told).toEqual(['arm 4711 a key', 'restart 4711']);
  });

  it('is told of when the provider refuses, and the machine counts as installed', async () => {
    const { world } = await enter(createTold(true));
    expect(world.machine().mode).toBe('installed');
    expect(world.events.at(-1)).toMatchObject({ kind: 'rescue-failed' });
  });

  it('is left by a restart, and the key is taken away at the provider', async () => {
    const told = createTold();
    const world = createMachineUnderTest();
    const deps = { ...world.deps, provider: () => told.provider };
    const work = runInMemory(world.clock, () => createLeaveRescueWorkflow(deps)('m-1'));
    await passTime(world, work);
    expect(told.told).toEqual(['restart 4711', 'clear rescue-m-1']);
    expect(world.machine().mode).toBe('installed');
    expect(world.events.at(-1)).toMatchObject({ kind: 'rescue-left', fields: { isSeen: true } });
  });
});
