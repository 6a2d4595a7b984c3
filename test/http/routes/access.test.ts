import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServiceUnderTest, EXISTING, type ServiceUnderTest } from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
});

afterEach(async () => {
  await service.app.close();
});

const create = { method: 'POST', url: '/v1/tokens', scope: 'admin' } as const;

describe('tokens', () => {
  it('are shown once when they are made, and never again', async () => {
    const payload = { name: 'ci', scopes: ['install'], expiresAt: '2099-01-01T00:00:00Z' };
    const made = await service.call({ ...create, payload });
    expect(made.status).toBe(201);
    const listed = await service.call({ url: '/v1/tokens', scope: 'admin' });
    expect(listed.json()).toMatchObject({ items: [{ name: 'ci', createdBy: 'admin' }] });
    expect(listed.text).not.toContain(String(made.json().token));
  });

  it('are not made when they would have expired already', async () => {
    const payload = { name: 'ci', scopes: ['read'], expiresAt: '2020-01-01T00:00:00Z' };
    const refused = await service.call({ ...create, payload });
    expect(refused.json().code).toBe('request.invalid');
  });

  it('are taken out of use once', async () => {
    const made = await service.call({ ...create, payload: { name: 'ci', scopes: ['read'] } });
    const revoke = {
      method: 'DELETE',
      url: `/v1/tokens/${String(made.json().tokenId)}`,
      scope: 'admin',
    } as const;
    expect((await service.call(revoke)).json().name).toBe('ci');
    expect((await service.call(revoke)).status).toBe(404);
  });

  it('are the business of admins alone', async () => {
    const refused = await service.call({ ...create, scope: 'order', payload: {} });
    expect(refused.status).toBe(403);
    expect((await service.call({ url: '/v1/audit', scope: 'order' })).status).toBe(403);
  });
});

describe('the audit log', () => {
  it('tells who changed what, from where, and how it was answered; reading is not told', async () => {
    await service.start();
    await service.call({ url: '/v1/installs', scope: 'read' });
    const post = { method: 'POST', url: '/v1/installs', payload: EXISTING } as const;
    await service.call({ ...post, scope: 'read' });
    await service.call({ ...post, scope: 'nobody' });
    const { items } = (await service.call({ url: '/v1/audit', scope: 'admin' })).json();
    const common = { operation: 'startInstall', path: '/v1/installs', address: '127.0.0.1' };
    expect(items).toMatchObject([
      { ...common, tokenName: 'order', status: 202 },
      { ...common, tokenName: 'read', status: 403 },
    ]);
  });

  it('is read page by page, or exported one entry a line', async () => {
    for (let count = 0; count < 3; count += 1) await service.start();
    const page = await service.call({ url: '/v1/audit?after=1&limit=1', scope: 'admin' });
    expect(page.json()).toMatchObject({ items: [{ auditId: 2 }], lastAuditId: 2 });
    const headers = { accept: 'application/x-ndjson' };
    const all = await service.call({ url: '/v1/audit', scope: 'admin', headers });
    const ids = all.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).auditId);
    expect(ids).toEqual([1, 2, 3]);
  });
});

describe('the rate limit', () => {
  it('tells one token to wait, and lets the others in', async () => {
    const limited = await createServiceUnderTest([], { callsPerMinute: 60 });
    const call = (scope: string) => limited.call({ url: '/v1/installs', scope });
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await call('read')).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429]);
    const refused = await call('read');
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.json().code).toBe('request.rate-limited');
    expect((await call('admin')).status).toBe(200);
    await limited.app.close();
  });
});

describe('GET /metrics', () => {
  it('counts calls by operation and status', async () => {
    await service.start();
    await service.call({ url: '/v1/installs/none', scope: 'read' });
    const { text, headers } = await service.call({ url: '/metrics', scope: 'read' });
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text).toContain('# TYPE ironflake_http_seconds histogram\n');
    expect(text).toContain('ironflake_http_seconds_count{operation="startInstall",status="202"} 1');
    expect(text).toContain('ironflake_http_seconds_count{operation="getInstall",status="404"} 1');
  });
});
