import { describe, expect, it } from '@jest/globals';
import { mockHttp } from '../../support/http-mock.ts';
import {
  actionBody,
  ENDPOINT,
  makeProvider,
  never,
  page,
  present,
  pricingBody,
  serverBody,
  typeBody,
} from './make.ts';

const http = mockHttp(ENDPOINT);

function sell() {
  const gone = { deprecation: { unavailable_after: '2026-01-01T00:00:00Z' }, available: true };
  http.on.get('/pricing').reply(200, pricingBody());
  http.on.get('/server_types?page=1&per_page=50').reply(
    200,
    page('server_types', [
      typeBody('cx33', {
        fsn1: { gross: '6.4900000000000000' },
        nbg1: { gross: '6.99', available: false },
      }),
      typeBody('cax11', { fsn1: { gross: '4.49' } }, { architecture: 'arm' }),
      typeBody('cx22', { fsn1: { gross: '1.00' } }, { locations: [{ name: 'fsn1', ...gone }] }),
    ]),
  );
}

describe('offers of the cloud', () => {
  it('are server types in each location, cheapest first, without what has ended', async () => {
    sell();
    const offers = await present(makeProvider().offers).list({}, never());

    expect(offers.map(({ id, location }) => `${id} ${location}`)).toEqual([
      'cax11 fsn1',
      'cx33 fsn1',
      'cx33 nbg1',
    ]);
    expect(offers[1]).toEqual({
      provider: 'hcloud',
      channel: 'cloud',
      id: 'cx33',
      name: 'CX33',
      location: 'fsn1',
      isAvailable: true,
      architecture: 'x86_64',
      cpu: 'x86',
      cpuCores: 2,
      memoryGb: 4,
      disks: [{ kind: 'ssd', count: 1, sizeGb: 40 }],
      monthlyGross: '6.49',
      hourlyGross: '0.012',
      setupGross: '0.00',
      ipv4MonthlyGross: '0.60',
      currency: 'EUR',
    });
  });

  it('are left out where they do not fit', async () => {
    sell();
    const filter = { architecture: 'x86_64', onlyAvailable: true } as const;
    const offers = await present(makeProvider().offers).list(filter, never());

    expect(offers.map(({ id, location }) => `${id} ${location}`)).toEqual(['cx33 fsn1']);
  });
});

describe('a look at a new server', () => {
  const look = () => present(makeProvider().ordering).lookForDelivery('42', never());
  const seen = (status: string) =>
    http.on.get('/servers/42').reply(200, { server: serverBody({ status }) });
  const acting = (status: string) =>
    http.on
      .get('/servers/42/actions?page=1&per_page=50')
      .reply(200, page('actions', [actionBody({ status, error: null })]));

  it('gives it when it runs', async () => {
    seen('running');

    expect(await look()).toMatchObject({ state: 'ready', machine: { name: 'web-1' } });
  });

  it('says when to look again while it is made', async () => {
    seen('initializing');
    acting('running');

    expect(await look()).toMatchObject({ state: 'in-process' });
  });

  it('ends with the failure to make it', async () => {
    seen('off');
    acting('error');

    await expect(look()).rejects.toMatchObject({ code: 'provider.action-failed' });
  });
});

describe('what the cloud tells of a server', () => {
  it('is its addresses with the gateways that all share', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody() });

    expect(await present(makeProvider().network).addresses('42', never())).toEqual([
      {
        family: 4,
        kind: 'address',
        address: '203.0.113.5',
        prefixLength: 32,
        gateway: '172.31.1.1',
      },
      {
        family: 6,
        kind: 'network',
        address: '2001:db8:1:2::',
        prefixLength: 64,
        gateway: 'fe80::1',
      },
    ]);
  });

  it('is no reset button', async () => {
    const power = present(makeProvider().power);

    expect(await power.methods('42', never())).toEqual(['power-cycle']);
    await expect(power.restart('42', never(), { method: 'hardware' })).rejects.toMatchObject({
      code: 'provider.unsupported',
    });
  });
});

describe('an order meant for another provider', () => {
  it('is refused before anything is asked', async () => {
    const order = {
      provider: 'robot',
      account: 'metal',
      name: 'metal-1',
      channel: 'auction',
      ids: null,
      wish: {},
      withIpv4: true,
      maxPrice: { monthlyGross: '50', setupGross: '0', currency: 'EUR' },
    } as const;
    const input = {
      order,
      operationId: 'op-1',
      authorizedKey: '',
      userData: '',
      aboutToSend: async () => {},
    };

    await expect(present(makeProvider().ordering).placeOrder(input, never())).rejects.toMatchObject(
      { code: 'request.invalid', details: { outcome: 'not-sent' } },
    );
  });
});
