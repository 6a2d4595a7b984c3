import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServiceUnderTest, type ServiceUnderTest } from '../service-under-test.ts';

const CLOUD = { provider: 'hcloud', name: 'second', token: 'canary-of-the-token' };
const METAL = { provider: 'robot', name: 'metal', user: '#ws+user', password: 'canary-password' };

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
});
afterEach(async () => {
  await service.app.close();
});

function send(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) {
  const body = payload === undefined ? {} : { payload };
  return service.call({ method, url: `/v1/accounts${path}`, scope: 'admin', ...body });
}

describe('an account', () => {
  it('is stored with sealed credentials that no answer shows, and checked', async () => {
    const made = await send('POST', '', METAL);
    expect([made.status, made.headers.location]).toEqual([201, '/v1/accounts/robot/metal']);
    expect(made.json()).toMatchObject({ user: '#ws+user', state: 'checking', source: 'stored' });
    const listed = await send('GET', '');
    expect(listed.json().items).toHaveLength(2);
    expect(made.text + listed.text).not.toContain('canary');
    expect([...service.accounts.stored.values()].join()).toContain('canary-password');
    expect(service.accounts.checks).toEqual(['robot metal 1']);
    expect(service.logLines.join()).not.toContain('canary');
  });

  it('has a name of its own at its provider', async () => {
    expect((await send('POST', '', CLOUD)).status).toBe(201);
    expect((await send('POST', '', CLOUD)).status).toBe(409);
    expect((await send('POST', '', { ...CLOUD, name: 'main' })).json().code).toBe(
      'request.conflict',
    );
    expect(service.accounts.stored.size).toBe(1);
  });

  it('is made once for one key, and refused for another body under it', async () => {
    const post = (payload: object) => {
      const headers = { 'idempotency-key': 'k' };
      return service.call({
        method: 'POST',
        url: '/v1/accounts',
        scope: 'admin',
        payload,
        headers,
      });
    };
    const answers = [await post(CLOUD), await post(CLOUD), await post({ ...CLOUD, name: 'third' })];
    expect(answers.map(({ status }) => status)).toEqual([201, 200, 422]);
  });

  it('gets other credentials, the former ones being forgotten, and is checked anew', async () => {
    await send('POST', '', METAL);
    const changed = await send('PATCH', '/robot/metal', { password: 'another' });
    expect(changed.json()).toMatchObject({ state: 'checking', user: '#ws+user' });
    expect([...service.accounts.stored.values()]).toEqual([
      JSON.stringify({ provider: 'robot', user: '#ws+user', password: 'another' }),
    ]);
    expect(service.accounts.checks).toEqual(['robot metal 1', 'robot metal 2']);
    expect((await send('POST', '/robot/metal/check')).status).toBe(202);
    expect(service.accounts.checks).toHaveLength(3);
  });

  it.each([
    ['/robot/metal', { token: 'for-another-vendor' }, 400],
    ['/robot/metal', { user: '#ws+alone' }, 400],
    ['/hcloud/second', { password: 'for-another-vendor' }, 400],
    ['/hcloud/main', { token: 'of-the-environment' }, 409],
    ['/hcloud/nobody', { token: 'for-nobody' }, 404],
  ])('is not changed by what does not fit: %s %j', async (path, change, status) => {
    await send('POST', '', METAL);
    await send('POST', '', CLOUD);
    const before = [...service.accounts.stored];
    expect((await send('PATCH', path, change)).status).toBe(status);
    expect([...service.accounts.stored]).toEqual(before);
  });

  it('goes with its credentials, but not one of the configuration', async () => {
    await send('POST', '', CLOUD);
    expect((await send('DELETE', '/hcloud/second')).json().name).toBe('second');
    expect(service.accounts.stored.size).toBe(0);
    expect((await send('GET', '/hcloud/second')).status).toBe(404);
    expect((await send('DELETE', '/hcloud/main')).status).toBe(409);
  });

  it('is made and changed by admins alone', async () => {
    const input = { method: 'POST', url: '/v1/accounts', scope: 'order', payload: CLOUD } as const;
    expect((await service.call(input)).status).toBe(403);
  });
});
