import { describe, expect, it } from '@jest/globals';
import { mockHttp } from '../../support/http-mock.ts';
import {
  actionBody,
  ENDPOINT,
  jumpingClock,
  KEY,
  KEY_FINGERPRINT,
  keyBody,
  makeProvider,
  never,
  page,
  present,
  primaryIpBody,
  refusal,
  serverBody,
} from './make.ts';

const http = mockHttp(ENDPOINT);

describe('finding a machine', () => {
  it('reads it by its id, IPv4 before the first host of its IPv6 network', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody({ rescue_enabled: true }) });

    expect(await makeProvider().getMachine('42', never())).toEqual({
      origin: { provider: 'hcloud', account: 'main', providerRef: '42' },
      name: 'web-1',
      power: 'on',
      isRescueArmed: true,
      addresses: [
        { host: '203.0.113.5', port: 22 },
        { host: '2001:db8:1:2::1', port: 22 },
      ],
      serverType: 'cx33',
      location: 'fsn1',
      labels: {},
    });
  });

  it('looks for a name where no server has the id', async () => {
    http.on.get('/servers/2026').reply(404, refusal('not_found'));
    http.on
      .get('/servers?name=2026&page=1&per_page=50')
      .reply(200, page('servers', [serverBody()]));

    expect((await makeProvider().getMachine('2026', never())).origin.providerRef).toBe('42');
  });

  it('says what it looked for when nothing is there', async () => {
    http.on.get('/servers?name=gone&page=1&per_page=50').reply(200, page('servers', []));

    await expect(makeProvider().getMachine('gone', never())).rejects.toMatchObject({
      code: 'provider.not-found',
      message: expect.stringContaining('"gone"'),
    });
  });

  it('never reads an error as absence', async () => {
    http.on.get('/servers').query(true).times(7).reply(429, refusal('rate_limit_exceeded'));

    const finding = present(makeProvider().ordering).findByOperation('op-1', never());

    await expect(finding).rejects.toMatchObject({ code: 'provider.rate-limited' });
  });

  it('reads every page', async () => {
    const ours = serverBody({ id: 77, labels: { 'ironflake-operation': 'op-1' } });
    const query = { label_selector: 'ironflake-operation==op-1', per_page: 50 };
    http.on
      .get('/servers')
      .query({ ...query, page: 1 })
      .reply(200, page('servers', [], 2));
    http.on
      .get('/servers')
      .query({ ...query, page: 2 })
      .reply(200, page('servers', [ours]));

    const found = await present(makeProvider().ordering).findByOperation('op-1', never());

    expect(found?.origin.providerRef).toBe('77');
  });

  it('answers null when the vendor says that there is none', async () => {
    http.on.get('/servers').query(true).reply(200, page('servers', []));

    expect(await present(makeProvider().ordering).findByOperation('op-1', never())).toBeNull();
  });

  it('refuses an operation id that is no label value', async () => {
    const finding = present(makeProvider().ordering).findByOperation('a,b', never());

    await expect(finding).rejects.toMatchObject({ code: 'bug.unexpected' });
  });
});

describe('delivery', () => {
  it('is over when the server was made, started and runs', async () => {
    http.on
      .get('/servers/42')
      .times(2)
      .reply(200, { server: serverBody({ status: 'starting' }) });
    const making = actionBody({ id: 5, command: 'create_server', status: 'running' });
    http.on
      .get('/servers/42/actions')
      .query(true)
      .reply(200, page('actions', [making]));
    http.on.get('/actions/5').reply(200, { action: making });
    http.on.get('/actions/5').reply(200, { action: { ...making, status: 'success' } });
    http.on.get('/servers/42').reply(200, { server: serverBody() });

    const machine = await present(makeProvider().ordering).awaitDelivery('42', never());

    expect(machine.power).toBe('on');
  });

  it('is over when a server that was not to be started has been made', async () => {
    http.on
      .get('/servers/42')
      .times(2)
      .reply(200, { server: serverBody({ status: 'off' }) });
    const made = actionBody({ command: 'create_server' });
    http.on
      .get('/servers/42/actions')
      .query(true)
      .reply(200, page('actions', [made]));

    const machine = await present(makeProvider().ordering).awaitDelivery('42', never());

    expect(machine.power).toBe('off');
  });

  it('marks the addresses that came with a server of ours, and has them go with it', async () => {
    const labels = { 'ironflake-operation': 'op-1' };
    http.on
      .get('/servers/42')
      .times(2)
      .reply(200, { server: serverBody({ labels }) });
    http.on.get('/primary_ips/1').reply(200, { primary_ip: primaryIpBody() });
    http.on
      .put('/primary_ips/1', { labels, auto_delete: true })
      .reply(200, { primary_ip: primaryIpBody() });
    const marked = primaryIpBody({ id: 2, labels, auto_delete: true });
    http.on.get('/primary_ips/2').reply(200, { primary_ip: marked });

    await present(makeProvider().ordering).awaitDelivery('42', never());
  });

  it('leaves an address alone that was there before the server', async () => {
    const labels = { 'ironflake-operation': 'op-1', 'ironflake-given-addresses': 'ipv4.ipv6' };
    http.on
      .get('/servers/42')
      .times(2)
      .reply(200, { server: serverBody({ labels }) });

    await present(makeProvider().ordering).awaitDelivery('42', never());

    expect(http.calls).toHaveLength(2);
  });

  it('fails with the reason of the action that failed', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody({ status: 'off' }) });
    const failed = actionBody({
      command: 'create_server',
      status: 'error',
      error: { code: 'action_failed', message: 'no host' },
    });
    http.on
      .get('/servers/42/actions')
      .query(true)
      .reply(200, page('actions', [failed]));

    await expect(
      present(makeProvider().ordering).awaitDelivery('42', never()),
    ).rejects.toMatchObject({
      code: 'provider.action-failed',
      message: expect.stringContaining('action_failed (no host)'),
    });
  });

  it('does not wait for ever', async () => {
    http.on
      .get('/servers/42')
      .times(1000)
      .optionally()
      .reply(200, { server: serverBody({ status: 'starting' }) });
    http.on.get('/servers/42/actions').query(true).reply(200, page('actions', []));

    await expect(
      present(makeProvider().ordering).awaitDelivery('42', never()),
    ).rejects.toMatchObject({
      code: 'provider.action-timeout',
      message: expect.stringContaining('it is starting and not ready'),
    });
  });
});

