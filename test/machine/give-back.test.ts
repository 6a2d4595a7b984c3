import { describe, expect, it } from '@jest/globals';
import type { GivenBack } from '../../providers/provider.ts';
import { PROVIDERS } from '../../providers/registry.ts';
import { type ErrorCode, ProviderError } from '../../src/domain/error.ts';
import type { GiveBack } from '../../src/domain/give-back.ts';
import type { MachineOrigin } from '../../src/domain/machine.ts';
import { createGiveBackWorkflow } from '../../src/machine/give-back.ts';
import { MACHINE } from '../service/memory-machines.ts';
import { createManualClock } from '../support/clock.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';

const DAY_MS = 24 * 60 * 60_000;
const CLOUD: MachineOrigin = { provider: 'hcloud', account: 'main', providerRef: '4711' };

interface Conduct {
  readonly origin?: MachineOrigin;
  readonly isForgetOnly?: boolean;
  readonly isLocked?: boolean;
  readonly on?: string;
  /** By the number of the call. */
  readonly give?: (call: number) => GivenBack | ErrorCode;
  /** Whether the vendor still has it, at a time. */
  readonly isThere?: (nowMs: number) => boolean;
}

/** A machine at a vendor that behaves so. */
function createWorld(conduct: Conduct = {}) {
  const clock = createManualClock();
  const records: Records = new Map();
  const asked: object[] = [];
  const told: unknown[] = [];
  const forgotten: string[] = [];
  const wish: GiveBack = {
    giveBackId: 'g',
    machineId: 'm-1',
    name: 'web-1',
    origin: conduct.origin ?? CLOUD,
    isForgetOnly: conduct.isForgetOnly ?? false,
    on: conduct.on ?? null,
    reason: 'too large',
    state: 'running',
    endsOn: null,
    remaining: [],
    problem: null,
    createdAt: '',
    endedAt: null,
  };
  const refuse = (code: ErrorCode) => new ProviderError(code, 'The vendor says no.');
  const ssh = PROVIDERS.ssh();
  const workflow = createGiveBackWorkflow({
    clock,
    machines: { get: async () => ({ ...MACHINE, isLocked: conduct.isLocked ?? false }) },
    forgetSecrets: async (machineId) => void forgotten.push(machineId),
    giveBacks: {
      get: async () => wish,
      change: async (_, change) => void told.push(change),
      end: async (_, given) => void told.push({ state: 'given-back', given }),
    },
    provider: () => ({
      ...ssh,
      name: 'hcloud',
      async getMachine(ref, signal) {
        if (conduct.isThere?.(clock.now()) === false) throw refuse('provider.not-found');
        return { ...(await ssh.getMachine('h:22', signal)), name: ref };
      },
      giveBack: {
        async giveBack(input) {
          asked.push(input);
          const answer = conduct.give?.(asked.length) ?? { endsOn: today(), remaining: [] };
          if (typeof answer === 'string') throw refuse(answer);
          return answer;
        },
      },
    }),
  });
  const today = () => new Date(clock.now()).toISOString().slice(0, 10);
  return {
    clock,
    asked,
    told,
    forgotten,
    day: (after: number) => new Date(clock.now() + after * DAY_MS).toISOString().slice(0, 10),
    async run(days = 0) {
      const running = runInMemory(clock, () => workflow('g'), { records });
      for (let second = 0; second < 20; second += 1) await clock.advance(1_000);
      for (let day = 0; day < days; day += 1) await clock.advance(DAY_MS);
      await running;
    },
  };
}

describe('giving back', () => {
  it('names the machine by the vendor’s own number, and forgets it once it is gone', async () => {
    const world = createWorld({ give: () => ({ endsOn: '2000-01-01', remaining: ['an IP'] }) });
    await world.run();
    expect(world.asked).toEqual([{ ref: '4711', name: '4711', reason: 'too large' }]);
    expect(world.told).toEqual([
      { state: 'given-back', given: { endsOn: '2000-01-01', remaining: ['an IP'] } },
    ]);
    expect(world.forgotten).toEqual(['m-1']);
  });

  it('asks the vendor once, however often its record is replayed', async () => {
    const world = createWorld();
    await world.run();
    await world.run();
    expect(world.asked).toHaveLength(1);
  });

  it('takes a machine that vanished under a lost answer for given back', async () => {
    const give = (call: number) => (call === 1 ? 'provider.unavailable' : 'provider.not-found');
    const world = createWorld({ give });
    await world.run();
    expect([world.asked.length, world.told]).toMatchObject([2, [{ state: 'given-back' }]]);
  });

  it.each<[string, Conduct, ErrorCode]>([
    ['the vendor does not know it', { isThere: () => false }, 'provider.not-found'],
    ['it is protected there', { give: () => 'provider.protected' }, 'provider.protected'],
    ['it was locked in the meantime', { isLocked: true }, 'request.machine-locked'],
  ])('forgets nothing where %s', async (_, conduct, code) => {
    const world = createWorld(conduct);
    await world.run();
    expect(world.told).toMatchObject([{ state: 'failed', problem: { code } }]);
    expect(world.forgotten).toEqual([]);
  });

  it('waits for the day, on which the vendor has it no more', async () => {
    const endsAt = createManualClock().now() + 30 * DAY_MS;
    const gone = createWorld({
      give: () => ({ endsOn: gone.day(30), remaining: [] }),
      isThere: (now) => now < endsAt,
    });
    await gone.run(33);
    expect(gone.told).toMatchObject([{ state: 'ending' }, { state: 'given-back', given: null }]);
    expect(gone.forgotten).toEqual(['m-1']);
  });

  it('keeps a machine whose end was taken back at the vendor', async () => {
    const world = createWorld({ give: () => ({ endsOn: world.day(2), remaining: [] }) });
    await world.run(8);
    expect(world.told).toMatchObject([{ state: 'ending' }, { state: 'kept' }]);
    expect(world.forgotten).toEqual([]);
  });

  it.each<[string, Conduct]>([
    ['that is known by its address alone', { origin: { ...CLOUD, provider: 'ssh' } }],
    ['that is only to be forgotten', { isForgetOnly: true }],
  ])('asks no vendor about a machine %s', async (_, conduct) => {
    const world = createWorld(conduct);
    await world.run();
    expect([world.asked, world.told]).toEqual([[], [{ state: 'given-back', given: null }]]);
    expect(world.forgotten).toEqual(['m-1']);
  });
});
