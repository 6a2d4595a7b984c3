/** The calls around an order: what is asked before it, and its own body. */

import type { OrderInput } from '../../../providers/provider.ts';
import type { OrderRequest } from '../../../src/domain/request.ts';
import type { HttpMock } from '../../support/http-mock.ts';
import { imageBody, KEY, keyBody, page, pricingBody, serverBody, typeBody } from './make.ts';

export const OURS = { 'ironflake-operation': 'op-1' };
export const USER_DATA = '#cloud-config\n# canary-host-key';

export function orderInput(order: Partial<OrderRequest> = {}): OrderInput {
  return {
    order: {
      provider: 'hcloud',
      account: 'main',
      name: 'web-1',
      serverTypes: ['cx33', 'cpx31'],
      locations: ['fsn1', 'nbg1'],
      maxPrice: { monthlyGross: '12.00', currency: 'EUR' },
      ...order,
    },
    operationId: 'op-1',
    authorizedKey: KEY,
    userData: USER_DATA,
    aboutToSend: async () => {},
  };
}

export function createBody(serverType: string, location: string) {
  return {
    name: 'web-1',
    server_type: serverType,
    location,
    image: '900',
    start_after_create: true,
    ssh_keys: ['11'],
    user_data: USER_DATA,
    labels: OURS,
    public_net: { enable_ipv4: true, enable_ipv6: true },
  };
}

export const created = { server: serverBody({ status: 'initializing', labels: OURS }) };

/** What is asked before an order, answered. */
export function orderCalls(http: HttpMock) {
  function lookUpAnswers(servers: readonly unknown[], times = 1): void {
    http.on
      .get('/servers')
      .query({ label_selector: 'ironflake-operation==op-1', page: 1, per_page: 50 })
      .times(times)
      .reply(200, page('servers', servers));
  }

  function marketAnswers(
    types = [
      typeBody('cx33', { fsn1: { gross: '6.49' }, nbg1: { gross: '6.49' } }),
      typeBody('cpx31', { fsn1: { gross: '11.00' }, nbg1: { gross: '11.00' } }),
    ],
    currency = 'EUR',
  ): void {
    http.on.get('/server_types').query(true).reply(200, page('server_types', types));
    http.on.get('/pricing').reply(200, pricingBody(currency));
  }

  function keyAnswers(): void {
    http.on
      .post('/ssh_keys', { name: 'ironflake-op-1', public_key: KEY, labels: OURS })
      .reply(201, { ssh_key: keyBody() });
  }

  function imageAnswers(): void {
    http.on
      .get('/images')
      .query({ type: 'system', status: 'available', architecture: 'x86', page: 1, per_page: 50 })
      .reply(200, page('images', [imageBody('ubuntu-24.04', { id: 901 }), imageBody('debian-13')]));
  }

  function readyToOrder(): void {
    lookUpAnswers([]);
    marketAnswers();
    keyAnswers();
    imageAnswers();
  }

  function ordersSent(): number {
    return http.calls.filter((call) => call === 'POST /v1/servers').length;
  }

  return { lookUpAnswers, marketAnswers, keyAnswers, imageAnswers, readyToOrder, ordersSent };
}
