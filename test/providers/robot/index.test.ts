import { describe, expect, it } from '@jest/globals';
import { mockHttp } from '../../support/http-mock.ts';
import {
  ENDPOINT,
  failureOf,
  jumpingClock,
  KEY,
  KEY_FINGERPRINT,
  keyBody,
  makeProvider,
  never,
  present,
  refusal,
  rescueBody,
  resetBody,
  serverBody,
  transactionBody,
} from './make.ts';

const http = mockHttp(ENDPOINT);
const listed = (overrides: Record<string, unknown>) => serverBody(overrides);

describe('a machine', () => {
  it('is read with its rescue system and its power', async () => {
    http.on.get('/server/321').reply(200, serverBody());
    http.on.get('/boot/321/rescue').reply(200, rescueBody({ active: true }));
    http.on.get('/reset/321').reply(200, resetBody(['power'], 'running'));

    expect(await makeProvider().getMachine('321', never())).toEqual({
      origin: { provider: 'robot', account: 'metal', providerRef: '321' },
      name: 'db-1',
      power: 'on',
      isRescueArmed: true,
      addresses: [
        { host: '203.0.113.5', port: 22 },
        { host: '2001:db8:1:2::2', port: 22 },
        { host: '2001:db8:1:2::1', port: 22 },
      ],
      serverType: 'EX44',
      location: 'FSN1-DC18',
      labels: {},
    });
  });

  it('with IPv6 only and nothing to restart it by is read too, numbers as text included', async () => {
    const bare = { server_number: '321', server_ip: null, ip: null, subnet: null };
    http.on.get('/server/321').reply(200, serverBody(bare));
    http.on.get('/boot/321/rescue').reply(404, refusal(404, 'BOOT_NOT_AVAILABLE'));
    http.on.get('/reset/321').reply(404, refusal(404, 'RESET_NOT_AVAILABLE'));
    const machine = await makeProvider().getMachine('321', never());

    expect(machine).toMatchObject({ power: 'unknown', isRescueArmed: false });
    expect(machine.addresses[0]).toEqual({ host: '2001:db8:1:2::2', port: 22 });
  });

  it('is found by its name', async () => {
    const other = listed({ server_number: 7, server_name: 'other' });
    http.on.get('/server').reply(200, [other, listed({})]);
    http.on.get('/server/321').reply(200, serverBody({ rescue: false, reset: false }));

    expect((await makeProvider().getMachine('db-1', never())).origin.providerRef).toBe('321');
  });

  it('is not guessed where several bear the name', async () => {
    http.on.get('/server').reply(200, [listed({}), listed({ server_number: 7 })]);

    expect(await failureOf(makeProvider().getMachine('db-1', never()))).toMatchObject({
      code: 'provider.conflict',
      details: { serverNumbers: [321, 7] },
    });
  });

  it('is not found in an account without servers, which answers 404', async () => {
    http.on.get('/server').reply(404, refusal(404, 'NOT_FOUND'));

    expect(await failureOf(makeProvider().getMachine('db-1', never()))).toMatchObject({
      code: 'provider.not-found',
    });
  });

  it('is not taken for absent where a proxy answers 404', async () => {
    http.on.get('/server').reply(404, '<html>not here</html>');

    const error = await failureOf(makeProvider().getMachine('db-1', never()));
    expect(error.message).toContain('no readable reason');
  });

  it('of an order that is not delivered is not found', async () => {
    http.on.get('/key').reply(200, []);
    http.on.get('/order/server/transaction/B1').reply(200, transactionBody({ id: 'B1' }));

    expect(await failureOf(makeProvider().getMachine('product-order:B1', never()))).toMatchObject({
      code: 'provider.not-found',
      message: expect.stringContaining('in process'),
    });
  });
});

