import { describe, expect, it } from '@jest/globals';
import type { RobotOrderRequest } from '../../../src/domain/request.ts';
import { mockHttp } from '../../support/http-mock.ts';
import {
  auctionBody,
  ENDPOINT,
  failureOf,
  KEY,
  KEY_FINGERPRINT,
  keyBody,
  makeInput,
  makeProvider,
  never,
  present,
  productBody,
  refusal,
  serverBody,
  transactionBody,
} from './make.ts';

const http = mockHttp(ENDPOINT);
const MARKET = '/order/server_market';
const NOTHING = refusal(404, 'NOT_FOUND');

/** Everything up to the first order: no order yet, no server of that name, a market, a fresh key. */
function beforeOrder(offers: readonly unknown[] = [auctionBody(1, '41.0000')]) {
  http.on.get('/key').reply(404, NOTHING);
  http.on.get('/server').reply(200, [serverBody()]);
  http.on.get('/order/currency').reply(200, { currency: 'EUR' });
  http.on.get(`${MARKET}/product`).reply(200, offers);
  http.on.post('/key', { name: 'ironflake-op-1', data: KEY }).reply(201, keyBody());
}

function place(overrides: Partial<RobotOrderRequest> = {}) {
  return present(makeProvider().ordering).placeOrder(makeInput(overrides), never());
}

const FORM = {
  product_id: '1',
  'authorized_key[]': KEY_FINGERPRINT,
  dist: 'Rescue system',
  'addon[]': 'primary_ipv4',
};

const postCount = () => http.calls.filter((call) => call.includes(`POST ${MARKET}`)).length;

describe('an order', () => {
  it('names machine, key, rescue system and address, and never a comment', async () => {
    beforeOrder();
    http.on.get(`${MARKET}/product/1`).reply(200, auctionBody(1, '41.0000'));
    http.on.post(`${MARKET}/transaction`, FORM).reply(201, transactionBody());

    expect(await place()).toEqual({
      machine: expect.objectContaining({
        name: 'metal-1',
        addresses: [],
        origin: {
          provider: 'robot',
          account: 'metal',
          providerRef: 'auction-order:B20261122-1-2',
        },
      }),
      quote: expect.objectContaining({ monthlyGross: '43.023', setupGross: '0.00' }),
      passedOver: [],
    });
  });

  it('of a product names its place', async () => {
    const body = productBody('EX44', { FSN1: ['41.0000', '0'] });
    http.on.get('/key').reply(404, NOTHING);
    http.on.get('/server').reply(404, NOTHING);
    http.on.get('/order/currency').reply(200, { currency: 'EUR' });
    http.on.get('/order/server/product').reply(200, [body]);
    http.on.post('/key').reply(201, keyBody());
    http.on.get('/order/server/product/EX44').reply(200, body);
    http.on
      .post('/order/server/transaction', {
        product_id: 'EX44',
        location: 'FSN1',
        'authorized_key[]': KEY_FINGERPRINT,
        dist: 'Rescue system',
      })
      .reply(201, transactionBody());
    const { quote } = await place({ channel: 'product', ids: ['EX44'], withIpv4: false });

    expect(quote).toMatchObject({ serverType: 'EX44', location: 'FSN1' });
  });

  it('that was placed before is found by its key, and nothing is ordered', async () => {
    http.on.get('/key').reply(200, [keyBody()]);
    http.on.get('/order/server/transaction').reply(404, NOTHING);
    http.on
      .get(`${MARKET}/transaction`)
      .reply(200, [transactionBody({ id: 'other', authorized_key: [] }), transactionBody()]);
    const { machine, quote } = await place();

    expect(machine.origin.providerRef).toBe('auction-order:B20261122-1-2');
    expect(quote).toBeNull();
  });

  it('goes to the next machine when the first has been sold or become dearer', async () => {
    beforeOrder([1, 2, 3].map((id) => auctionBody(id, `${40 + id}`)));
    http.on.get(`${MARKET}/product/1`).reply(404, NOTHING);
    http.on.get(`${MARKET}/product/2`).reply(200, auctionBody(2, '99.0000'));
    http.on.get(`${MARKET}/product/3`).reply(200, auctionBody(3, '43'));
    http.on
      .post(`${MARKET}/transaction`, { ...FORM, product_id: '3' })
      .reply(201, transactionBody());

    expect((await place()).passedOver).toEqual([
      'SB34 1 in FSN1-DC12: sold',
      'SB34 2 in FSN1-DC12: too expensive a month',
    ]);
  });

  it.each([
    [412, refusal(412, 'PRECONDITION_FAILED')],
    [409, refusal(409, 'CONFLICT')],
    [400, refusal(400, 'INVALID_INPUT', { missing: null, invalid: ['product_id'] })],
  ])(
    'goes to the next machine when it is refused with %i at the order itself',
    async (status, body) => {
      beforeOrder([1, 2].map((id) => auctionBody(id, `${40 + id}`)));
      for (const id of [1, 2]) {
        http.on.get(`${MARKET}/product/${id}`).reply(200, auctionBody(id, `${40 + id}`));
      }
      http.on.post(`${MARKET}/transaction`, FORM).reply(status, body);
      http.on
        .post(`${MARKET}/transaction`, { ...FORM, product_id: '2' })
        .reply(201, transactionBody());

      expect((await place()).passedOver).toEqual(['SB34 1 in FSN1-DC12: gone when it was ordered']);
    },
  );

  it('ends with the refusal of what is wrong with the order itself', async () => {
    beforeOrder();
    http.on.get(`${MARKET}/product/1`).reply(200, auctionBody(1, '41.0000'));
    const body = refusal(400, 'INVALID_INPUT', { missing: null, invalid: ['addon'] });
    http.on.post(`${MARKET}/transaction`).reply(400, body);

    expect(await failureOf(place())).toMatchObject({
      code: 'provider.rejected',
      details: { outcome: 'refused', invalid: ['addon'] },
    });
  });

  it.each([500, 502, 504])(
    'answered with %i is looked for by its key and never sent again',
    async (status) => {
      beforeOrder();
      http.on.get(`${MARKET}/product/1`).reply(200, auctionBody(1, '41.0000'));
      http.on.post(`${MARKET}/transaction`).reply(status, '<html>');
      http.on.get('/order/server/transaction').times(2).reply(404, NOTHING);
      http.on.get(`${MARKET}/transaction`).reply(404, NOTHING);
      http.on.get(`${MARKET}/transaction`).reply(200, [transactionBody()]);

      expect((await place()).machine.origin.providerRef).toBe('auction-order:B20261122-1-2');
      expect(postCount()).toBe(1);
    },
  );

  it('is unknown when it cannot be found, and was sent once', async () => {
    beforeOrder();
    http.on.get(`${MARKET}/product/1`).reply(200, auctionBody(1, '41.0000'));
    http.on
      .post(`${MARKET}/transaction`)
      .replyWithError(Object.assign(new Error(), { code: 'ECONNRESET' }));
    http.on.get('/order/server/transaction').times(5).reply(404, NOTHING);
    http.on.get(`${MARKET}/transaction`).times(5).reply(404, NOTHING);

    expect(await failureOf(place())).toMatchObject({
      code: 'provider.order-unknown',
      details: { outcome: 'unknown', fingerprint: KEY_FINGERPRINT },
    });
    expect(postCount()).toBe(1);
  });

  it('is refused under the name of a server that is there', async () => {
    http.on.get('/key').reply(404, NOTHING);
    http.on.get('/server').reply(200, [serverBody({ server_name: 'metal-1' })]);

    expect(await failureOf(place())).toMatchObject({ code: 'provider.conflict' });
  });

  it('is refused with a key that may belong to other orders', async () => {
    http.on.get('/key').reply(200, [keyBody('somebody')]);
    http.on.get('/server').reply(404, NOTHING);
    http.on.get('/order/currency').reply(200, { currency: 'EUR' });
    http.on.get(`${MARKET}/product`).reply(200, [auctionBody(1, '41.0000')]);
    http.on.post('/key').reply(409, refusal(409, 'KEY_ALREADY_EXISTS'));
    http.on.get('/key').reply(200, [keyBody('somebody')]);

    expect(await failureOf(place())).toMatchObject({
      code: 'provider.conflict',
      details: { outcome: 'not-sent' },
    });
  });

  it('is refused when it is meant for another provider', async () => {
    const order = {
      provider: 'hcloud',
      account: 'main',
      name: 'x',
      serverTypes: [],
      locations: [],
      maxPrice: null,
    } as const;
    const placing = present(makeProvider().ordering).placeOrder({ ...makeInput(), order }, never());

    expect(await failureOf(placing)).toMatchObject({ code: 'request.invalid' });
  });
});

