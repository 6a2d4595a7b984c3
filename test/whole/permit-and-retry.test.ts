/** Installs that wait for leave, and installs that are tried again: the real service, machines that are played. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareScenario, type Scenario, type ScenarioLayout } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

let trial: Trial;
let isBroken = true;

beforeAll(async () => {
  trial = await startTrial({
    machines: 'played',
    played: {
      disturb: ({ name }, job) =>
        name === 'web-retried' && job === 'disko-build' && isBroken
          ? { lines: ['error: attribute missing'], exitCode: 1 }
          : undefined,
    },
    log: () => {},
  });
}, 300_000);

afterAll(() => trial.close(), 60_000);

async function post(to: string, body: object) {
  const answer = await fetch(`${trial.service.url}${to}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${trial.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const read: unknown = await answer.json();
  return { status: answer.status, body: { ...(read as Record<string, unknown>) } };
}

async function requestFor(scenario: Scenario, layout: ScenarioLayout, hostname: string) {
  const { request } = await prepareScenario(trial.lab, { scenario, layout, hostname });
  return request;
}

/** Follows an install until it waits for leave or has ended. */
async function settled(installId: string) {
  for await (const { body } of trial.client.installs.watch(installId)) {
    if (body.kind === 'waiting' && body.for.startsWith('leave')) break;
  }
  return trial.client.installs.get(installId);
}

function wipes(): number {
  return trial.lab.played().flatMap((machine) => [...machine.consoleText().matchAll(/wipefs /g)])
    .length;
}

describe('an install without leave to wipe', () => {
  it.each<[Scenario, ScenarioLayout]>([
    ['cloud-rescue', 'single-ext4'],
    ['ssh', 'mirror-ext4'],
  ])(
    'shows its plan, waits, and goes on with leave for it, by %s',
    async (scenario, layout) => {
      const request = await requestFor(scenario, layout, `permit-${scenario}`);
      const { erase: _, ...without } = request;
      const before = wipes();
      const { installId } = await trial.client.installs.create(without);
      const waiting = await settled(installId);
      expect(waiting.state).toBe('waiting-for-permit');
      expect(waiting.plan?.disksToWipe.length).toBe(layout === 'single-ext4' ? 1 : 4);
      expect(wipes()).toBe(before);
      const planDigest = waiting.plan?.digest ?? '';
      const refused = await post(waiting.links.permit, { planDigest: 'f'.repeat(64) });
      expect(refused).toMatchObject({ status: 422, body: { code: 'request.plan-changed' } });
      expect((await post(waiting.links.permit, { planDigest })).status).toBe(202);
      const ended = await settledToEnd(installId);
      expect(ended.problem).toBeNull();
      expect(ended.state).toBe('ready');
      expect(wipes()).toBe(before + (waiting.plan?.disksToWipe.length ?? 0));
    },
    300_000,
  );
});

describe('an install that is cancelled while it waits for leave', () => {
  it.each<[Scenario, ScenarioLayout, () => readonly string[] | undefined]>([
    ['cloud-rescue', 'single-ext4', cloudBoots],
    ['robot-rescue', 'mirror-ext4', metalBoots],
  ])(
    'has the machine started into its own system again, by %s',
    async (scenario, layout, boots) => {
      const request = await requestFor(scenario, layout, 'web-given-up');
      const { erase: _, ...without } = request;
      const before = wipes();
      const { installId } = await trial.client.installs.create(without);
      expect((await settled(installId)).state).toBe('waiting-for-permit');
      expect(boots()?.at(-1)).toBe('rescue');
      await trial.client.installs.cancel(installId);
      const notes: string[] = [];
      for await (const { body } of trial.client.installs.watch(installId)) {
        if (body.kind === 'note') notes.push(body.text);
      }
      expect((await trial.client.installs.get(installId)).state).toBe('cancelled');
      expect(notes).toContainEqual(expect.stringMatching(/^No disk was touched: .* restarted/));
      expect(boots()?.slice(-2)).toEqual(['rescue', 'disk']);
      expect(wipes()).toBe(before);
    },
    120_000,
  );
});

function cloudBoots() {
  const { servers } = trial.lab.standIn.state.snapshot();
  return servers.find(({ name }) => name === 'web-given-up')?.boots.map(({ kind }) => kind);
}

function metalBoots() {
  const { servers } = trial.lab.robotStandIn.state.snapshot();
  return servers.find(({ name }) => name === 'metal-a')?.boots.map(({ kind }) => kind);
}

async function settledToEnd(installId: string) {
  for await (const event of trial.client.installs.watch(installId)) void event;
  return trial.client.installs.get(installId);
}

describe('an install that failed', () => {
  it('is tried again on the machine that was bought, which is not bought again', async () => {
    const request = await requestFor('cloud-order', 'single-ext4', 'web-retried');
    const { installId } = await trial.client.installs.create(request);
    const failed = await settledToEnd(installId);
    expect(failed.state).toBe('failed');
    isBroken = false;
    const first = await post(failed.links.retry, {});
    const second = await post(failed.links.retry, {});
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(first.body.installId).toBe(second.body.installId);
    expect(first.body).toMatchObject({ retryOf: installId });
    const ended = await settledToEnd(String(first.body.installId));
    expect(ended.problem).toBeNull();
    expect(ended.state).toBe('ready');
    expect(ended.machine?.providerRef).toBe(failed.machine?.providerRef);
    const servers = trial.lab.played().filter(({ spec }) => spec.name === 'web-retried');
    expect(servers).toHaveLength(1);
  }, 300_000);
});
