/** Machines of several accounts through the whole service: what is given back is forgotten, and nothing else. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareScenario, type Scenario, type ScenarioLayout } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

const DAY_MS = 24 * 60 * 60_000;

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({ machines: 'played', log: () => {} });
}, 120_000);
afterAll(() => trial.close(), 60_000);

/** Installs by this way; its id is that of the machine too. */
async function install(
  scenario: Scenario,
  layout: ScenarioLayout,
  hostname: string,
): Promise<string> {
  const wish = { scenario, layout, hostname };
  const { request } = await prepareScenario(trial.lab, wish);
  const { installId } = await trial.client.installs.create(request);
  for await (const event of trial.client.installs.watch(installId)) void event;
  expect((await trial.client.installs.get(installId)).problem).toBeNull();
  return installId;
}

/** Calls that deleted a cloud server, or cancelled a dedicated one. */
function deletions(): number {
  return trial.lab.standIn.calls.matching('DELETE', /\/servers\//).length;
}

function cancellations(): number {
  return trial.lab.robotStandIn.calls.matching('POST', /\/cancellation$/).length;
}

describe('a machine that is given back', () => {
  it('in the cloud is deleted once, and forgotten with the service’s word on it kept', async () => {
    const machineId = await install('cloud-order', 'single-ext4', 'web-gone');
    const { machines } = trial.client;
    await machines.change(machineId, { isLocked: true });
    const name = 'web-gone';
    await expect(machines.giveBack(machineId, { name })).rejects.toMatchObject({
      code: 'request.machine-locked',
    });
    await machines.change(machineId, { isLocked: false });
    await expect(machines.giveBack(machineId, { name: 'web' })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    expect(deletions()).toBe(0);
    const asked = await Promise.all([1, 2, 3].map(() => tryGiveBack(machineId, name)));
    expect(asked).toContain('running');
    expect(await machines.giveBackSettled(machineId)).toMatchObject({
      state: 'given-back',
      name,
      endsOn: new Date().toISOString().slice(0, 10),
      problem: null,
    });
    expect(deletions()).toBe(1);
    await expect(machines.get(machineId)).rejects.toMatchObject({ status: 404 });
    expect((await machines.giveBack(machineId, { name })).state).toBe('given-back');
    const { items } = await trial.client.audit.list({ limit: 1_000 });
    expect(items.some(({ operation, path }) => isGiveBack(operation, path, machineId))).toBe(true);
  }, 120_000);

  it('at Robot is cancelled for its day, and stays usable until then', async () => {
    const machineId = await install('robot-rescue', 'mirror-ext4', 'db-going');
    const { machines } = trial.client;
    const on = new Date(Date.now() + 40 * DAY_MS).toISOString().slice(0, 10);
    await machines.giveBack(machineId, { name: 'db-going', on, reason: 'Server too expensive' });
    expect(await machines.giveBackSettled(machineId)).toMatchObject({
      state: 'ending',
      endsOn: on,
    });
    expect(cancellations()).toBe(1);
    expect((await machines.get(machineId)).mode).toBe('installed');
    const { items } = await machines.events(machineId);
    expect(items.map(({ kind }) => kind)).toContain('give-back-told');
  }, 120_000);

  it('that is known by its address alone is only forgotten', async () => {
    const machineId = await install('ssh', 'single-ext4', 'host-left');
    const { machines } = trial.client;
    await machines.giveBack(machineId, { name: 'host-left' });
    expect((await machines.giveBackSettled(machineId)).state).toBe('given-back');
    await expect(machines.get(machineId)).rejects.toMatchObject({ status: 404 });
    expect(deletions()).toBe(1);
  }, 120_000);
});

describe('a stored account', () => {
  it('carries an install through, also when its credentials are replaced in the midst of it', async () => {
    const { installs, machines, accounts } = trial.client;
    const second = { provider: 'hcloud', account: 'second' } as const;
    const { token } = trial.lab.hcloud;
    await accounts.add({ provider: 'hcloud', name: 'second', token });
    const wish = {
      scenario: 'cloud-order',
      layout: 'single-ext4',
      hostname: 'web-second',
    } as const;
    const request = structuredClone((await prepareScenario(trial.lab, wish)).request);
    if (request.machine.order !== undefined) request.machine.order.account = 'second';
    const { installId } = await installs.create(request);
    await expect(accounts.delete(second)).rejects.toMatchObject({ code: 'request.conflict' });
    for await (const { body } of installs.watch(installId)) {
      if (body.kind !== 'phase-started' || body.phase !== 'kexec') continue;
      await accounts.change(second, { token });
    }
    expect((await installs.get(installId)).state).toBe('ready');
    expect((await machines.get(installId)).account).toBe('second');
    await machines.giveBack(installId, { name: 'web-second' });
    expect((await machines.giveBackSettled(installId)).state).toBe('given-back');
    expect((await accounts.delete(second)).name).toBe('second');
  }, 120_000);
});

/** What one of several calls at once was answered. */
async function tryGiveBack(machineId: string, name: string): Promise<string> {
  try {
    return (await trial.client.machines.giveBack(machineId, { name })).state;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function isGiveBack(operation: string, path: string, machineId: string): boolean {
  return operation === 'giveBackMachine' && path === `/v1/machines/${machineId}`;
}
