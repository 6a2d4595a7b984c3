/** A machine's second life: the real service, a host that is known by its address alone and is played. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareScenario } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

let trial: Trial;
const LIMIT_MS = 400_000;

beforeAll(async () => {
  trial = await startTrial({ machines: 'played', log: () => {} });
}, LIMIT_MS);

afterAll(() => trial.close(), 60_000);

async function ended(installId: string) {
  for await (const event of trial.client.installs.watch(installId)) void event;
  return trial.client.installs.get(installId);
}

async function only() {
  const { items } = await trial.client.machines.list();
  expect(items).toHaveLength(1);
  return items[0] ?? Promise.reject(new Error('no machine'));
}

describe('a host that is known by its address alone', () => {
  it(
    'is reinstalled over the access that was kept, and keeps its host key unless asked otherwise',
    async () => {
      const wish = { scenario: 'ssh', layout: 'mirror-ext4', hostname: 'host-1' } as const;
      const { request } = await prepareScenario(trial.lab, wish);
      const labels = { team: 'a' };
      const { installId } = await trial.client.installs.create({
        ...request,
        access: 'keep',
        labels,
      });
      const first = await ended(installId);
      expect(first.problem).toBeNull();
      const machine = await only();
      expect(machine).toMatchObject({ hasAccess: true, labels, installId });
      const body = { erase: 'planned-disks' } as const;
      const kept = await ended(
        (await trial.client.machines.reinstall(machine.machineId, body)).installId,
      );
      expect(kept.problem).toBeNull();
      expect(kept.state).toBe('ready');
      expect(kept.proof?.hostKey).toBe(first.proof?.hostKey);
      expect(kept.proof?.bootId).not.toBe(first.proof?.bootId);
      expect(kept.labels).toEqual(labels);
      // The data group of the first layout was not among what was wiped.
      expect(first.plan?.disksToWipe).toHaveLength(4);
      expect(kept.plan?.disksToWipe).toHaveLength(2);
      const renewed = await ended(
        (await trial.client.machines.reinstall(machine.machineId, { ...body, hostKey: 'renew' }))
          .installId,
      );
      expect(renewed.problem).toBeNull();
      expect(renewed.proof?.hostKey).not.toBe(first.proof?.hostKey);
      expect((await only()).hostKey).toBe(renewed.proof?.hostKey);
      expect(trial.lab.played().flatMap((one) => one.unknownCommands())).toEqual([]);
    },
    LIMIT_MS,
  );
});
