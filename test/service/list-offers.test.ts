import { describe, expect, it } from '@jest/globals';
import type { Account } from '../../src/domain/account.ts';
import type { ErrorData } from '../../src/domain/error.ts';
import type { Offer } from '../../src/domain/offer.ts';
import { createOfferDesk, type OfferQuery } from '../../src/service/list-offers.ts';
import { createManualClock } from '../support/clock.ts';

const OFFER: Offer = {
  provider: 'hcloud',
  channel: 'cloud',
  id: 'cx33',
  name: 'CX33',
  location: 'fsn1',
  isAvailable: true,
  architecture: 'x86_64',
  cpu: 'x86',
  cpuCores: 4,
  memoryGb: 8,
  disks: [],
  monthlyGross: '6.49',
  hourlyGross: '0.01',
  setupGross: '0.00',
  ipv4MonthlyGross: '0.60',
  currency: 'EUR',
};
const PROBLEM: ErrorData = { code: 'provider.unavailable', message: 'Silent.', details: {} };
const ALL: OfferQuery = {
  sort: 'price',
  limit: 50,
  cursor: undefined,
  withIpv4: false,
  filter: {},
  provider: undefined,
  account: undefined,
  currency: undefined,
};
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** A desk whose engine takes two seconds for a reading, and counts them. */
function createDesk(accounts: readonly Partial<Account>[] = [{}]) {
  const clock = createManualClock();
  const rows = new Map<
    string,
    {
      number: number;
      credential: string | null;
      readMs: number | null;
      endMs: number;
      problem: ErrorData | null;
    }
  >();
  const listed = accounts.map((change, index) => ({
    ...ACCOUNT,
    accountId: `a${index}`,
    ...change,
  }));
  const started = new Set<string>();
  const state = { failing: false, loads: 0, readingMs: 2 * SECOND };
  const desk = createOfferDesk({
    clock,
    accounts: { list: async () => listed },
    listings: {
      async find(accountId) {
        const row = rows.get(accountId);
        if (row === undefined) return null;
        const { number: readNumber, credential, readMs, endMs, problem } = row;
        const readAt = readMs === null ? null : new Date(readMs).toISOString();
        const ageMs = readMs === null ? null : clock.now() - readMs;
        return { readNumber, credential, readAt, ageMs, problem, sinceEndMs: clock.now() - endMs };
      },
      async offers() {
        state.loads += 1;
        return [OFFER];
      },
    },
    async read({ accountId, credential }, number) {
      const runId = `${accountId} ${number}`;
      if (started.has(runId)) return;
      started.add(runId);
      const { failing } = state;
      void clock.sleep(state.readingMs).then(() => {
        const before = rows.get(accountId)?.readMs ?? null;
        const now = clock.now();
        const problem = failing ? PROBLEM : null;
        rows.set(accountId, {
          number,
          credential,
          readMs: failing ? before : now,
          endMs: now,
          problem,
        });
      });
    },
  });
  return { desk, clock, started, state, listed };
}

async function list(world: ReturnType<typeof createDesk>, query: Partial<OfferQuery> = {}) {
  const answering = world.desk.list({ ...ALL, ...query });
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  answering.then(over, over);
  for (let step = 0; !isOver && step < 200; step += 1) await world.clock.advance(100);
  return answering;
}

describe('the desk of offers', () => {
  it('has a hundred who ask wait for one reading, and load it once', async () => {
    const world = createDesk();
    const asked = Array.from({ length: 100 }, () => world.desk.list(ALL));
    for (let step = 0; step < 40; step += 1) await world.clock.advance(100);
    const answers = await Promise.all(asked);
    expect(world.started.size).toBe(1);
    expect(new Set(answers.map(({ total }) => total))).toEqual(new Set([1]));
    expect(answers[0]?.sources[0]).toMatchObject({ state: 'fresh', problem: null });
    expect(answers[0]?.items[0]).toEqual({ ...OFFER, account: 'main' });
    await list(world);
    expect([world.started.size, world.state.loads]).toEqual([1, 1]);
  });

  it('shows what is stale at once, with its age, while it is read anew', async () => {
    const world = createDesk();
    await list(world);
    await world.clock.advance(2 * MINUTE);
    const stale = await world.desk.list(ALL);
    expect(stale.sources[0]).toMatchObject({ state: 'stale' });
    expect(stale.sources[0]?.ageMs).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(stale.total).toBe(1);
    await world.clock.advance(3 * SECOND);
    expect((await world.desk.list(ALL)).sources[0]?.state).toBe('fresh');
    expect(world.started.size).toBe(2);
  });

  it('keeps what Robot said for five minutes', async () => {
    const world = createDesk([{ provider: 'robot' }]);
    await list(world);
    await world.clock.advance(4 * MINUTE);
    await list(world);
    expect(world.started.size).toBe(1);
  });

  it('waits for what is older than a quarter of an hour', async () => {
    const world = createDesk();
    await list(world);
    await world.clock.advance(16 * MINUTE);
    expect((await list(world)).sources[0]?.state).toBe('fresh');
  });

  it('tells of a reading that failed, and does not try again at once', async () => {
    const world = createDesk();
    await list(world);
    world.state.failing = true;
    await world.clock.advance(2 * MINUTE);
    await list(world);
    await world.clock.advance(3 * SECOND);
    const failed = await list(world);
    expect(failed).toMatchObject({ total: 1, sources: [{ state: 'failed', problem: PROBLEM }] });
    await list(world);
    expect(world.started.size).toBe(2);
    world.state.failing = false;
    await world.clock.advance(MINUTE);
    await list(world);
    expect(world.started.size).toBe(3);
  });

  it('shows nothing of former credentials', async () => {
    const world = createDesk();
    await list(world);
    world.listed[0] = { ...ACCOUNT, accountId: 'a0', credential: 'credential.2' };
    const asked = world.desk.list(ALL);
    await world.clock.advance(100);
    expect(world.started.size).toBe(2);
    for (let step = 0; step < 30; step += 1) await world.clock.advance(100);
    expect((await asked).sources[0]?.state).toBe('fresh');
  });

  it('answers without a vendor that takes too long, and says so', async () => {
    const world = createDesk();
    world.state.readingMs = MINUTE;
    const late = await list(world);
    expect(late).toMatchObject({ total: 0, sources: [{ state: 'reading', readAt: null }] });
    expect(world.started.size).toBe(1);
  });

  it('shows the offers of each account as its own, or of one alone', async () => {
    const world = createDesk([{}, { name: 'second' }, { provider: 'robot', name: 'metal' }]);
    const all = await list(world);
    expect(all.items.map(({ account }) => account)).toEqual(['main', 'metal', 'second']);
    const one = await list(world, { account: 'second' });
    expect([one.total, one.sources.length]).toEqual([1, 1]);
    expect((await list(world, { provider: 'robot' })).sources[0]?.account.name).toBe('metal');
    expect((await list(world, { currency: 'USD' })).total).toBe(0);
    expect((await list(world, { filter: { maxMonthlyGross: '6.00' } })).total).toBe(0);
  });
});

const ACCOUNT: Account = {
  accountId: 'a0',
  provider: 'hcloud',
  name: 'main',
  source: 'stored',
  login: null,
  credential: 'credential.1',
  state: 'works',
  problem: null,
  checkNumber: 1,
  checkedAt: null,
  createdAt: '2026-11-22T12:00:00.000Z',
};
