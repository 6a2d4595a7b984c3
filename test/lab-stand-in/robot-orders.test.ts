import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FaultEffect } from '../lab/stand-in/faults.ts';
import {
  DELIVERY_MS,
  type Form,
  HOST_KEY,
  HOUR_MS,
  openRobot,
  type RobotUnderTest,
} from './robot-under-test.ts';

let robot: RobotUnderTest;
beforeEach(async () => {
  robot = await openRobot({ servers: [] });
});
afterEach(() => robot.close());

const PRODUCTS = '/order/server/transaction';
const AUCTION = '/order/server_market/transaction';
const OFFER = 2_811_002;
const order = (form: Form) => robot.call('POST', PRODUCTS, form);
const bid = (form: Form) => robot.call('POST', AUCTION, form);

describe('what is on sale', () => {
  it('has its currency, and prices as texts for each location', async () => {
    expect((await robot.call('GET', '/order/currency')).get()).toEqual({ currency: 'EUR' });
    const one = await robot.call('GET', '/order/server/product/EX44');
    expect(one.get('product', 'prices', 0)).toEqual({
      location: 'FSN1',
      price: { net: '39.0000', gross: '46.4100', hourly_net: '0.0625', hourly_gross: '0.0744' },
      price_setup: { net: '39.0000', gross: '46.4100' },
    });
    expect(one.get('product', 'orderable_addons', 0, 'id')).toBe('primary_ipv4');
    expect((await robot.call('GET', '/order/server/product/XX1')).status).toBe(404);
  });

  it('is filtered by price and place, and nothing left is a 404', async () => {
    const ids = async (query: string) => {
      const list = await robot.call('GET', `/order/server/product?${query}`);
      return [0, 1, 2, 3].map((at) => list.get(at, 'product', 'id')).filter(Boolean);
    };
    expect(await ids('max_price=46')).toEqual(['EX44', 'AX42', 'DX153']);
    expect(await ids('min_price_setup=60&location=HEL1')).toEqual(['AX102', 'DX153']);
    const none = await robot.call('GET', '/order/server/product?location=MOON');
    expect(none.get('error', 'code')).toBe('NOT_FOUND');
  });

  it('lists single machines of the auction with numbers as ids', async () => {
    const list = await robot.call('GET', '/order/server_market/product');
    expect(list.get(0, 'product')).toMatchObject({ id: 2_811_001, price_setup: '0.0000' });
    const one = await robot.call('GET', `/order/server_market/product/${OFFER}`);
    expect(one.get('product')).toMatchObject({ price: '34.5000', price_vat: '41.0550' });
    await robot.lab('POST', `/offers/${OFFER}`, { monthlyNet: 50 });
    const dear = await robot.call('GET', `/order/server_market/product/${OFFER}`);
    expect(dear.get('product', 'price')).toBe('50.0000');
  });

  it('has addons for a server', async () => {
    const other = await openRobot();
    const path = '/order/server_addon/2301001/product';
    expect((await other.call('GET', path)).get(0, 'product', 'id')).toBe('additional_ipv4');
    const addons = '/order/server_addon/transaction';
    expect((await other.call('GET', addons)).text).toBe('[]');
    const form = { server_number: '2301001', product_id: 'additional_ipv4' };
    expect((await other.call('POST', addons, form)).get('error', 'missing')).toEqual(['reason']);
    const placed = await other.call('POST', addons, { ...form, reason: 'VPS' });
    expect(placed.get('transaction', 'status')).toBe('in process');
    const id = String(placed.get('transaction', 'id'));
    expect((await other.call('GET', `${addons}/${id}`)).get('transaction', 'id')).toBe(id);
    expect((await other.call('GET', addons)).get(0, 'transaction', 'id')).toBe(id);
    await other.close();
  });
});

