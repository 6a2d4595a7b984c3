/**
 * The whole service as its own process against both stand-ins: accounts by name, their credentials checked
 * by the engine, and what they can order.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '../../src/client/client.ts';
import { createFakeMachine } from '../lab/fake-machine.ts';
import { createHcloudStandIn, type ListeningStandIn } from '../lab/hcloud.ts';
import { createRobotStandIn, type ListeningRobot } from '../lab/robot.ts';
import { createServiceProcess, type ServiceProcess } from '../lab/service-process.ts';

const TOKEN = 'token-for-the-vendors-0123456789';

let dir: string;
let service: ServiceProcess;
let hcloud: ListeningStandIn;
let robot: ListeningRobot;
const clouds = createHcloudStandIn({
  makeMachine: ({ name, nextBoot }) => createFakeMachine({ name, address: '127.9.0.1', nextBoot }),
});
const metals = createRobotStandIn({
  machines: { takeAddress: () => '127.9.1.1', make: (spec) => createFakeMachine(spec) },
});

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-vendors-'));
  hcloud = await clouds.listen();
  robot = await metals.listen();
  service = await createServiceProcess({
    dataDir: path.join(dir, 'data'),
    logFile: path.join(dir, 'service.log'),
    env: {
      IRONFLAKE_TOKEN: TOKEN,
      HCLOUD_TOKEN: hcloud.token,
      HCLOUD_ENDPOINT: hcloud.endpoint,
      ROBOT_ENDPOINT: robot.endpoint,
    },
  });
  await service.start();
}, 120_000);

afterAll(async () => {
  await service.stop();
  await Promise.all([hcloud.close(), robot.close()]);
  await rm(dir, { recursive: true, force: true });
});

function client() {
  return createClient({ baseUrl: service.url, token: TOKEN });
}

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJb1pKCzI8u0sd6hqB4VpK0VgMIIMGUeoJ3zXy9d7VZC ops';
const METAL = { provider: 'robot', account: 'metal' } as const;

describe('an account', () => {
  it('with a wrong password makes one call, also over a restart, until it gets the right one', async () => {
    const { user, password } = robot;
    await client().accounts.add({
      provider: 'robot',
      name: 'metal',
      user,
      password: 'canary-wrong',
    });
    const refused = await client().accounts.checked(METAL);
    expect(refused).toMatchObject({
      state: 'refused',
      problem: { code: 'provider.unauthorized' },
      checkedAt: expect.any(String),
    });
    await service.stop('SIGKILL');
    await service.start();
    await client().accounts.check(METAL);
    expect((await client().accounts.checked(METAL)).state).toBe('refused');
    const { sources } = await client().offers.list({ provider: 'robot' });
    expect(sources).toMatchObject([{ account: 'metal', state: 'failed' }]);
    expect(metals.calls.all()).toHaveLength(1);
    await client().accounts.change(METAL, { password });
    expect(await client().accounts.checked(METAL)).toMatchObject({ state: 'works', problem: null });
  }, 120_000);

  it('of the environment is there, and answers when it is asked', async () => {
    const main = { provider: 'hcloud', account: 'main' } as const;
    expect(await client().accounts.get(main)).toMatchObject({
      source: 'environment',
      state: 'unchecked',
    });
    await client().accounts.check(main);
    expect((await client().accounts.checked(main)).state).toBe('works');
    await expect(client().accounts.delete(main)).rejects.toMatchObject({ status: 409 });
  });

  it('is planned with by its name, at the price that its order would have', async () => {
    await client().accounts.add({ provider: 'hcloud', name: 'second', token: hcloud.token });
    const system = { hostname: 'web-1', authorizedKeys: [KEY] };
    const order = {
      provider: 'hcloud' as const,
      account: 'second',
      name: 'web-1',
      serverTypes: ['cx33'],
      locations: ['fsn1'],
    };
    const { planId } = await client().plans.create({ machine: { order }, system });
    const plan = await client().plans.settled(planId);
    const { items } = await client().offers.list({ account: 'second', location: ['fsn1'] });
    const offer = items.find(({ id }) => id === 'cx33');
    const cents = (text: string | null | undefined) => Math.round(Number(text) * 10_000);
    expect(cents(plan.profile?.monthlyGross)).toBe(
      cents(offer?.monthlyGross) + cents(offer?.ipv4MonthlyGross),
    );
    const missing = { ...order, account: 'nobody' };
    await expect(
      client().plans.create({ machine: { order: missing }, system }),
    ).rejects.toMatchObject({ code: 'request.no-such-account' });
  });
});

describe('a plan of a dedicated server', () => {
  it('shows the price a month and the setup fee of the offer', async () => {
    const { items } = await client().offers.list({ account: 'metal', channel: ['product'] });
    const [dearest] = items.toSorted(
      (one, other) => Number(other.setupGross) - Number(one.setupGross),
    );
    if (dearest === undefined) throw new Error('nothing on offer');
    const order = {
      provider: 'robot' as const,
      account: 'metal',
      name: 'db-1',
      channel: 'product' as const,
      ids: [dearest.id],
      maxPrice: { monthlyGross: '1000.00', setupGross: '1000.00', currency: 'EUR' },
    };
    const system = { hostname: 'db-1', authorizedKeys: [KEY] };
    const { planId } = await client().plans.create({ machine: { order }, system });
    const { profile } = await client().plans.settled(planId);
    expect(profile).toMatchObject({ serverType: dearest.id, setupGross: dearest.setupGross });
    expect(Number(profile?.setupGross)).toBeGreaterThan(0);
    const tooDear = { ...order, maxPrice: { ...order.maxPrice, setupGross: '0.00' } };
    const refused = await client().plans.create({ machine: { order: tooDear }, system });
    expect(await client().plans.settled(refused.planId)).toMatchObject({
      state: 'failed',
      problem: { code: 'provider.price-too-high' },
    });
  });
});

describe('a rehearsal', () => {
  it.each([
    ['product', 'server'],
    ['auction', 'server_market'],
  ] as const)(
    'has Robot check an order of the channel %s, and orders nothing',
    async (channel, seen) => {
      metals.calls.clear();
      const before = metals.state.snapshot().rehearsals;
      const plan = await rehearsed(channel, '0.10');
      expect(plan).toMatchObject({ problem: { code: 'provider.price-too-high' } });
      expect(metals.calls.matching('POST', /^\/order\//)).toEqual([]);
      const { state, profile } = await rehearsed(channel, '999.00');
      expect(state).toBe('ready');
      expect(profile).toMatchObject({ provider: 'robot', isRehearsed: true });
      const { items } = await client().offers.list({ account: 'metal', channel: [channel] });
      expect(items.map(({ id }) => id)).toContain(profile?.serverType);
      const { rehearsals, transactions, keys } = metals.state.snapshot();
      expect(rehearsals).toEqual([...before, seen]);
      expect(metals.calls.matching('POST', /^\/order\//)).toHaveLength(1);
      expect([transactions, keys]).toEqual([[], []]);
    },
    60_000,
  );

  it('whose answer is lost is asked for once more, and still orders nothing', async () => {
    const before = metals.state.snapshot().rehearsals.length;
    const path = '^/order/server/transaction$';
    metals.faults.add({ method: 'POST', path, effect: { kind: 'lost-answer' } });
    expect(await rehearsed('product', '999.00')).toMatchObject({ state: 'ready', problem: null });
    const { rehearsals, transactions, keys } = metals.state.snapshot();
    expect(rehearsals).toHaveLength(before + 2);
    expect([transactions, keys]).toEqual([[], []]);
  }, 60_000);

  it('shows as the problem of its plan what Robot has against the order', async () => {
    const path = '^/order/server/transaction$';
    const effect = { kind: 'refusal', status: 412, code: 'PRECONDITION_FAILED' } as const;
    metals.faults.add({ method: 'POST', path, effect });
    const { state, problem } = await rehearsed('product', '999.00');
    expect([state, problem?.code]).toEqual(['failed', 'provider.sold-out']);
    expect(metals.state.snapshot().keys).toEqual([]);
  }, 60_000);

  it('is refused for a cloud server, which has none', async () => {
    const order = { provider: 'hcloud', account: 'main', name: 'web-1' } as const;
    const choice = { serverTypes: ['cx33'], locations: ['fsn1'] };
    const system = { hostname: 'web-1', authorizedKeys: [KEY] };
    const machine = { order: { ...order, ...choice } };
    await expect(client().plans.create({ machine, system, rehearse: true })).rejects.toMatchObject({
      status: 400,
      code: 'request.invalid',
      message: expect.stringContaining('Leave out "rehearse"'),
    });
  });
});

async function rehearsed(channel: 'product' | 'auction', monthlyGross: string) {
  const maxPrice = { monthlyGross, setupGross: '999.00', currency: 'EUR' };
  const order = { ...METAL, name: 'db-2', channel, maxPrice };
  const system = { hostname: 'db-2', authorizedKeys: [KEY] };
  const made = await client().plans.create({ machine: { order }, system, rehearse: true });
  return client().plans.settled(made.planId);
}

describe('offers', () => {
  it('of both vendors come in one shape, sorted and by pages, over all accounts', async () => {
    const first = await client().offers.list({ limit: 5 });
    const { items } = await client().offers.list({ limit: 500 });
    expect(items.slice(0, 5)).toEqual(first.items);
    const second = await client().offers.list({ limit: 5, cursor: first.nextCursor ?? '' });
    expect(items.slice(5, 10)).toEqual(second.items);
    expect([...new Set(items.map(({ channel }) => channel))].sort()).toEqual([
      'auction',
      'cloud',
      'product',
    ]);
    const prices = items.map(({ monthlyGross }) => Number(monthlyGross));
    expect(prices).toEqual(prices.toSorted((one, other) => one - other));
  });

  it('are read from the vendor once, however many ask at a time', async () => {
    await client().accounts.add({ provider: 'hcloud', name: 'third', token: hcloud.token });
    await client().accounts.checked({ provider: 'hcloud', account: 'third' });
    clouds.calls.clear();
    const asked = Array.from({ length: 100 }, () => client().offers.list({ account: 'third' }));
    const answers = await Promise.all(asked);
    expect(new Set(answers.map(({ total }) => total)).size).toBe(1);
    expect(answers.every(({ sources }) => sources[0]?.state === 'fresh')).toBe(true);
    const paths = clouds.calls.all().map((call) => call.path.split('?', 1)[0]);
    expect(paths.filter((one) => one?.endsWith('/pricing'))).toHaveLength(1);
  }, 60_000);

  it.each([
    [{ architecture: 'aarch64' }, ({ architecture }) => architecture === 'aarch64'],
    [{ minMemoryGb: 64 }, ({ memoryGb }) => (memoryGb ?? 0) >= 64],
    [{ channel: ['auction'] }, ({ channel }) => channel === 'auction'],
    [{ location: ['FSN1'] }, ({ location }) => location.toUpperCase().startsWith('FSN1')],
    [{ maxMonthlyGross: '10.00' }, ({ monthlyGross }) => Number(monthlyGross) <= 10],
    [{ diskKind: 'hdd', minDisks: 2 }, ({ disks }) => disks.some(({ kind }) => kind === 'hdd')],
    [{ available: true }, ({ isAvailable }) => isAvailable !== false],
  ] as const satisfies readonly (readonly [OfferQuery, (offer: Offer) => boolean])[])(
    'are only those that fit %j',
    async (query, isFit) => {
      const { items } = await client().offers.list({ ...wide(query), limit: 500 });
      expect(items.length).toBeGreaterThan(0);
      expect(items.filter((offer: Offer) => !isFit(offer))).toEqual([]);
    },
  );
});

type OfferQuery = NonNullable<Parameters<ReturnType<typeof client>['offers']['list']>[0]>;
type Offer = Awaited<ReturnType<ReturnType<typeof client>['offers']['list']>>['items'][number];

/** A literal's lists are read-only; a query's are not. */
function wide(query: object): OfferQuery {
  return JSON.parse(JSON.stringify(query));
}

it('keeps every secret out of the log and out of every answer', async () => {
  const log = await readFile(path.join(dir, 'service.log'), 'utf8');
  const listed = JSON.stringify(await client().accounts.list());
  for (const secret of [hcloud.token, robot.password, 'canary-wrong']) {
    expect(log.includes(secret)).toBe(false);
    expect(listed.includes(secret)).toBe(false);
  }
});
