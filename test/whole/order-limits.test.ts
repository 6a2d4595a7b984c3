/** What a whole service does not do: order more than it may in a day, and ask with a password that was refused. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { prepareScenario, type Scenario } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({
    machines: 'played',
    env: { IRONFLAKE_ORDERS_PER_DAY: '2', ROBOT_PASSWORD: 'not-the-password' },
    log: () => {},
  });
}, 240_000);

afterAll(() => trial.close(), 60_000);

async function requestOf(scenario: Scenario, hostname: string) {
  const layout = 'single-ext4' as const;
  return (await prepareScenario(trial.lab, { scenario, layout, hostname })).request;
}

async function install(scenario: Scenario, hostname: string) {
  const { installId } = await trial.client.installs.create(await requestOf(scenario, hostname));
  for await (const event of trial.client.installs.watch(installId)) void event;
  return trial.client.installs.get(installId);
}

describe('the orders of a day', () => {
  it('are never more than allowed, though five are asked for at once', async () => {
    const names = ['one', 'two', 'three', 'four', 'five'];
    const found = await Promise.all(names.map((name) => install('cloud-order', name)));
    const codes = found.map(({ problem }) => problem?.code ?? 'none').sort();
    const limit = 'request.order-limit';
    expect(codes).toEqual(['none', 'none', limit, limit, limit]);
    expect(trial.lab.standIn.state.snapshot().servers).toHaveLength(2);
    expect(trial.lab.standIn.calls.matching('POST', /^\/servers$/)).toHaveLength(2);
  }, 120_000);

  it('being used up, refuse the next one at once and say when', async () => {
    const answer = await fetch(`${trial.service.url}/v1/installs`, {
      method: 'POST',
      headers: { authorization: `Bearer ${trial.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(await requestOf('cloud-order', 'six')),
    });
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(86_000);
    expect(seconds).toBeLessThanOrEqual(86_400);
    expect(await answer.json()).toMatchObject({
      code: 'request.order-limit',
      detail: expect.stringContaining('hcloud/main'),
      details: { ordersPerDay: 2, retryAfterSeconds: seconds },
    });
  });
});

describe('a wrong Robot password', () => {
  it('makes exactly one call, over installs at once and restarts of the service', async () => {
    const rescues = ['a', 'b', 'c'].map((name) => install('robot-rescue', name));
    const codes = (await Promise.all(rescues)).map(({ problem }) => problem?.code);
    expect(codes).toEqual(Array(3).fill('provider.unauthorized'));
    await trial.service.stop('SIGKILL');
    await trial.service.start();
    expect((await install('robot-auction', 'd')).problem?.code).toBe('provider.unauthorized');
    expect(trial.lab.robotStandIn.calls.all()).toHaveLength(1);
  }, 120_000);
});