describe('an order of a product', () => {
  it('is in process at first, then a server that runs rescue with the key of the order', async () => {
    const key = await robot.addKey('op-1');
    const placed = await order({
      product_id: 'EX44',
      location: 'HEL1',
      'authorized_key[]': key.fingerprint,
      'addon[]': 'primary_ipv4',
    });
    expect(placed.status).toBe(201);
    expect(placed.get('transaction')).toMatchObject({
      status: 'in process',
      server_number: null,
      addons: ['primary_ipv4'],
      date: '2026-11-22T13:00:00+01:00',
    });
    const id = String(placed.get('transaction', 'id'));
    await robot.clock.advance(DELIVERY_MS - 1);
    expect(robot.machines).toHaveLength(0);
    await robot.clock.advance(1);
    const ready = await robot.call('GET', `${PRODUCTS}/${id}`);
    expect(ready.get('transaction')).toMatchObject({
      status: 'ready',
      server_number: 2_501_001,
      server_ip: '127.9.1.1',
      host_key: [{ key: HOST_KEY }],
    });
    expect(ready.get('transaction', 'authorized_key', 0, 'key', 'fingerprint')).toBe(
      key.fingerprint,
    );
    expect(robot.machines[0]?.boots).toEqual([{ kind: 'rescue', authorizedKeys: [key.data] }]);
    const server = await robot.call('GET', '/server/2501001');
    expect(server.get('server')).toMatchObject({ product: 'EX44', dc: 'HEL1-DC18' });
    const last = await robot.call('GET', '/boot/2501001/rescue/last');
    expect(last.get('rescue', 'host_key', 0, 'key')).toEqual(HOST_KEY);
  });

  it('without the addon has no IPv4, and with another system stays off', async () => {
    await order({ product_id: 'AX42', dist: 'Debian 12 base' });
    await robot.clock.advance(DELIVERY_MS);
    const server = await robot.call('GET', '/server/2501001');
    expect(server.get('server', 'server_ip')).toBeNull();
    expect(robot.standIn.state.snapshot().servers[0]).toMatchObject({
      power: 'off',
      hasMachine: false,
    });
    const list = await robot.call('GET', PRODUCTS);
    expect(list.get(0, 'transaction')).toMatchObject({ status: 'ready', server_ip: null });
  });

  it('as a rehearsal is cancelled at once and found nowhere', async () => {
    const placed = await order({ product_id: 'EX44', test: 'true' });
    expect([placed.status, placed.get('transaction', 'status')]).toEqual([201, 'cancelled']);
    expect((await robot.call('GET', PRODUCTS)).status).toBe(404);
    const path = `${PRODUCTS}/${placed.get('transaction', 'id')}`;
    expect((await robot.call('GET', path)).status).toBe(404);
    await robot.clock.advance(DELIVERY_MS);
    expect((await robot.call('GET', '/server')).status).toBe(404);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an unknown product', { product_id: 'XX1' }, 'product_id'],
    ['a product without a price', { product_id: 'DX153' }, 'product_id'],
    ['an unknown place', { product_id: 'EX44', location: 'MOON' }, 'location'],
    ['an unknown addon', { product_id: 'EX44', 'addon[]': 'cake' }, 'addon'],
    ['an unknown key', { product_id: 'EX44', 'authorized_key[]': 'aa:bb' }, 'authorized_key'],
    ['an unknown system', { product_id: 'EX44', dist: 'Plan 9' }, 'dist'],
    ['a test that is neither', { product_id: 'EX44', test: '1' }, 'test'],
  ])('is refused for %s', async (_, form, parameter) => {
    const answer = await order(form);
    expect(answer.status).toBe(400);
    expect(answer.get('error', 'invalid')).toContain(parameter);
    expect(robot.standIn.state.snapshot().transactions).toEqual([]);
  });

  it('leaves the list after thirty days, and can still be read', async () => {
    const placed = await order({ product_id: 'EX44', dist: 'Debian 12 base' });
    await robot.clock.advance(30 * 24 * HOUR_MS);
    expect((await robot.call('GET', PRODUCTS)).status).toBe(404);
    const path = `${PRODUCTS}/${placed.get('transaction', 'id')}`;
    expect((await robot.call('GET', path)).status).toBe(200);
  });
});

