/**
 * What takes minutes, hours or days at the vendors, through the whole service: orders and installs, each to its end.
 *
 * The time is that of a clock that the service and both stand-ins share and that runs faster than the wall's
 * (test/lab/shared-clock.ts). The machines are played and answer in real time.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Install, InstallRequest } from '../../src/client/client.ts';
import { type Quota, quotaOf } from '../lab/robot/quotas.ts';
import { prepareScenario, type Scenario } from '../lab/scenario.ts';
import { createSharedClock, type SharedClock } from '../lab/shared-clock.ts';
import { createStorm } from '../lab/stand-in/storm.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const STORM_MS = 10 * MINUTE_MS;
/** Ten minutes in half of one. */
const RATE = 20;
/** While nobody does anything but wait for a vendor. */
const WAITING_RATE = 200;
/** A day in four seconds. */
const DAYS_RATE = 20_000;
const WEATHER = { refused: 0.3, broken: 0.2, lost: 0.05 } as const;
const CLOUD_QUOTA: Quota = {
  kind: 'cloud',
  path: /^/,
  of: 'both',
  most: 3600,
  seconds: 3600,
};

/** What is asked for, and at which minute of the storm. */
const WISHES: readonly (readonly [number, Scenario])[] = [
  [0, 'cloud-order'],
  [0, 'robot-order'],
  [0, 'robot-auction'],
  [0, 'robot-rescue'],
  [1, 'cloud-order-rescue'],
  [2, 'cloud-rescue'],
  [3, 'robot-order'],
  [4, 'cloud-order'],
];

let dir: string;
let clock: SharedClock;
let trial: Trial;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-storm-'));
  const file = path.join(dir, 'clock.json');
  clock = createSharedClock(file, 1);
  const preload = path.resolve(import.meta.dirname, '../lab/shared-clock-preload.ts');
  trial = await startTrial({
    machines: 'played',
    clock,
    robotDeliveryMs: 3 * MINUTE_MS,
    env: {
      IRONFLAKE_ORDERS_PER_DAY: '50',
      LAB_CLOCK_FILE: file,
      NODE_OPTIONS: `--import ${preload}`,
    },
    log: () => {},
  });
}, 240_000);

