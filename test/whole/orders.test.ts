/** Orders through the whole service against both stand-ins: what is bought, what is not, and how that is told. */

import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Install, InstallRequest } from '../../src/client/client.ts';
import { prepareScenario, type Scenario } from '../lab/scenario.ts';
import type { Fault } from '../lab/stand-in/faults.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({
    machines: 'played',
    robotDeliveryMs: 200,
    env: { IRONFLAKE_ORDERS_PER_DAY: '50' },
    log: () => {},
  });
}, 240_000);

afterAll(() => trial.close(), 60_000);

type Order = NonNullable<InstallRequest['machine']['order']>;

/** A scenario's request, with another order where one is given. */
async function request(scenario: Scenario, hostname: string, change: Partial<Order> = {}) {
  const layout = scenario.startsWith('robot') ? 'mirror-ext4' : 'single-ext4';
  const made = (await prepareScenario(trial.lab, { scenario, layout, hostname })).request;
  return { ...made, machine: { order: { ...made.machine.order, ...change } } } as InstallRequest;
}

async function ended(installId: string): Promise<Install> {
  for await (const event of trial.client.installs.watch(installId)) void event;
  return trial.client.installs.get(installId);
}

async function install(body: InstallRequest): Promise<Install> {
  return ended((await trial.client.installs.create(body)).installId);
}

async function until(what: () => boolean): Promise<void> {
  const end = Date.now() + 30_000;
  while (!what()) {
    if (Date.now() > end) throw new Error(`never came true: ${what}`);
    await delay(5);
  }
}

/** Both stand-ins, by the paths of their orders. */
const VENDORS = {
  'robot-order': {
    standIn: () => trial.lab.robotStandIn,
    order: /^\/order\/server\/transaction$/,
    before: '^/order/server/product/\\w+$',
    count: () => trial.lab.robotStandIn.state.snapshot().transactions.length,
  },
  'cloud-order': {
    standIn: () => trial.lab.standIn,
    order: /^\/servers$/,
    before: '^/images',
    count: () => trial.lab.standIn.state.snapshot().servers.length,
  },
} as const;

type Vendor = keyof typeof VENDORS;

const auctionPosts = () =>
  trial.lab.robotStandIn.calls.matching('POST', /^\/order\/server_market\/transaction$/);

const posts = (vendor: Vendor) => {
  const { standIn, order } = VENDORS[vendor];
  return standIn().calls.matching('POST', order);
};

/** How a stand-in is slowed down, and when the service is killed. */
interface Kill {
  readonly fault: (vendor: Vendor) => Fault;
  readonly isDue: (vendor: Vendor) => boolean;
}

const KILLS: Readonly<Record<string, Kill>> = {
  'between intent and POST': {
    fault: (vendor) => ({
      method: 'GET',
      path: VENDORS[vendor].before,
      effect: { kind: 'delay', ms: 20_000 },
    }),
    isDue: (vendor) =>
      VENDORS[vendor]
        .standIn()
        .calls.matching('GET', RegExp(VENDORS[vendor].before))
        .some(({ status }) => status === null),
  },
  'between POST and its effect, which comes late': {
    fault: (vendor) => ({
      method: 'POST',
      path: VENDORS[vendor].order.source,
      effect: { kind: 'late-effect', ms: 3_000 },
    }),
    isDue: (vendor) => posts(vendor).length === 1,
  },
  'between effect and answer': {
    fault: (vendor) => ({
      method: 'POST',
      path: VENDORS[vendor].order.source,
      effect: { kind: 'late-answer', ms: 20_000 },
    }),
    isDue: (vendor) => posts(vendor)[0]?.status === 201,
  },
  'right after the answer': {
    fault: (vendor) => ({
      method: 'POST',
      path: VENDORS[vendor].order.source,
      effect: { kind: 'delay', ms: 0 },
    }),
    isDue: (vendor) => posts(vendor)[0]?.status === 201,
  },
};

describe.each<Vendor>(['robot-order', 'cloud-order'])('%s', (vendor) => {
  it.each(Object.keys(KILLS))(
    'buys exactly one machine though the service is killed %s',
    async (when) => {
      const kill = KILLS[when];
      if (kill === undefined) throw new Error('no such kill');
      const { standIn, count } = VENDORS[vendor];
      const name = `kill-${vendor}-${Object.keys(KILLS).indexOf(when)}`;
      const before = count();
      standIn().calls.clear();
      standIn().faults.add(kill.fault(vendor));
      const { installId } = await trial.client.installs.create(await request(vendor, name));
      await until(() => kill.isDue(vendor));
      await trial.service.stop('SIGKILL');
      standIn().faults.clear();
      await trial.service.start();
      const found = await ended(installId);
      expect(found.problem).toBeNull();
      expect(found.state).toBe('ready');
      expect(count() - before).toBe(1);
      // A late call meets the name that is taken; at Robot nothing may be sent a second time.
      expect(posts(vendor).filter(({ status }) => status === 201)).toHaveLength(1);
      if (vendor === 'robot-order') expect(posts(vendor)).toHaveLength(1);
    },
    240_000,
  );
});

