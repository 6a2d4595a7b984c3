import { describe, expect, it } from '@jest/globals';
import type { Provider, RescueAccess } from '../../providers/provider.ts';
import type { UnreachablePolicy } from '../../src/domain/unreachable-policy.ts';
import { createWatchWorkflow, roundId } from '../../src/machine/watch.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';
import { createMachineUnderTest, type MachineUnderTest, passTime } from './machine-under-test.ts';

const POLICY: UnreachablePolicy = {
  act: 'reinstall',
  afterSeconds: 60,
  everySeconds: 10,
  maxPerDay: 1,
  quietHours: null,
};

function watched(policy: Partial<UnreachablePolicy> = {}): MachineUnderTest {
  const world = createMachineUnderTest();
  world.change({ onUnreachable: { ...POLICY, ...policy }, watchNumber: 1 });
  return world;
}

/** One round; resolves with the numbers of the rounds it started. */
function round(world: MachineUnderTest, number = 1) {
  const started: number[] = [];
  const watch = createWatchWorkflow(world.deps, async (_, next) => void started.push(next));
  const work = runInMemory(world.clock, () => watch(roundId('m-1', number)));
  return { work, started };
}

describe('a watch', () => {
  it('reinstalls a machine that has not answered for long enough, once, and starts the next round', async () => {
    const world = watched();
    world.answers = false;
    const { work, started } = round(world);
    await world.clock.advance(50_000);
    expect(world.reinstalls).toEqual([]);
    await passTime(world, work);
    expect(world.reinstalls).toHaveLength(1);
    expect(started).toEqual([2]);
    expect(world.events.map(({ kind }) => kind)).toEqual([
      'unreachable',
      'policy-decided',
      'policy-done',
    ]);
    expect(world.machine().unreachableSince).toBeNull();
    // The next outage of the same day.
    const second = round(world, 2);
    await passTime(world, second.work);
    expect(world.reinstalls).toHaveLength(1);
    expect(world.events.at(-1)).toMatchObject({
      kind: 'policy-decided',
      fields: { act: 'nothing' },
    });
  });

  it('counts anew when the machine answers in between', async () => {
    const world = watched();
    world.answers = false;
    const { work } = round(world);
    await world.clock.advance(40_000);
    world.answers = true;
    await world.clock.advance(20_000);
    world.answers = false;
    await world.clock.advance(40_000);
    expect(world.reinstalls).toEqual([]);
    expect(world.events.map(({ kind }) => kind)).toEqual([
      'unreachable',
      'reachable-again',
      'unreachable',
    ]);
    await passTime(world, work);
    expect(world.reinstalls).toHaveLength(1);
  });

  it('leaves a locked machine alone, and says why', async () => {
    const world = watched();
    world.change({ isLocked: true });
    world.answers = false;
    await passTime(world, round(world).work);
    expect(world.reinstalls).toEqual([]);
    expect(world.events.at(-1)?.text).toBe('Nothing is done. The machine is locked.');
  });

  it('tells the same reason for the same outage once', async () => {
    const world = watched({ act: 'nothing' });
    world.answers = false;
    await passTime(world, round(world).work);
    await passTime(world, round(world, 2).work);
    expect(world.events.filter(({ kind }) => kind === 'policy-decided')).toHaveLength(1);
  });

  it('expects nothing of a machine that a person holds in rescue', async () => {
    const world = watched();
    world.change({ mode: 'rescue' });
    world.answers = false;
    const { work } = round(world);
    await world.clock.advance(600_000);
    expect(world.events).toEqual([]);
    world.change({ onUnreachable: null });
    await passTime(world, work);
  });

  it('ends by itself when another round has taken its place', async () => {
    const world = watched();
    const { work, started } = round(world);
    await world.clock.advance(30_000);
    world.change({ watchNumber: 2 });
    await passTime(world, work);
    expect(started).toEqual([]);
  });

  it('tells of an act that failed, and goes on watching', async () => {
    const world = watched({ act: 'reboot' });
    world.answers = false;
    const { work, started } = round(world);
    await passTime(world, work);
    expect(world.events.at(-1)?.text).toBe('reboot: It failed: no provider in this test');
    expect(started).toEqual([2]);
  });
});

/** A provider that notes what it is told. */
function noting(told: string[], onRescue: () => void = () => {}): Provider {
  return fake<Provider>({
    abilities: fake<Provider['abilities']>({}),
    power: fake<NonNullable<Provider['power']>>({
      restart: async (ref) => void told.push(`restart ${ref}`),
    }),
    rescue: fake<NonNullable<Provider['rescue']>>({
      async armRescue({ ref }) {
        told.push(`arm ${ref}`);
        onRescue();
        return fake<RescueAccess>({ user: 'root', hostKey: null });
      },
    }),
    removeLeftovers: async (operationId) => void told.push(`clear ${operationId}`),
  });
}

