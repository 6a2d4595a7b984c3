import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createServiceUnderTest,
  EXISTING,
  ORDER,
  PRIVATE_KEY,
  PUBLIC_KEY,
  type ServiceUnderTest,
  SSH_HOST,
} from './service-under-test.ts';

let service: ServiceUnderTest;
const OURS = { team: 'a' };
const THEIRS = { team: 'b' };

beforeEach(async () => {
  service = await createServiceUnderTest();
  service.machines.add({ machineId: 'ours', labels: { ...OURS, role: 'web' } });
  const origin = { provider: 'hcloud', account: 'main', providerRef: '4712' } as const;
  service.machines.add({ machineId: 'theirs', labels: THEIRS, origin });
}, 120_000);
afterEach(async () => {
  await service.app.close();
});

/** As the token that is limited to `team=a`. */
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object) =>
  service.call({
    ...{ method, url, scope: 'team-a' },
    ...(payload === undefined ? {} : { payload }),
  });

async function idsOf(url: string, field: string) {
  const { items } = (await call('GET', url)).json() as { items: Record<string, unknown>[] };
  return items.map((item) => item[field]);
}

describe('a token that is limited to labels', () => {
  it('lists only what carries them, whatever it asks for', async () => {
    const ours = await service.start({ ...EXISTING, labels: OURS });
    await service.start({ ...EXISTING, labels: THEIRS });
    await service.start();
    expect(await idsOf('/v1/installs', 'installId')).toEqual([ours]);
    expect(await idsOf('/v1/installs?label=team%3Db', 'installId')).toEqual([]);
    expect(await idsOf('/v1/machines', 'machineId')).toEqual(['ours']);
    expect(await idsOf('/v1/machines?label=role%3Dweb', 'machineId')).toEqual(['ours']);
    expect(await idsOf('/v1/machines?label=team%3Db', 'machineId')).toEqual([]);
  });

  it('finds nothing where another one has something', async () => {
    const theirs = await service.start({ ...EXISTING, labels: THEIRS });
    const ours = await service.start({ ...EXISTING, labels: { ...OURS, more: 'x' } });
    const at = (id: string) => [
      call('GET', `/v1/installs/${id}`),
      call('GET', `/v1/installs/${id}/evidence`),
      call('POST', `/v1/installs/${id}/cancel`),
    ];
    const statuses = async (id: string) => (await Promise.all(at(id))).map(({ status }) => status);
    expect(await statuses(theirs)).toEqual([404, 404, 404]);
    expect(await statuses(ours)).toEqual([200, 404, 202]);
    expect(service.ports.engineCalls.filter((one) => one.startsWith('cancel'))).toEqual([
      `cancel ${ours}`,
    ]);
    expect((await call('GET', '/v1/machines/theirs')).status).toBe(404);
    expect((await call('GET', '/v1/machines/ours')).status).toBe(200);
    const rescue = { authorizedKey: PUBLIC_KEY };
    expect((await call('POST', '/v1/machines/theirs/rescue', rescue)).status).toBe(404);
    expect(service.machines.runs).toEqual([]);
  });

  it.each([
    ['an order', '/v1/installs', ORDER],
    ['a plan', '/v1/plans', ORDER],
    ['a host', '/v1/installs', SSH_HOST],
    [
      'an adoption',
      '/v1/machines',
      { name: 'old', host: '192.0.2.9', hostKey: PUBLIC_KEY, privateKey: PRIVATE_KEY },
    ],
  ])('makes nothing without them: %s', async (_, url, payload) => {
    for (const labels of [undefined, THEIRS, {}]) {
      const body = labels === undefined ? payload : { ...payload, labels };
      const refused = await call('POST', url, body);
      expect([refused.status, refused.json().code]).toEqual([403, 'request.forbidden']);
    }
    expect((await call('POST', url, { ...payload, labels: OURS })).status).toBe(202);
  });

  it('installs only on machines that are known to carry them', async () => {
    const on = (server: string) => ({
      ...EXISTING,
      machine: { existing: { provider: 'hcloud', account: 'main', server } },
      labels: OURS,
    });
    const statuses: number[] = [];
    for (const server of ['4711', '4712', 'web-1', '9999']) {
      statuses.push((await call('POST', '/v1/installs', on(server))).status);
    }
    expect(statuses).toEqual([202, 403, 403, 403]);
    expect(service.ports.storedRequests()).toHaveLength(1);
  });

  it('changes labels, but not those it is limited to', async () => {
    const patch = (labels: object) => call('PATCH', '/v1/machines/ours', { labels });
    expect((await patch({ ...OURS, role: 'db' })).status).toBe(200);
    expect((await patch({ role: 'db' })).status).toBe(403);
    expect((await patch(THEIRS)).status).toBe(403);
    expect((await service.machines.machines.get('ours')).labels).toEqual({ ...OURS, role: 'db' });
  });

  it('may not call what knows of no labels', async () => {
    expect((await call('GET', '/v1/events')).status).toBe(403);
    expect((await call('GET', '/metrics')).status).toBe(403);
    expect((await call('GET', '/v1/accounts')).status).toBe(200);
  });
});

describe('the making of tokens', () => {
  const make = (payload: object) =>
    service.call({ method: 'POST', url: '/v1/tokens', scope: 'admin', payload });

  it('takes labels and a rate, and shows them', async () => {
    const limits = { labels: OURS, callsPerMinute: 7 };
    const made = await make({ name: 'ci', scopes: ['order'], ...limits });
    expect(made.json()).toMatchObject(limits);
    const { items } = (await service.call({ url: '/v1/tokens', scope: 'admin' })).json();
    expect(items).toMatchObject([limits]);
  });

  it('limits no admin', async () => {
    const refused = await make({ name: 'ci', scopes: ['admin'], labels: OURS });
    expect(refused.status).toBe(400);
  });
});