afterAll(async () => {
  await trial.close();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

const standIns = () => [trial.lab.standIn, trial.lab.robotStandIn];

function startStorm(): void {
  for (const [index, { faults }] of standIns().entries()) {
    faults.setStorm(createStorm({ ...WEATHER, seed: index + 1 }));
    // Whatever the weather: of each vendor's orders one takes effect, and its answer is lost.
    const path = '^/servers$|^/order/server/transaction$';
    faults.add({ method: 'POST', path, effect: { kind: 'lost-answer' } });
  }
}

/** The requests, with the servers that have to be there. */
async function prepare(): Promise<readonly InstallRequest[]> {
  const requests: InstallRequest[] = [];
  for (const [index, [, scenario]] of WISHES.entries()) {
    const layout = scenario.startsWith('robot') ? 'mirror-ext4' : 'single-ext4';
    const wish = { scenario, layout, hostname: `storm-${index}` } as const;
    requests.push((await prepareScenario(trial.lab, wish)).request);
  }
  return requests;
}

/** Starts each install in its minute; their ids. */
async function startInstalls(requests: readonly InstallRequest[]): Promise<readonly string[]> {
  const startedAt = clock.now();
  const starting = requests.map(async (request, index) => {
    const [minute = 0] = WISHES[index] ?? [];
    await clock.sleep(startedAt + minute * MINUTE_MS - clock.now());
    return (await trial.client.installs.create(request)).installId;
  });
  return Promise.all(starting);
}

async function lookAt(ids: readonly string[]): Promise<readonly Install[]> {
  return Promise.all(ids.map((id) => trial.client.installs.get(id)));
}

/** It has ended, or does nothing until the vendor has delivered, or has certainly not. */
function isIdle({ endedAt, waiting }: Install): boolean {
  return endedAt !== null || /hands over|shows up/.test(waiting?.for ?? '');
}

/** Lets the storm blow over and the installs come to their ends. */
async function settle(ids: readonly string[], stormEndsAt: number): Promise<readonly Install[]> {
  for (;;) {
    const found = await lookAt(ids);
    if (found.every(({ endedAt }) => endedAt !== null) && clock.now() > stormEndsAt) return found;
    if (clock.now() > stormEndsAt) {
      for (const { faults } of standIns()) faults.setStorm(null);
      clock.setRate(found.every(isIdle) ? WAITING_RATE : RATE);
    }
    await delay(500);
  }
}

/** The most calls of each limit of both vendors in any window of its length, and how many there may be. */
function busiest(): readonly { kind: string; most: number; allowed: number }[] {
  const times = new Map<Quota, number[]>();
  const count = (quota: Quota, at: string) =>
    times.set(quota, [...(times.get(quota) ?? []), Date.parse(at)]);
  for (const { at } of trial.lab.standIn.calls.all()) count(CLOUD_QUOTA, at);
  for (const { method, path: where, at } of trial.lab.robotStandIn.calls.all()) {
    const quota = quotaOf(method, where);
    if (quota === undefined) throw new Error(`No limit is known for ${method} ${where}.`);
    count(quota, at);
  }
  return [...times].map(([{ kind, most: allowed, seconds }, all]) => {
    const within = (end: number) => all.filter((at) => at <= end && at > end - seconds * 1000);
    return { kind, most: Math.max(...all.map((end) => within(end).length)), allowed };
  });
}

describe('ten minutes of 30 % 429, 20 % 5xx and 5 % lost answers', () => {
  it('end in one machine for each order, every install ready, and no call too many', async () => {
    const requests = await prepare();
    const startedAt = clock.now();
    clock.setRate(RATE);
    startStorm();
    const found = await settle(await startInstalls(requests), startedAt + STORM_MS);
    expect(found.map(({ problem }) => problem)).toEqual(WISHES.map(() => null));
    expect(found.map(({ state }) => state)).toEqual(WISHES.map(() => 'ready'));

    const ordered = (provider: string) =>
      WISHES.filter(([, scenario]) => RegExp(`^${provider}-(order|auction)`).test(scenario)).length;
    const cloud = trial.lab.standIn.state.snapshot();
    const robot = trial.lab.robotStandIn.state.snapshot();
    // One server was there before.
    expect(cloud.servers).toHaveLength(ordered('cloud') + 1);
    expect(robot.transactions).toHaveLength(ordered('robot'));
    const fingerprints = robot.transactions.flatMap((one) => one.fingerprints);
    expect(new Set(fingerprints).size).toBe(ordered('robot'));
    expect(new Set(found.map(({ machine }) => machine?.providerRef)).size).toBe(WISHES.length);

    expect(busiest().filter(({ most, allowed }) => most > allowed)).toEqual([]);
    // The storm answers 429; a 403 would be Robot's own word for a call too many.
    const all = standIns().flatMap(({ calls }) => calls.all());
    expect(all.filter(({ status }) => status === 403)).toEqual([]);
    const struck = all.filter(
      ({ status, isAnswerLost }) => isAnswerLost || status === 429 || Number(status) >= 500,
    );
    expect(struck.length).toBeGreaterThan(all.length / 3);
  }, 300_000);

  it('leave no key at either vendor, however often its removal was refused', async () => {
    const keys = () => [
      ...trial.lab.standIn.state.snapshot().sshKeys,
      ...trial.lab.robotStandIn.state.snapshot().keys,
    ];
    clock.setRate(WAITING_RATE);
    const until = clock.now() + 60 * MINUTE_MS;
    while (keys().length > 0 && clock.now() < until) await delay(100);
    expect(keys()).toEqual([]);
  }, 120_000);
});

describe('an order that is delivered after two days', () => {
  it('is one install that waits, also when the service was killed meanwhile, and ends ready', async () => {
    const { state, calls, faults } = trial.lab.robotStandIn;
    const before = state.snapshot().transactions.length;
    calls.clear();
    const effect = { kind: 'order-slow', ms: 2 * DAY_MS } as const;
    faults.add({ method: 'POST', path: '^/order/server/transaction$', effect });
    const wish = { scenario: 'robot-order', layout: 'mirror-ext4', hostname: 'late' } as const;
    const { request } = await prepareScenario(trial.lab, wish);
    clock.setRate(RATE);
    const orderedAt = clock.now();
    const { installId } = await trial.client.installs.create(request);
    const look = () => trial.client.installs.get(installId);
    while ((await look()).waiting?.nextLookAt === undefined) await delay(200);

    await passTo(orderedAt + DAY_MS);
    await trial.service.stop('SIGKILL');
    await trial.service.start();
    const { endedAt, waiting } = await look();
    expect([endedAt, waiting?.for]).toEqual([null, expect.stringContaining('may take days')]);
    await passTo(orderedAt + 2 * DAY_MS - 10 * MINUTE_MS);

    const [found] = await settle([installId], 0);
    expect(found).toMatchObject({ state: 'ready', problem: null });
    expect(state.snapshot().transactions).toHaveLength(before + 1);
    expect(calls.matching('POST', /^\/order\//)).toHaveLength(1);
    // Two minutes apart at first, a quarter of an hour later on.
    const looks = calls.matching('GET', /^\/order\/server\/transaction\/B/);
    expect(looks.length).toBeGreaterThan(50);
    expect(looks.length).toBeLessThan(400);
  }, 200_000);
});

/** Lets days go by. */
async function passTo(instant: number): Promise<void> {
  clock.setRate(DAYS_RATE);
  await clock.sleep(instant - clock.now());
  clock.setRate(RATE);
}
