import { describe, expect, it } from '@jest/globals';
import { PAPERS } from '../../src/domain/managed-machine.ts';
import type { FlakeFile } from '../../src/domain/plan.ts';
import { createDeployWorkflow } from '../../src/machine/deploy.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';
import {
  BUILT,
  type Conduct,
  createMachineUnderTest,
  FORMER,
  passTime,
} from './machine-under-test.ts';

async function deploy(conduct: Conduct = {}, records: Records = new Map()) {
  const world = createMachineUnderTest(conduct);
  const work = runInMemory(world.clock, () => createDeployWorkflow(world.deps)('d'), { records });
  await passTime(world, work);
  return world;
}

describe('a deployment', () => {
  it('ends as confirmed when the machine is reached anew, and becomes what boots', async () => {
    const world = await deploy();
    expect(world.deployment()).toMatchObject({
      state: 'confirmed',
      formerPath: FORMER,
      builtPath: BUILT,
      observedPath: BUILT,
    });
    expect(world.jobs).toEqual(['deploy-build-d', 'deploy-activate-d', 'deploy-keep-d']);
    expect(world.machine().systemPath).toBe(BUILT);
    const files = await world.deps.papers.find<readonly FlakeFile[]>('m-1', PAPERS.flake);
    expect(files?.find(({ path }) => path === 'modules/01.nix')?.text).toBe('{ a = 1; }');
    expect(world.events.at(-1)?.kind).toBe('deployment-confirmed');
  });

  it('ends as rolled back when the new system shuts the way in, and never touches what boots', async () => {
    const world = await deploy({ cutsNetwork: true });
    expect(world.deployment()).toMatchObject({
      state: 'rolled-back',
      observedPath: FORMER,
      problem: { code: 'machine.not-confirmed', details: { decision: 'not-confirmed' } },
    });
    expect(world.jobs).not.toContain('deploy-keep-d');
    expect(world.machine().systemPath).toBe(FORMER);
    expect(world.events.at(-1)?.kind).toBe('deployment-rolled-back');
  });

  it('changes nothing on the machine when the build fails', async () => {
    const world = await deploy({ buildStatus: 1 });
    expect(world.deployment()).toMatchObject({
      state: 'failed',
      problem: { code: 'machine.build-failed' },
    });
    expect(world.jobs).toEqual(['deploy-build-d']);
  });

  it('needs no own flake for the flake of somebody else', async () => {
    const request = { kind: 'flake', url: 'github:acme/infra', attribute: 'web-1' } as const;
    expect((await deploy({ request })).deployment().state).toBe('confirmed');
  });

  it('is carried out once, though the service dies after any of its steps', async () => {
    const whole: Records = new Map();
    await deploy({}, whole);
    for (let count = 0; count <= whole.size; count += 1) {
      const world = createMachineUnderTest();
      const run = createDeployWorkflow(world.deps);
      const records: Records = new Map();
      // Everything happens; what was recorded after step `count` is lost with the process.
      await passTime(
        world,
        runInMemory(world.clock, () => run('d'), { records }),
      );
      const rest: Records = new Map([...records].slice(0, count));
      await passTime(
        world,
        runInMemory(world.clock, () => run('d'), { records: rest }),
      );
      const ends = world.events.filter(({ kind }) => kind === 'deployment-confirmed');
      expect([count, world.deployment().state, ends.length]).toEqual([count, 'confirmed', 1]);
      expect(new Set(world.jobs).size).toBe(world.jobs.length);
    }
  });
});