describe('arming the rescue system', () => {
  const input = { ref: '42', operationId: 'op-1', authorizedKey: KEY };
  const arm = (signal = never()) => present(makeProvider().rescue).armRescue(input, signal);

  it('uploads the key and hands its number over', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody() });
    http.on.post('/ssh_keys').reply(201, { ssh_key: keyBody({ id: 23 }) });
    http.on
      .post('/servers/42/actions/enable_rescue', { type: 'linux64', ssh_keys: [23] })
      .reply(201, { root_password: 'canary-password', action: actionBody({ status: 'running' }) });
    http.on.get('/actions/7').reply(200, { action: actionBody() });

    const access = await arm();

    expect(access).toEqual({ user: 'root', hostKey: null, hostKeyFingerprints: [] });
  });

  it('takes an older arming back first', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody({ rescue_enabled: true }) });
    http.on.post('/ssh_keys').reply(201, { ssh_key: keyBody() });
    http.on.post('/servers/42/actions/disable_rescue').reply(201, { action: actionBody() });
    http.on.post('/servers/42/actions/enable_rescue').reply(201, { action: actionBody() });

    await arm();

    expect(http.calls.slice(-2)).toEqual([
      'POST /v1/servers/42/actions/disable_rescue',
      'POST /v1/servers/42/actions/enable_rescue',
    ]);
  });

  it('waits out a lock', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody({ locked: true }) });
    http.on.post('/ssh_keys').reply(201, { ssh_key: keyBody() });
    http.on.post('/servers/42/actions/enable_rescue').times(3).reply(423, refusal('locked'));
    http.on.post('/servers/42/actions/enable_rescue').reply(201, { action: actionBody() });

    expect(await arm()).toMatchObject({ user: 'root' });
  });

  it.each(['ironflake-op-1', 'a name of yours'])(
    'adopts the same key under the name "%s"',
    async (name) => {
      http.on.get('/servers/42').reply(200, { server: serverBody() });
      http.on.post('/ssh_keys').reply(409, refusal('uniqueness_error'));
      const same = keyBody({ id: 31, name, public_key: KEY.replace(' op', ' other comment') });
      http.on
        .get('/ssh_keys')
        .query({
          fingerprint: KEY_FINGERPRINT,
          page: 1,
          per_page: 50,
        })
        .reply(200, page('ssh_keys', [same]));
      http.on
        .post('/servers/42/actions/enable_rescue', { type: 'linux64', ssh_keys: [31] })
        .reply(201, { action: actionBody() });

      expect(await arm()).toMatchObject({ user: 'root' });
    },
  );

  it('does not use another key that bears our name', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody() });
    http.on.post('/ssh_keys').reply(409, refusal('uniqueness_error'));
    http.on.get('/ssh_keys').query(true).reply(200, page('ssh_keys', []));

    await expect(arm()).rejects.toMatchObject({
      code: 'provider.conflict',
      message: expect.stringContaining('ironflake-op-1'),
    });
  });

  it('gives up an action that does not end', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody() });
    http.on.post('/ssh_keys').reply(201, { ssh_key: keyBody() });
    const stuck = actionBody({ command: 'enable_rescue', status: 'running' });
    http.on.post('/servers/42/actions/enable_rescue').reply(201, { action: stuck });
    http.on.get('/actions/7').times(1000).optionally().reply(200, { action: stuck });

    await expect(arm()).rejects.toMatchObject({
      code: 'provider.action-timeout',
      message: expect.stringContaining('enable_rescue (7)'),
    });
  });

  it('ends when it is cancelled while an action runs', async () => {
    const controller = new AbortController();
    http.on.get('/servers/42').reply(200, { server: serverBody() });
    http.on.post('/ssh_keys').reply(201, { ssh_key: keyBody() });
    http.on.post('/servers/42/actions/enable_rescue').reply(201, () => {
      controller.abort();
      return { action: actionBody({ status: 'running' }) };
    });

    await expect(arm(controller.signal)).rejects.toMatchObject({ code: 'request.cancelled' });
  });
});