describe('arming the rescue system', () => {
  it('uploads the key, takes an older arming back, and tells host key fingerprints', async () => {
    http.on.get('/server/321').reply(200, serverBody());
    http.on.post('/key', { name: 'ironflake-op-1', data: KEY }).reply(201, keyBody());
    http.on.get('/boot/321/rescue').reply(200, rescueBody({ active: true }));
    http.on.delete('/boot/321/rescue').reply(200, rescueBody());
    http.on
      .post('/boot/321/rescue', { os: 'linux', 'authorized_key[]': KEY_FINGERPRINT })
      .reply(200, rescueBody({ active: true, host_key: [{ key: { fingerprint: 'aa:bb' } }] }));
    const input = { ref: '321', operationId: 'op-1', authorizedKey: KEY };

    expect(await present(makeProvider().rescue).armRescue(input, never())).toEqual({
      user: 'root',
      hostKey: null,
      hostKeyFingerprints: ['aa:bb'],
    });
  });

  it('uses a key that the account holds already, under whatever name', async () => {
    http.on.get('/server/321').reply(200, serverBody());
    http.on.post('/key').reply(409, refusal(409, 'KEY_ALREADY_EXISTS'));
    http.on.get('/key').reply(200, [keyBody('x', 'aa:bb'), keyBody('somebody', KEY_FINGERPRINT)]);
    http.on.get('/boot/321/rescue').reply(200, rescueBody());
    http.on
      .post('/boot/321/rescue', { os: 'linux', 'authorized_key[]': KEY_FINGERPRINT })
      .reply(200, rescueBody({ active: true, password: 'not to be read' }));
    const input = { ref: '321', operationId: 'op-1', authorizedKey: KEY };
    const access = await present(makeProvider().rescue).armRescue(input, never());

    expect(JSON.stringify(access)).not.toContain('not to be read');
  });

  it('takes back what else is armed when the vendor names it a conflict', async () => {
    http.on.get('/server/321').reply(200, serverBody());
    http.on.post('/key').reply(201, keyBody());
    http.on.get('/boot/321/rescue').reply(200, rescueBody());
    http.on.post('/boot/321/rescue').reply(409, refusal(409, 'BOOT_ALREADY_ENABLED'));
    http.on.delete('/boot/321/rescue').reply(200, rescueBody());
    http.on.post('/boot/321/rescue').reply(200, rescueBody({ active: true }));
    const input = { ref: '321', operationId: 'op-1', authorizedKey: KEY };

    expect((await present(makeProvider().rescue).armRescue(input, never())).user).toBe('root');
  });

  it('is refused where there is no rescue system', async () => {
    http.on.get('/server/321').reply(200, serverBody({ rescue: false }));
    const input = { ref: '321', operationId: 'op-1', authorizedKey: KEY };

    expect(await failureOf(present(makeProvider().rescue).armRescue(input, never()))).toMatchObject(
      { code: 'provider.unsupported' },
    );
  });

  it.each([
    [200, rescueBody({ host_key: [{ key: { fingerprint: 'aa:bb' } }] }), ['aa:bb']],
    [200, rescueBody({ host_key: null }), []],
    [404, refusal(404, 'NOT_FOUND'), []],
  ])('tells the host keys that were seen last (%i %j)', async (status, body, fingerprints) => {
    http.on.get('/server/321').reply(200, serverBody());
    http.on.get('/boot/321/rescue/last').reply(status, body);
    const { lastHostKeyFingerprints } = present(makeProvider().rescue);

    expect(await lastHostKeyFingerprints('321', never())).toEqual(fingerprints);
  });
});

