import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createServiceUnderTest,
  PRIVATE_KEY,
  PUBLIC_KEY,
  type ServiceUnderTest,
} from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
  service.machines.add();
});
afterEach(async () => {
  await service.app.close();
});

const post = (url: string, payload: object | undefined, key: string, scope = 'admin') =>
  service.call({
    ...{ method: 'POST', url, scope, headers: { 'idempotency-key': key } },
    ...(payload === undefined ? {} : { payload }),
  });

const TOKEN = { name: 'ci', scopes: ['read'] };
const WEBHOOK = { url: 'https://hooks.example/1' };
const ADOPTION = { name: 'old', host: '192.0.2.9', hostKey: PUBLIC_KEY, privateKey: PRIVATE_KEY };
const RESCUE = { authorizedKey: PUBLIC_KEY };

describe('a POST with an Idempotency-Key', () => {
  it('makes one token, whose text is told once', async () => {
    const first = await post('/v1/tokens', TOKEN, 'k');
    const second = await post('/v1/tokens', TOKEN, 'k');
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json()).toEqual({ ...first.json(), token: null });
    expect((await service.access.access.list()).length).toBe(1);
  });

  it('makes one webhook, and tells its secret again', async () => {
    const first = await post('/v1/webhooks', WEBHOOK, 'k');
    const second = await post('/v1/webhooks', WEBHOOK, 'k');
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(second.json()).toEqual(first.json());
  });

  it('adopts one machine, and shows it as it is by now', async () => {
    const first = await post('/v1/machines', ADOPTION, 'k');
    const id = String(first.json().machineId);
    await service.machines.machines.change(id, { isLocked: true }, null);
    const second = await post('/v1/machines', ADOPTION, 'k');
    expect([first.status, second.status]).toEqual([202, 200]);
    expect(second.json()).toMatchObject({ machineId: id, isLocked: true });
    expect(second.headers.location).toBe(first.headers.location);
  });

  it.each([
    ['/v1/machines/m-1/rescue', RESCUE, 'enter-rescue'],
    ['/v1/machines/m-1/facts', undefined, 'read-facts'],
  ])('starts one run for %s', async (url, body, workflow) => {
    const answers = [await post(url, body, 'k'), await post(url, body, 'k')];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    const runs = service.machines.runs.filter((run) => run.startsWith(workflow));
    expect(runs).toHaveLength(1);
  });

  it('tests and replays a webhook once', async () => {
    const { webhook } = (await post('/v1/webhooks', WEBHOOK, 'k')).json() as {
      webhook: { webhookId: string };
    };
    const url = `/v1/webhooks/${webhook.webhookId}`;
    for (const key of ['t', 't']) await post(`${url}/test`, undefined, key);
    for (const key of ['r', 'r']) await post(`${url}/replay`, { after: 1 }, key);
    const told = service.webhooks.calls.filter((one) => one !== 'wake');
    expect(told).toEqual([`test ${webhook.webhookId}`, `replay ${webhook.webhookId} 1`]);
  });

  it('is refused with another body, another path, or another call', async () => {
    await post('/v1/tokens', TOKEN, 'k');
    const others = [
      await post('/v1/tokens', { ...TOKEN, name: 'other' }, 'k'),
      await post('/v1/webhooks', WEBHOOK, 'k'),
      await post('/v1/machines/m-1/facts', undefined, 'k'),
    ];
    for (const { status, json } of others) {
      expect(status).toBe(422);
      expect(json().code).toBe('request.idempotency-key-reused');
    }
    expect(service.machines.runs).toEqual([]);
  });

  it('is another one when another token sends it', async () => {
    await post('/v1/machines/m-1/facts', undefined, 'k', 'install');
    await post('/v1/machines/m-1/facts', undefined, 'k', 'order');
    expect(service.machines.runs).toHaveLength(2);
  });

  it('is free again after a refusal', async () => {
    const late = { ...TOKEN, expiresAt: '2020-01-01T00:00:00Z' };
    expect((await post('/v1/tokens', late, 'k')).status).toBe(400);
    expect((await post('/v1/tokens', TOKEN, 'k')).status).toBe(201);
  });
});

describe('a webhook', () => {
  it('is changed only in the version that was read', async () => {
    const made = await post('/v1/webhooks', WEBHOOK, 'k');
    const { webhook } = made.json() as { webhook: { webhookId: string } };
    const url = `/v1/webhooks/${webhook.webhookId}`;
    const patch = (payload: object) =>
      service.call({
        ...{ method: 'PATCH', url, scope: 'admin', payload },
        headers: { 'if-match': String(made.headers.etag) },
      });
    const first = await patch({ description: 'mine' });
    const second = await patch({ description: 'yours' });
    expect([made.headers.etag, first.headers.etag]).toEqual(['"1"', '"2"']);
    expect([first.status, second.status]).toEqual([200, 412]);
    const read = await service.call({ url, scope: 'admin' });
    expect(read.json().description).toBe('mine');
    expect(read.headers.etag).toBe('"2"');
  });
});
