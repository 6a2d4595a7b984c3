import { describe, expect, it } from '@jest/globals';
import type { UnreachablePolicy } from '../../src/domain/unreachable-policy.ts';
import { createWatchWorkflow, roundId } from '../../src/machine/watch.ts';
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
