import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServiceUnderTest, type ServiceUnderTest } from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
});

afterEach(async () => {
  await service.app.close();
});

const scope = 'admin';

async function create(payload: object = { url: 'https://hooks.example/1' }) {
  return service.call({ method: 'POST', url: '/v1/webhooks', scope, payload });
}

async function created(): Promise<string> {
  const { webhook } = (await create()).json();
  const { items } = (await service.call({ url: '/v1/webhooks', scope })).json();
  expect(items).toEqual([webhook]);
  return service.webhooks.webhooks.list().then(([one]) => one?.webhookId ?? '');
}

describe('webhooks', () => {
  it('show their secret once, and keep it in the sealed store', async () => {
    const made = await create({ url: 'https://hooks.example/1', kinds: ['ready'] });
    expect(made.status).toBe(201);
    expect(made.json()).toMatchObject({ webhook: { state: 'active', kinds: ['ready'] } });
    expect([...service.ports.storedSecrets.values()]).toEqual([made.json().secret]);
    const listed = await service.call({ url: '/v1/webhooks', scope });
    expect(listed.text).not.toContain('whsec_');
  });

  it.each([
    'http://hooks.example/1',
    'https://127.0.0.1/1',
    'https://[::1]/',
    'https://0x7f.1/',
    'https://localhost/',
    'https://user:pw@hooks.example/',
  ])('are not made for %s', async (url) => {
    expect((await create({ url })).json().code).toBe('request.invalid');
    expect((await service.call({ url: '/v1/webhooks', scope })).json().items).toEqual([]);
  });

  it('are changed, disabled, and not tested or replayed while they are', async () => {
    const id = await created();
    const url = `/v1/webhooks/${id}`;
    const bad = await service.call({
      ...{ method: 'PATCH', url, scope },
      payload: { url: 'https://10.0.0.1/' },
    });
    expect(bad.status).toBe(400);
    const payload = { state: 'disabled' };
    const changed = await service.call({ method: 'PATCH', url, scope, payload });
    expect(changed.json()).toMatchObject({ state: 'disabled', reason: 'disabled by a call' });
    const test = await service.call({ method: 'POST', url: `${url}/test`, scope });
    expect(test.json().code).toBe('request.conflict');
  });

  it('are tested and replayed by the engine', async () => {
    const id = await created();
    const url = `/v1/webhooks/${id}`;
    await service.call({ method: 'POST', url: `${url}/test`, scope });
    const replay = { method: 'POST', url: `${url}/replay`, scope, payload: { after: 7 } } as const;
    expect((await service.call(replay)).status).toBe(202);
    expect(service.webhooks.calls).toEqual([`test ${id}`, 'wake', `replay ${id} 7`, 'wake']);
  });

  it('are forgotten once', async () => {
    const url = `/v1/webhooks/${await created()}`;
    expect((await service.call({ method: 'DELETE', url, scope })).status).toBe(200);
    expect((await service.call({ method: 'DELETE', url, scope })).status).toBe(404);
    expect((await service.call({ url, scope })).status).toBe(404);
  });
});
