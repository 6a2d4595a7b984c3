import { inspect } from 'node:util';
import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Provider } from '../../../providers/provider.ts';
import type { OrderRequest } from '../../../src/domain/request.ts';
import { mockHttp } from '../../support/http-mock.ts';
import {
  ENDPOINT,
  jumpingClock,
  makeProvider,
  never,
  present,
  pricingBody,
  refusal,
  serverBody,
  TOKEN,
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

describe('an order', () => {
  it('is placed with our label, key, image and first-boot document', async () => {
    readyToOrder();
    http.on.post('/servers', createBody('cx33', 'fsn1')).reply(201, created);

    const receipt = await place();

    expect(receipt.machine).toMatchObject({
      origin: { provider: 'hcloud', account: 'main', providerRef: '42' },
      power: 'changing',
      labels: OURS,
    });
    expect(receipt.quote).toEqual({
      serverType: 'cx33',
      location: 'fsn1',
      monthlyGross: '7.09',
      currency: 'EUR',
    });
    expect(receipt.passedOver).toEqual([]);
  });

  it.each([
    [412, 'resource_unavailable'],
    [422, 'placement_error'],
  ])('goes on to the next choice when %i %s says that this one is gone', async (status, code) => {
    readyToOrder();
    http.on.post('/servers', createBody('cx33', 'fsn1')).reply(status, refusal(code));
    http.on.post('/servers', createBody('cx33', 'nbg1')).reply(status, refusal(code));
    http.on.post('/servers', createBody('cpx31', 'fsn1')).reply(201, created);

    const receipt = await place();

    expect(receipt.quote).toMatchObject({ serverType: 'cpx31', location: 'fsn1' });
    expect(receipt.passedOver).toEqual([
      'cx33 in fsn1: sold out when it was ordered',
      'cx33 in nbg1: sold out when it was ordered',
    ]);
  });

  it('skips what is out of stock or above the ceiling without asking for it', async () => {
    lookUpAnswers([]);
    marketAnswers([
      typeBody('cx33', { fsn1: { gross: '6.49', available: false }, nbg1: { gross: '11.41' } }),
      typeBody('cpx31', { fsn1: { gross: '11.40' }, nbg1: { gross: '11.40' } }),
    ]);
    keyAnswers();
    imageAnswers();
    http.on.post('/servers', createBody('cpx31', 'fsn1')).reply(201, created);

    const receipt = await place();

    expect(receipt.quote?.monthlyGross).toBe('12.00');
    expect(receipt.passedOver).toEqual([
      'cx33 in fsn1: sold out',
      'cx33 in nbg1: 12.01 EUR a month, above the ceiling of 12.00',
    ]);
  });

  it('ends with sold-out when every choice is gone', async () => {
    readyToOrder();
    http.on.post('/servers').times(4).reply(412, refusal('resource_unavailable'));

    await expect(place()).rejects.toMatchObject({
      code: 'provider.sold-out',
      details: { outcome: 'refused' },
    });
  });

  it.each([
    [{ monthlyGross: '1.00', currency: 'EUR' }],
    [{ monthlyGross: '12.00', currency: 'USD' }],
  ])('is not placed above the ceiling %j', async (maxPrice) => {
    lookUpAnswers([]);
    marketAnswers();

    await expect(place({ maxPrice })).rejects.toMatchObject({
      code: 'provider.price-too-high',
      details: { outcome: 'not-sent' },
    });
    expect(ordersSent()).toBe(0);
  });

  it('is not sent again on a clear refusal, which says that nothing was ordered', async () => {
    readyToOrder();
    const details = { limits: [{ name: 'server_limit' }] };
    http.on.post('/servers').reply(403, refusal('resource_limit_exceeded', 'limit', details));

    await expect(place()).rejects.toMatchObject({
      code: 'provider.limit-reached',
      details: { outcome: 'refused', limits: ['server_limit'] },
    });
  });

  it('is not sent again when the vendor is too busy to take it', async () => {
    readyToOrder();
    http.on.post('/servers').reply(429, refusal('rate_limit_exceeded'));

    await expect(place()).rejects.toMatchObject({
      code: 'provider.rate-limited',
      details: { outcome: 'refused' },
    });
    expect(ordersSent()).toBe(1);
  });

  it('says that nothing was ordered when the vendor could not be asked before', async () => {
    lookUpAnswers([]);
    http.on.get('/server_types').query(true).times(7).reply(502, '<html>');
    http.on.get('/pricing').reply(200, pricingBody());

    await expect(place()).rejects.toMatchObject({
      code: 'provider.unavailable',
      details: { outcome: 'not-sent' },
    });
  });

  it('is not placed when it was cancelled before', async () => {
    const placing = present(provider.ordering).placeOrder(orderInput(), AbortSignal.abort());

    await expect(placing).rejects.toMatchObject({ code: 'request.cancelled' });
  });

  it('is not cut by a signal that fires while it is under way', async () => {
    const controller = new AbortController();
    readyToOrder();
    http.on.post('/servers').reply(201, () => {
      controller.abort();
      return created;
    });

    const receipt = await present(provider.ordering).placeOrder(orderInput(), controller.signal);

    expect(receipt.machine.origin.providerRef).toBe('42');
  });
});

describe('an order whose answer is lost', () => {
  const adopted = serverBody({ labels: OURS });

  it.each([
    ['cut', (): void => void http.on.post('/servers').replyWithError(lost('ECONNRESET'))],
    ['timed out', (): void => void http.on.post('/servers').replyWithError(lost('ETIMEDOUT'))],
    ['500', (): void => void http.on.post('/servers').reply(500, refusal('server_error'))],
    ['502', (): void => void http.on.post('/servers').reply(502, '<html>')],
    ['504', (): void => void http.on.post('/servers').reply(504)],
    ['unreadable', (): void => void http.on.post('/servers').reply(201, '{"server":{"id":1}}')],
    [
      'service_error',
      (): void => void http.on.post('/servers').reply(422, refusal('service_error')),
    ],
  ])('(%s) is found by its label, and nothing is ordered again', async (_title, answerOrder) => {
    readyToOrder();
    answerOrder();
    lookUpAnswers([]);
    lookUpAnswers([adopted]);

    const receipt = await place();

    expect(receipt.machine.origin.providerRef).toBe('42');
    expect(receipt.quote?.serverType).toBe('cx33');
    expect(ordersSent()).toBe(1);
  });

  it('is unknown when no server with the label shows up, and is not sent again', async () => {
    const clock = jumpingClock();
    provider = makeProvider(clock);
    readyToOrder();
    http.on.post('/servers').replyWithError(lost('ECONNRESET'));
    lookUpAnswers([], 5);

    const error: unknown = await place().catch((caught: unknown) => caught);

    expect(error).toMatchObject({
      code: 'provider.order-unknown',
      details: { outcome: 'unknown', operationId: 'op-1', name: 'web-1' },
    });
    expect(clock.slept).toEqual([500, 1_000, 2_000, 4_000, 8_000]);
    expect(ordersSent()).toBe(1);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(
      new RegExp(`${TOKEN}|canary-host-key`),
    );
  });

  it('is unknown, not absent, when the vendor refuses to be asked', async () => {
    readyToOrder();
    http.on.post('/servers').replyWithError(lost('ECONNRESET'));
    http.on.get('/servers').query(true).times(5).reply(401, refusal('unauthorized'));

    await expect(place()).rejects.toMatchObject({ code: 'provider.order-unknown' });
  });

  it('is an error and no look-up when the request cannot have left', async () => {
    readyToOrder();
    http.on.post('/servers').replyWithError(lost('ECONNREFUSED'));

    await expect(place()).rejects.toMatchObject({
      code: 'provider.unavailable',
      details: { outcome: 'not-sent' },
    });
  });
});

describe('an order that has been placed before', () => {
  it('is answered with its server, and nothing is ordered', async () => {
    lookUpAnswers([serverBody({ labels: OURS })]);

    const receipt = await place();

    expect(receipt).toMatchObject({ machine: { name: 'web-1' }, quote: null });
    expect(ordersSent()).toBe(0);
  });

  it('is adopted when the name turns out to be taken by its own server', async () => {
    readyToOrder();
    http.on.post('/servers').reply(409, refusal('uniqueness_error'));
    lookUpAnswers([serverBody({ labels: OURS })]);

    expect((await place()).machine.origin.providerRef).toBe('42');
    expect(ordersSent()).toBe(1);
  });

  it('is a conflict with advice when the name is taken by a stranger', async () => {
    readyToOrder();
    http.on.post('/servers').reply(409, refusal('uniqueness_error'));
    lookUpAnswers([]);

    await expect(place()).rejects.toMatchObject({
      code: 'provider.conflict',
      message: expect.stringContaining('Choose another name'),
      details: { outcome: 'refused' },
    });
  });

  it('is unknown when several servers bear its label', async () => {
    lookUpAnswers([serverBody({ labels: OURS }), serverBody({ id: 43, labels: OURS })]);

    await expect(place()).rejects.toMatchObject({
      code: 'provider.order-unknown',
      details: { serverIds: [42, 43] },
    });
  });
});

function lost(code: string): Error {
  return Object.assign(new Error(`${code} ${TOKEN}`), { code });
}
