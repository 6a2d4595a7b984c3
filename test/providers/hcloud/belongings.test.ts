import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../providers/provider.ts';
import type { OrderRequest } from '../../../src/domain/request.ts';
import { mockHttp } from '../../support/http-mock.ts';
import {
  ENDPOINT,
  imageBody,
  makeProvider,
  never,
  page,
  present,
  primaryIpBody,
  typeBody,
} from './make.ts';
import { createBody, created, OURS, orderCalls, orderInput } from './order-calls.ts';

const http = mockHttp(ENDPOINT);
const { lookUpAnswers, marketAnswers, keyAnswers, imageAnswers, readyToOrder, ordersSent } =
  orderCalls(http);

let provider: Provider;
beforeEach(() => {
  provider = makeProvider();
});

function place(order: Partial<OrderRequest> = {}) {
  return present(provider.ordering).placeOrder(orderInput(order), never());
}

describe('an order with belongings', () => {
  function projectHas(path: string, ...entries: readonly unknown[]): void {
    http.on.get(`/${path}`).query(true).reply(200, page(path, entries));
  }

  const NETWORK = { id: 61, name: 'private', subnets: [{ network_zone: 'eu-central' }] };
  const LOCATIONS = [
    { name: 'fsn1', network_zone: 'eu-central' },
    { name: 'nbg1', network_zone: 'us-east' },
  ];
  const firewall = (port: string) => ({
    id: 62,
    name: 'web',
    rules: [{ direction: 'in', protocol: 'tcp', port }],
  });
  const VOLUME = { id: 63, name: 'data', server: null, location: { name: 'fsn1' } };

  it('names all of them by their ids', async () => {
    readyToOrder();
    projectHas('networks', NETWORK);
    projectHas('locations', ...LOCATIONS);
    projectHas('firewalls', firewall('20-30'));
    projectHas('volumes', VOLUME);
    projectHas('placement_groups', { id: 64, name: 'apart' });
    projectHas('primary_ips', primaryIpBody({ id: 65, name: 'web' }));
    http.on
      .post('/servers', {
        ...createBody('cx33', 'fsn1'),
        labels: { team: 'a', 'ironflake-given-addresses': 'ipv4', ...OURS },
        public_net: { enable_ipv4: true, enable_ipv6: true, ipv4: 65 },
        networks: [61],
        firewalls: [{ firewall: 62 }],
        volumes: [63],
        placement_group: 64,
      })
      .reply(201, created);

    const { quote } = await place({
      networks: ['private'],
      firewalls: ['62'],
      volumes: ['data'],
      placementGroup: 'apart',
      primaryIpv4: 'web',
      labels: { team: 'a' },
    });

    expect(quote?.monthlyGross).toBe('6.49');
  });

  it('without IPv4 is made with IPv6 alone', async () => {
    readyToOrder();
    const public_net = { enable_ipv4: false, enable_ipv6: true };
    http.on.post('/servers', { ...createBody('cx33', 'fsn1'), public_net }).reply(201, created);

    expect((await place({ withIpv4: false })).quote?.monthlyGross).toBe('6.49');
  });

  it('by way of the rescue system is made without being started, and without a host key', async () => {
    readyToOrder();
    const { user_data: _, ...body } = createBody('cx33', 'fsn1');
    http.on.post('/servers', { ...body, start_after_create: false }).reply(201, created);

    await place({ path: 'rescue' });
  });

  it('of an ARM type starts from the image of that architecture', async () => {
    lookUpAnswers([]);
    marketAnswers([typeBody('cax11', { fsn1: { gross: '4.51' } }, { architecture: 'arm' })]);
    keyAnswers();
    http.on
      .get('/images')
      .query({ type: 'system', status: 'available', architecture: 'arm', page: 1, per_page: 50 })
      .reply(200, page('images', [imageBody('debian-13', { id: 78, architecture: 'arm' })]));
    http.on.post('/servers', { ...createBody('cax11', 'fsn1'), image: '78' }).reply(201, created);

    await place({ serverTypes: ['cax11'], locations: ['fsn1'] });
  });

  it('takes an image that it names', async () => {
    lookUpAnswers([]);
    marketAnswers();
    keyAnswers();
    http.on
      .get('/images')
      .query({ name: 'fedora-43', architecture: 'x86', page: 1, per_page: 50 })
      .reply(200, page('images', [imageBody('fedora-43', { id: 77 })]));
    http.on.post('/servers', { ...createBody('cx33', 'fsn1'), image: '77' }).reply(201, created);

    await place({ image: 'fedora-43' });
  });

  it.each([
    ['networks', ['networks', 'locations'], { networks: ['nowhere'] }],
    ['firewalls', ['firewalls'], { firewalls: ['nowhere'] }],
    ['volumes', ['volumes'], { volumes: ['nowhere'] }],
    ['placement groups', ['placement_groups'], { placementGroup: 'nowhere' }],
    ['primary IPs', ['primary_ips'], { primaryIpv6: 'nowhere' }],
  ])('is not placed where one of the %s is not in the project', async (_, paths, wish) => {
    lookUpAnswers([]);
    marketAnswers();
    for (const path of paths) projectHas(path);

    await expect(place(wish)).rejects.toMatchObject({
      code: 'provider.not-found',
      message: expect.stringContaining('"nowhere" in the project of this token'),
      details: { outcome: 'not-sent' },
    });
    expect(ordersSent()).toBe(0);
  });

  it.each([
    ['a firewall that shuts us out', 'firewalls', firewall('443'), { firewalls: ['web'] }],
    ['a volume of another server', 'volumes', { ...VOLUME, server: 9 }, { volumes: ['data'] }],
    ['a taken address', 'primary_ips', primaryIpBody({ assignee_id: 9 }), { primaryIpv4: '1' }],
    ['an address of the other kind', 'primary_ips', primaryIpBody(), { primaryIpv6: '1' }],
  ])('is not placed with %s', async (_, path, entry, wish) => {
    lookUpAnswers([]);
    marketAnswers();
    projectHas(path, entry);

    await expect(place(wish)).rejects.toMatchObject({
      code: 'request.invalid',
      details: { outcome: 'not-sent' },
    });
    expect(ordersSent()).toBe(0);
  });

  it('passes over locations where its network and its volume are not', async () => {
    lookUpAnswers([]);
    marketAnswers();
    projectHas('networks', NETWORK);
    projectHas('locations', ...LOCATIONS);
    projectHas('volumes', VOLUME);
    const placing = place({ locations: ['nbg1'], networks: ['private'], volumes: ['data'] });

    await expect(placing).rejects.toMatchObject({
      code: 'provider.rejected',
      message: expect.stringContaining('cx33 in nbg1: the volume data is in fsn1'),
    });
  });
});

describe('the check of an order', () => {
  it('tells price, image and belongings, and orders nothing', async () => {
    marketAnswers();
    imageAnswers();
    http.on
      .get('/placement_groups')
      .query(true)
      .reply(200, page('placement_groups', [{ id: 64, name: 'apart' }]));
    const { check } = present(provider.ordering);
    const { order } = orderInput({ placementGroup: 'apart' });

    expect(await check?.(order, never())).toEqual({
      quote: { serverType: 'cx33', location: 'fsn1', monthlyGross: '7.09', currency: 'EUR' },
      passedOver: [],
      named: [
        { kind: 'image', name: 'debian-13', ref: '900' },
        { kind: 'placement-group', name: 'apart', ref: '64' },
      ],
    });
    expect(http.calls.filter((call) => !call.startsWith('GET'))).toEqual([]);
  });

  it('says that nothing is to be had where no image fits', async () => {
    marketAnswers();
    http.on.get('/images').query(true).reply(200, page('images', []));
    const { check } = present(provider.ordering);

    await expect(check?.(orderInput().order, never())).rejects.toMatchObject({
      code: 'provider.sold-out',
    });
  });
});