describe('an order with several choices', () => {
  it('takes the third of four placements when two are sold out, and says so', async () => {
    const { standIn } = trial.lab;
    standIn.calls.clear();
    standIn.state.setStock('cx33', 'fsn1', false);
    standIn.faults.add({
      method: 'POST',
      path: '^/servers$',
      effect: {
        kind: 'reply',
        status: 412,
        body: { error: { code: 'resource_unavailable', message: 'none left', details: null } },
      },
    });
    const choice = { serverTypes: ['cx33', 'cpx31'], locations: ['fsn1', 'nbg1'] };
    const found = await install(await request('cloud-order', 'third', choice));
    standIn.state.setStock('cx33', 'fsn1', true);
    expect(found.state).toBe('ready');
    expect(found.order).toMatchObject({
      providerRef: found.machine?.providerRef,
      chosen: { serverType: 'cpx31', location: 'fsn1', setupGross: '0.00', currency: 'EUR' },
      passedOver: ['cx33 in fsn1: sold out', 'cx33 in nbg1: sold out when it was ordered'],
    });
    expect(posts('cloud-order').map(({ status }) => status)).toEqual([412, 201]);
  }, 120_000);

  it('takes the next machine of the auction when one is sold between the choice and the order', async () => {
    const { robotStandIn } = trial.lab;
    const [first = 0, second = 0] = robotStandIn.state.snapshot().offers;
    robotStandIn.faults.add({
      path: `^/order/server_market/product/${first}$`,
      effect: { kind: 'delay', ms: 1_000 },
    });
    robotStandIn.calls.clear();
    const change = { ids: [String(first), String(second)], wish: {} };
    const running = install(await request('robot-auction', 'second', change));
    const look = RegExp(`^/order/server_market/product/${first}$`);
    await until(() => robotStandIn.calls.matching('GET', look).length > 0);
    robotStandIn.state.market.sell(first);
    const found = await running;
    expect(found.state).toBe('ready');
    expect(found.order?.chosen?.serverType).toContain(String(second));
    expect(found.order?.passedOver).toEqual([expect.stringMatching(/: sold$/)]);
    expect(auctionPosts()).toHaveLength(1);
  }, 120_000);
});

describe('an order that may not be placed', () => {
  const EUR = 'EUR';

  it.each<[string, Scenario, Partial<Order>, string]>([
    [
      'the price of a month is above the ceiling',
      'cloud-order',
      { maxPrice: { monthlyGross: '1.00', currency: EUR } },
      'provider.price-too-high',
    ],
    [
      'the ceiling is in another currency',
      'cloud-order',
      { maxPrice: { monthlyGross: '99.00', currency: 'USD' } },
      'provider.price-too-high',
    ],
    [
      'the fee is above its ceiling',
      'robot-order',
      { maxPrice: { monthlyGross: '80.00', setupGross: '46.40', currency: EUR } },
      'provider.price-too-high',
    ],
    [
      'machine and address together are above the ceiling',
      'robot-order',
      { ids: ['EX44'], maxPrice: { monthlyGross: '47.00', setupGross: '90.00', currency: EUR } },
      'provider.price-too-high',
    ],
    [
      'the ceiling of a dedicated server is in another currency',
      'robot-order',
      { maxPrice: { monthlyGross: '80.00', setupGross: '90.00', currency: 'USD' } },
      'provider.price-too-high',
    ],
  ])(
    'orders nothing when %s',
    async (what, scenario, change, code) => {
      const { standIn, robotStandIn } = trial.lab;
      standIn.calls.clear();
      robotStandIn.calls.clear();
      const name = what.replaceAll(' ', '-').slice(0, 60);
      const found = await install(await request(scenario, name, change));
      expect(found.state).toBe('failed');
      expect(found.problem).toMatchObject({ code, advice: expect.any(String) });
      expect(found.order).toBeNull();
      expect(standIn.calls.matching('POST', /^\/servers$/)).toEqual([]);
      expect(robotStandIn.calls.matching('POST', /^\/order\//)).toEqual([]);
    },
    30_000,
  );

  it('orders nothing when the price rises between the choice and the order', async () => {
    const { robotStandIn } = trial.lab;
    const [id = 0] = robotStandIn.state.snapshot().offers;
    const look = `^/order/server_market/product/${id}$`;
    robotStandIn.calls.clear();
    robotStandIn.faults.add({ path: look, effect: { kind: 'delay', ms: 1_000 } });
    const change = { ids: [String(id)], wish: {} };
    const running = install(await request('robot-auction', 'dearer', change));
    await until(() => robotStandIn.calls.matching('GET', RegExp(look)).length > 0);
    robotStandIn.state.market.reprice(id, 500);
    const found = await running;
    expect(found.problem).toMatchObject({ code: 'provider.sold-out' });
    expect(found.problem?.detail).toContain('too expensive a month');
    expect(auctionPosts()).toEqual([]);
  }, 30_000);
});

describe('an order that the provider took', () => {
  it('shows when it is looked for next, and ends with the reason when it is cancelled', async () => {
    const { robotStandIn } = trial.lab;
    const path = '^/order/server/transaction$';
    for (const effect of [
      { kind: 'order-slow', ms: 10_000 },
      { kind: 'order-cancelled' },
    ] as const) {
      robotStandIn.faults.add({ method: 'POST', path, effect });
    }
    const { client } = trial;
    const { installId } = await client.installs.create(await request('robot-order', 'cancelled'));
    const running = ended(installId);
    let seen = await client.installs.get(installId);
    while (seen.waiting?.nextLookAt === undefined && seen.endedAt === null) {
      await delay(50);
      seen = await client.installs.get(installId);
    }
    expect(Date.parse(seen.waiting?.nextLookAt ?? '') - Date.now()).toBeLessThanOrEqual(30_000);
    const found = await running;
    expect(found).toMatchObject({ state: 'failed', waiting: null });
    expect(found.problem).toMatchObject({
      code: 'provider.action-failed',
      detail: expect.stringContaining('cancelled it before a server was handed over'),
    });
    expect(found.order?.chosen).toMatchObject({ setupGross: expect.any(String) });
  }, 120_000);
});