describe('the acts of a policy', () => {
  async function done(policy: Partial<UnreachablePolicy>) {
    const world = watched(policy);
    const told: string[] = [];
    world.provider = noting(told, () => {
      world.answers = true;
    });
    world.answers = false;
    const { work } = round(world);
    const startedAt = world.clock.now();
    await world.clock.advance(59_000);
    expect(told).toEqual([]);
    expect(world.reinstalls).toEqual([]);
    await passTime(world, work);
    const decided = world.events.find(({ kind }) => kind === 'policy-decided');
    expect(Date.parse(decided?.at ?? '') - startedAt).toBe(60_000);
    return { world, told, decided };
  }

  it('reboot restarts the machine once', async () => {
    const { world, told, decided } = await done({ act: 'reboot' });
    expect(told).toEqual(['restart 4711']);
    expect(decided?.fields).toMatchObject({ act: 'reboot' });
    expect(world.events.at(-1)?.text).toBe('reboot: the machine was restarted.');
  });

  it('rescue-report reads the machine from its rescue system, and starts it into its own', async () => {
    const { world, told } = await done({ act: 'rescue-report' });
    expect(told).toEqual(['arm 4711', 'restart 4711', 'clear report-m-1', 'restart 4711']);
    const report = world.events.find(({ kind }) => kind === 'rescue-report');
    expect(report?.fields).toEqual({ report: 'a report' });
    expect(world.reinstalls).toEqual([]);
  });

  it('reinstall starts an install whose id is that of the outage, and waits for its end', async () => {
    const { world, told } = await done({ act: 'reinstall' });
    expect(told).toEqual([]);
    expect(world.reinstalls).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    expect(world.events.at(-1)?.text).toBe('reinstall: install install ended as ready.');
  });

  it('nothing does nothing, and says so', async () => {
    const { world, told, decided } = await done({ act: 'nothing' });
    expect(told).toEqual([]);
    expect(decided?.text).toBe('Nothing is done. The policy says to do nothing.');
    expect(world.events.map(({ kind }) => kind)).not.toContain('policy-done');
  });

  it('wait for the end of the quiet hours', async () => {
    const world = watched({ act: 'reboot', quietHours: { from: '22:00', to: '02:00' } });
    const told: string[] = [];
    world.provider = noting(told);
    world.answers = false;
    // The clock stands at midnight: each round decides anew until it may act.
    for (let number = 1; told.length === 0 && number < 2_000; number += 1) {
      world.change({ watchNumber: number });
      await passTime(world, round(world, number).work);
    }
    const [first, second] = world.events.filter(({ kind }) => kind === 'policy-decided');
    expect(first?.text).toBe('Nothing is done. It is within the quiet hours, 22:00 to 02:00 UTC.');
    expect(second?.at.slice(11, 16)).toBe('02:00');
    expect(told).toEqual(['restart 4711']);
  });

  it('are done so often a day and no oftener', async () => {
    const world = watched({ act: 'reboot', maxPerDay: 2 });
    const told: string[] = [];
    world.provider = noting(told);
    world.answers = false;
    for (let number = 1; number <= 4; number += 1) {
      world.change({ watchNumber: number });
      await passTime(world, round(world, number).work);
    }
    expect(told).toEqual(['restart 4711', 'restart 4711']);
    expect(world.events.at(-1)?.text).toContain('It was done 2 times within 24 hours');
    await world.clock.advance(24 * 3_600_000);
    world.change({ watchNumber: 5 });
    await passTime(world, round(world, 5).work);
    expect(told).toHaveLength(3);
  });
});

describe('a watch with an HTTP check', () => {
  const httpCheck = {
    scheme: 'http',
    port: 80,
    path: '/',
    host: null,
    expectStatus: null,
  } as const;

  it('acts on a machine that answers to SSH and does not serve, and says which it was', async () => {
    const world = watched({ act: 'reboot', httpCheck });
    const told: string[] = [];
    world.provider = noting(told);
    world.serves = false;
    await passTime(world, round(world).work);
    expect(told).toEqual(['restart 4711']);
    expect(world.events[0]?.text).toBe(
      'The machine answers to SSH, but GET / is answered with status 503.',
    );
  });

  it('is not asked where the policy has none', async () => {
    const world = watched({ act: 'reboot' });
    world.serves = false;
    const { work } = round(world);
    await world.clock.advance(600_000);
    expect(world.events).toEqual([]);
    world.change({ onUnreachable: null });
    await passTime(world, work);
  });
});