describe('an order of the auction', () => {
  it('takes the machine out of the auction, and keeps its number', async () => {
    const key = await robot.addKey('op-1');
    const form = { product_id: String(OFFER), 'authorized_key[]': key.fingerprint };
    expect((await bid({ ...form, test: 'true' })).get('transaction', 'status')).toBe('cancelled');
    const placed = await bid(form);
    expect(placed.get('transaction', 'product')).toMatchObject({ id: OFFER, hdd_count: 2 });
    expect((await robot.call('GET', `/order/server_market/product/${OFFER}`)).status).toBe(404);
    const again = await bid(form);
    expect([again.status, again.get('error', 'code')]).toEqual([412, 'PRECONDITION_FAILED']);
    await robot.clock.advance(DELIVERY_MS);
    const list = await robot.call('GET', AUCTION);
    expect(list.get(0, 'transaction', 'server_number')).toBe(OFFER);
    expect((await robot.call('GET', PRODUCTS)).status).toBe(404);
  });

  it('comes too late where somebody else was faster', async () => {
    expect((await robot.lab('POST', `/offers/${OFFER}`, { isSold: true })).status).toBe(204);
    expect((await bid({ product_id: String(OFFER) })).status).toBe(412);
    expect((await robot.lab('POST', `/offers/${OFFER}`, { isSold: true })).status).toBe(422);
    expect((await bid({ product_id: '77' })).get('error', 'invalid')).toEqual(['product_id']);
  });
});

describe('an order that goes another way', () => {
  const statusAfter = async (ms: number, form: Record<string, string>, effect?: FaultEffect) => {
    if (effect) robot.standIn.faults.add({ method: 'POST', path: '^/order/', effect });
    const placed = await order({ product_id: 'EX44', ...form });
    await robot.clock.advance(ms);
    const path = `${PRODUCTS}/${placed.get('transaction', 'id')}`;
    return (await robot.call('GET', path)).get('transaction', 'status');
  };

  it('waits for a person where it bears a comment', async () => {
    expect(await statusAfter(100 * HOUR_MS, { comment: 'quickly, please' })).toBe('in process');
  });

  it('is cancelled on request', async () => {
    expect(await statusAfter(DELIVERY_MS, {}, { kind: 'order-cancelled' })).toBe('cancelled');
    expect(robot.machines).toHaveLength(0);
  });

  it('takes an hour on request, or for ever', async () => {
    const slow = { kind: 'order-slow', ms: HOUR_MS } as const;
    expect(await statusAfter(HOUR_MS - 1, {}, slow)).toBe('in process');
    await robot.clock.advance(1);
    expect((await robot.call('GET', PRODUCTS)).get(0, 'transaction', 'status')).toBe('ready');
    expect(await statusAfter(100 * HOUR_MS, {}, { kind: 'stuck-action' })).toBe('in process');
  });

  it('is placed once although its answer was lost, and is found by its key', async () => {
    const key = await robot.addKey('op-1');
    robot.standIn.faults.add({
      method: 'POST',
      path: '^/order/',
      effect: { kind: 'lost-answer' },
    });
    const form = { product_id: 'EX44', 'authorized_key[]': key.fingerprint };
    await expect(order(form)).rejects.toThrow('fetch failed');
    const list = await robot.call('GET', PRODUCTS);
    const found = list.get(0, 'transaction', 'authorized_key', 0, 'key', 'fingerprint');
    expect(found).toBe(key.fingerprint);
    await robot.call('DELETE', `/key/${key.fingerprint}`);
    expect((await robot.call('GET', PRODUCTS)).text).toContain(key.fingerprint);
  });
});