describe('restarting', () => {
  it('cuts the power and restores it, one after the other', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody() });
    http.on.post('/servers/42/actions/poweroff').reply(201, {
      action: actionBody({ id: 8, status: 'running' }),
    });
    http.on.get('/actions/8').reply(200, { action: actionBody({ id: 8 }) });
    http.on.post('/servers/42/actions/poweron').reply(201, { action: actionBody() });

    await present(makeProvider().power).restart('42', never());

    expect(http.calls.slice(1)).toEqual([
      'POST /v1/servers/42/actions/poweroff',
      'GET /v1/actions/8',
      'POST /v1/servers/42/actions/poweron',
    ]);
  });

  it('sends the half whose answer was lost again, which changes nothing', async () => {
    const clock = jumpingClock();
    http.on.get('/servers/42').reply(200, { server: serverBody({ status: 'off' }) });
    http.on
      .post('/servers/42/actions/poweron')
      .times(2)
      .replyWithError(Object.assign(new Error('cut'), { code: 'ECONNRESET' }));
    http.on.post('/servers/42/actions/poweron').reply(201, { action: actionBody() });

    await present(makeProvider(clock).power).restart('42', never());

    expect(clock.slept).toEqual([500, 1_000]);
  });
});

describe('leftovers and credentials', () => {
  function ownAddresses(...addresses: readonly unknown[]): void {
    http.on
      .get('/primary_ips')
      .query({ label_selector: 'ironflake-operation==op-1', page: 1, per_page: 50 })
      .reply(200, page('primary_ips', addresses));
  }

  it('deletes the keys of the operation, also those that are gone already', async () => {
    http.on
      .get('/ssh_keys')
      .query({ label_selector: 'ironflake-operation==op-1', page: 1, per_page: 50 })
      .reply(200, page('ssh_keys', [keyBody(), keyBody({ id: 12 })]));
    http.on.delete('/ssh_keys/11').reply(404, refusal('not_found'));
    http.on.delete('/ssh_keys/12').reply(204);
    ownAddresses();

    await makeProvider().removeLeftovers('op-1', never());

    expect(http.calls).toHaveLength(4);
  });

  it('deletes the addresses of the operation that no server has, and no others', async () => {
    const labels = { 'ironflake-operation': 'op-1' };
    http.on.get('/ssh_keys').query(true).reply(200, page('ssh_keys', []));
    ownAddresses(
      primaryIpBody({ id: 1, labels }),
      primaryIpBody({ id: 2, labels, assignee_id: 42 }),
      primaryIpBody({ id: 3, labels: {} }),
      primaryIpBody({ id: 4, labels }),
    );
    http.on.delete('/primary_ips/1').reply(204);
    http.on.delete('/primary_ips/4').reply(404, refusal('not_found'));

    await makeProvider().removeLeftovers('op-1', never());
  });

  it('checks the token with one call', async () => {
    http.on.get('/ssh_keys').query(true).reply(200, page('ssh_keys', []));

    await makeProvider().checkCredentials(never());

    expect(http.calls).toHaveLength(1);
  });

  it('reports a bad token at once', async () => {
    http.on.get('/ssh_keys').query(true).reply(401, refusal('unauthorized'));

    await expect(makeProvider().checkCredentials(never())).rejects.toMatchObject({
      code: 'provider.unauthorized',
    });
  });
});

describe('the rate limit', () => {
  it('is waited for when the vendor says that no call is left', async () => {
    const clock = jumpingClock();
    const provider = makeProvider(clock);
    http.on.get('/servers/42').reply(
      200,
      { server: serverBody() },
      {
        'ratelimit-limit': '3600',
        'ratelimit-remaining': '0',
      },
    );
    http.on.get('/servers/42').reply(200, { server: serverBody() });

    await provider.getMachine('42', never());
    await provider.getMachine('42', never());

    expect(clock.slept).toEqual([1_000]);
  });
});