describe('a restart', () => {
  function reset(type: readonly string[], status?: string) {
    http.on.get('/server/321').reply(200, serverBody());
    http.on.get('/reset/321').reply(200, resetBody(type, status));
  }
  function press(type: string) {
    http.on.post('/reset/321', { type }).reply(200, { reset: { type } });
  }

  it.each([
    [
      ['man', 'hw', 'sw'],
      ['software', 'hardware'],
    ],
    [
      ['power', 'power_long', 'hw', 'man'],
      ['hardware', 'power-cycle'],
    ],
    [['power', 'man'], []],
  ])('of a machine with %j is possible by %j, and never by a technician', async (type, methods) => {
    reset(type);

    expect(await present(makeProvider().power).methods('321', never())).toEqual(methods);
  });

  it.each([
    ['software', 'sw'],
    ['hardware', 'hw'],
  ] as const)('by %s presses %s', async (method, type) => {
    reset(['sw', 'hw']);
    press(type);

    await present(makeProvider().power).restart('321', never(), { method });
  });

  it('presses the reset button when no method is named', async () => {
    reset(['sw', 'hw', 'man']);
    press('hw');

    await present(makeProvider().power).restart('321', never());
  });

  it('by power holds the button long, waits, and presses it short', async () => {
    const clock = jumpingClock();
    reset(['power', 'power_long', 'man'], 'running');
    press('power_long');
    press('power');
    await present(makeProvider({ clock }).power).restart('321', never());

    expect(clock.slept).toEqual([15_000]);
  });

  it('by power presses only short what is off', async () => {
    reset(['power', 'power_long'], 'off');
    press('power');

    await present(makeProvider().power).restart('321', never(), { method: 'power-cycle' });
  });

  it('is not ordered by a method that the machine has not', async () => {
    reset(['man']);

    expect(await failureOf(present(makeProvider().power).restart('321', never()))).toMatchObject({
      code: 'provider.unsupported',
    });
  });

  it('is sent once even when its answer is lost', async () => {
    reset(['hw']);
    http.on.post('/reset/321').reply(500, refusal(500, 'RESET_FAILED'));

    expect(await failureOf(present(makeProvider().power).restart('321', never()))).toMatchObject({
      details: { outcome: 'unknown' },
    });
  });
});

describe('other calls', () => {
  it('wake a machine', async () => {
    http.on.get('/server/321').reply(200, serverBody());
    http.on.post('/wol/321').reply(200, { wol: {} });

    await present(present(makeProvider().power).wake)('321', never());
  });

  it('rename a machine, unless it has that name', async () => {
    http.on.get('/server/321').twice().reply(200, serverBody());
    http.on.post('/server/321', { server_name: 'db-2' }).reply(200, serverBody());
    const naming = present(makeProvider().naming);
    await naming.rename('321', 'db-2', never());
    await naming.rename('321', 'db-1', never());

    expect(http.calls).toHaveLength(3);
  });

  it('read the addresses with their gateways, the main one first', async () => {
    const ip = ['203.0.113.9', '203.0.113.5'];
    http.on.get('/server/321').reply(200, serverBody({ ip }));
    for (const one of ip) {
      http.on.get(`/ip/${one}`).reply(200, { ip: { ip: one, gateway: '203.0.113.1', mask: '26' } });
    }
    http.on
      .get('/subnet/2001:db8:1:2::')
      .reply(200, { subnet: { ip: '2001:db8:1:2::', mask: 64, gateway: 'fe80::1' } });

    expect(await present(makeProvider().network).addresses('321', never())).toEqual([
      address('203.0.113.5'),
      address('203.0.113.9'),
      {
        family: 6,
        kind: 'network',
        address: '2001:db8:1:2::',
        prefixLength: 64,
        gateway: 'fe80::1',
      },
    ]);
  });

  it('delete the keys of an operation and no others', async () => {
    http.on.get('/key').reply(200, [keyBody(), keyBody('ironflake-op-2', 'aa:bb')]);
    http.on.delete(`/key/${KEY_FINGERPRINT}`).reply(200, '');

    await makeProvider().removeLeftovers('op-1', never());
  });

  it('refuse a VLAN that no vSwitch can have', async () => {
    const switches = present(makeProvider().privateSwitches);

    expect(await failureOf(switches.ensure({ name: 'x', vlan: 5 }, never()))).toMatchObject({
      code: 'request.invalid',
    });
  });
});

function address(host: string) {
  return { family: 4, kind: 'address', address: host, prefixLength: 26, gateway: '203.0.113.1' };
}