describe('a rehearsal', () => {
  function rehearsing(status: string) {
    http.on.get('/key').reply(404, NOTHING);
    http.on.get('/order/currency').reply(200, { currency: 'EUR' });
    http.on.get(`${MARKET}/product`).reply(200, [auctionBody(1, '41.0000')]);
    http.on.post('/key').reply(201, keyBody());
    http.on
      .post(`${MARKET}/transaction`, { ...FORM, test: 'true' })
      .reply(201, transactionBody({ status }));
    return present(present(makeProvider().ordering).rehearse)(makeInput(), never());
  }

  it('is marked as one, and removes its key again', async () => {
    const rehearsal = rehearsing('cancelled');
    http.on.get('/key').reply(200, [keyBody()]);
    http.on.delete(`/key/${KEY_FINGERPRINT}`).reply(200, '');

    expect((await rehearsal).quote.monthlyGross).toBe('43.023');
  });

  it('that comes back as anything but cancelled calls for a person', async () => {
    expect(await failureOf(rehearsing('in process'))).toMatchObject({
      code: 'provider.order-unknown',
    });
  });
});

describe('an operation', () => {
  it('with two orders is nobody’s to choose', async () => {
    http.on.get('/key').reply(200, [keyBody()]);
    http.on.get('/order/server/transaction').reply(200, [transactionBody({ id: 'B1' })]);
    http.on.get(`${MARKET}/transaction`).reply(200, [transactionBody({ id: 'B2' })]);

    expect(
      await failureOf(present(makeProvider().ordering).findByOperation('op-1', never())),
    ).toMatchObject({ code: 'provider.order-unknown', details: { orderIds: ['B1', 'B2'] } });
  });

  it('is not taken for one that ordered nothing while the vendor cannot tell', async () => {
    http.on.get('/key').reply(200, [keyBody()]);
    http.on.get('/order/server/transaction').times(5).reply(502, '<html>');

    expect(
      await failureOf(present(makeProvider().ordering).findByOperation('op-1', never())),
    ).toMatchObject({ code: 'provider.unavailable' });
  });
});
