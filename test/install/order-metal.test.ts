import { describe, expect, it } from '@jest/globals';
import type {
  Delivery,
  OrderInput,
  OrderReceipt,
  Provider,
  Silence,
} from '../../providers/provider.ts';
import { ProviderError } from '../../src/domain/error.ts';
import type { OrderPlaced } from '../../src/domain/order.ts';
import type { RobotOrderRequest } from '../../src/domain/request.ts';
import { clearAway } from '../../src/install/clear-away.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { orderMetal } from '../../src/install/order-metal.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';
import { createMemoryLedger } from '../workflow/memory-ledger.ts';

const DAY_MS = 86_400_000;
const LIMIT = { account: 'robot/main', ordersPerDay: 20 } as const;
const ORDER: RobotOrderRequest = {
  provider: 'robot',
  account: 'main',
  name: 'db-1',
  channel: 'auction',
  ids: null,
  wish: {},
  withIpv4: true,
  maxPrice: { monthlyGross: '60.00', setupGross: '0.00', currency: 'EUR' },
};
const MACHINE = {
  origin: { provider: 'robot', account: 'main', providerRef: 'auction-order:B1' },
  name: 'db-1',
  power: 'unknown',
  isRescueArmed: false,
  addresses: [],
  serverType: null,
  location: null,
  labels: {},
} as const;
const DELIVERED = {
  ...MACHINE,
  origin: { ...MACHINE.origin, providerRef: '2501001' },
  addresses: [{ host: '192.0.2.1', port: 22 }],
};

interface World {
  /** One for each look; the last one stays. */
  readonly deliveries: readonly Delivery[];
  readonly place: () => Promise<OrderReceipt>;
  readonly rename: () => Promise<void>;
  /** From which look on the order is found. */
  readonly foundAtLook: number;
  /** What it is worth, half an hour after it was sent, that it is not found. */
  readonly silence: Silence;
}

const inProcess = (nextLookMs: number): Delivery => ({ state: 'in-process', nextLookMs });
const READY: Delivery = { state: 'ready', machine: DELIVERED, hostKeyFingerprints: ['aa:bb'] };

const PLACE = async () => ({ machine: MACHINE, quote: null, passedOver: [] });

function makeWorld(change: Partial<World> = {}) {
  const clock = createManualClock();
  const startedAt = clock.now();
  const world: World = {
    deliveries: [READY],
    place: PLACE,
    rename: async () => {},
    foundAtLook: 1,
    silence: { kind: 'nothing-ordered' },
    ...change,
  };
  const seen = {
    placed: 0,
    lookUps: 0,
    looksAt: [] as number[],
    names: [] as string[],
    cleared: 0,
  };
  const notes: string[] = [];
  const nextLooks: number[] = [];
  const outcomes: OrderPlaced[] = [];
  const waits: string[] = [];
  const ledger = createMemoryLedger();
  const provider = fake<Provider>({
    name: 'robot',
    ordering: {
      async placeOrder({ aboutToSend }: OrderInput) {
        await aboutToSend();
        seen.placed += 1;
        return world.place();
      },
      async findByOperation() {
        seen.lookUps += 1;
        return seen.lookUps >= world.foundAtLook ? MACHINE : null;
      },
      async judgeSilence({ sentAt }) {
        const decidedAt = sentAt + 30 * 60_000;
        if (clock.now() < decidedAt) return { kind: 'too-early', lookAgainMs: 60_000, decidedAt };
        return world.silence;
      },
      awaitDelivery: async () => DELIVERED,
      async lookForDelivery() {
        seen.looksAt.push(clock.now() - startedAt);
        return world.deliveries[seen.looksAt.length - 1] ?? READY;
      },
      check: null,
      rehearse: null,
    },
    naming: {
      async rename(ref, name) {
        seen.names.push(`${ref} ${name}`);
        await world.rename();
      },
    },
    removeLeftovers: async () => {
      seen.cleared += 1;
    },
  });
  const run: InstallRun = {
    installId: 'install-1',
    request: { ...EXAMPLE_REQUEST, machine: { kind: 'order', order: ORDER } },
    machineMs: 0,
    phase: 'order',
    deps: fake<InstallRun['deps']>({
      provider: () => provider,
      records: fake<InstallRecords>({
        waiting: async (_id, _key, waiting) => {
          waits.push(waiting.for);
        },
        machineKnown: async () => {},
        stillWaiting: async (_id, { nextLookAt = '' }) => {
          nextLooks.push(Date.parse(nextLookAt) - startedAt);
        },
        retrying: async () => {},
        orderPlaced: async (_id, order) => {
          outcomes.push(order);
        },
        note: async (_id, _key, text) => {
          notes.push(text);
        },
      }),
      keys: {
        get: async () => ({ privateKey: 'private', publicKey: 'public' }),
        givenAccess: async () => null,
        given: async () => null,
        forget: async () => {},
      },
      ledger,
      ordersPerDay: 20,
      workbench: fake<InstallRun['deps']['workbench']>({ forget: async () => {} }),
      kexecImage: () => ({ url: 'https://kexec.test', sha256: 'aa', delivery: 'target' }),
      clock,
    }),
  };
  return { run, clock, seen, notes, waits, outcomes, nextLooks };
}

function order({ run, clock }: ReturnType<typeof makeWorld>, records: Records = new Map()) {
  return runInMemory(clock, () => orderMetal(run, ORDER), { records });
}

describe('ordering a dedicated server', () => {
  it('looks for its delivery when the provider says that it is worth a call, for days', async () => {
    const deliveries = [inProcess(60_000), inProcess(DAY_MS), inProcess(2 * DAY_MS), READY];
    const world = makeWorld({ deliveries });
    const running = order(world);
    await world.clock.advance(5 * DAY_MS);
    expect(await running).toMatchObject({
      machine: { origin: { providerRef: '2501001' } },
      fingerprints: ['aa:bb'],
    });
    expect(world.seen.looksAt).toEqual([0, 60_000, DAY_MS + 60_000, 3 * DAY_MS + 60_000]);
    // What an install shows while it waits.
    expect(world.nextLooks).toEqual(world.seen.looksAt.slice(1));
    expect(world.seen.names).toEqual(['2501001 db-1']);
    expect(world.run.machineMs).toBe(3 * DAY_MS + 60_000);
  });

  it('orders once, though it is run again', async () => {
    const world = makeWorld();
    await order(world);
    await order(world);
    expect(world.seen.placed).toBe(1);
  });

  it('looks again and again for what a killed process ordered, and orders nothing', async () => {
    const world = makeWorld({ foundAtLook: 3 });
    await world.run.deps.ledger.intend('order:install-1', 'killed', LIMIT);
    await world.run.deps.ledger.markSent('order:install-1', 'killed', world.clock.now());
    const running = order(world);
    await world.clock.advance(120_000);
    expect(await running).toMatchObject({ fingerprints: ['aa:bb'] });
    expect(world.seen).toMatchObject({ placed: 0, lookUps: 3 });
    expect(world.waits[0]).toContain('certainly was never placed');
  });

  it('orders again once it is certain that a killed process ordered nothing', async () => {
    const world = makeWorld({ foundAtLook: Number.POSITIVE_INFINITY });
    await world.run.deps.ledger.intend('order:install-1', 'killed', LIMIT);
    await world.run.deps.ledger.markSent('order:install-1', 'killed', world.clock.now());
    const running = order(world);
    await world.clock.advance(29 * 60_000);
    expect(world.seen.placed).toBe(0);
    await world.clock.advance(2 * 60_000);
    expect(await running).toMatchObject({ fingerprints: ['aa:bb'] });
    expect(world.seen.placed).toBe(1);
  });

  it('ends when the provider cancels the order', async () => {
    const world = makeWorld({ deliveries: [{ state: 'cancelled' }] });
    await expect(order(world)).rejects.toMatchObject({ code: 'provider.action-failed' });
  });

  it('says after two weeks that the order stands', async () => {
    const world = makeWorld({ deliveries: Array.from({ length: 99 }, () => inProcess(DAY_MS)) });
    const ended = expect(order(world)).rejects.toMatchObject({
      code: 'provider.action-timeout',
      message: expect.stringContaining('The order stands'),
    });
    await world.clock.advance(15 * DAY_MS);
    await ended;
  });

  it('goes on with a server that could not be named, and tells it', async () => {
    const rename = async () => {
      throw new ProviderError('provider.rejected', 'No such name.');
    };
    const world = makeWorld({ rename });
    await expect(order(world)).resolves.toBeDefined();
    expect(world.notes.at(-1)).toBe('Server 2501001 was not named "db-1": No such name.');
  });
});

describe('the slot of an install', () => {
  it('is given to another one for as long as the server is being delivered', async () => {
    const told: string[] = [];
    const world = makeWorld({ deliveries: [inProcess(DAY_MS), READY] });
    const running = runInMemory(world.clock, () => orderMetal(world.run, ORDER), {
      onWithoutSlot: (what) => told.push(`${what} at ${Math.round(world.clock.now() / DAY_MS)}`),
    });
    const day = Math.round(world.clock.now() / DAY_MS);
    await world.clock.advance(5 * DAY_MS);
    await running;
    expect(told).toEqual([`given at ${day}`, `taken at ${day + 1}`]);
  });
});

describe('clearing away after an order of a dedicated server', () => {
  const clear = ({ run, clock }: ReturnType<typeof makeWorld>) =>
    runInMemory(clock, () => clearAway(run));

  it('removes the key of an order that was placed', async () => {
    const world = makeWorld();
    await order(world);
    await clear(world);
    expect(world.seen.cleared).toBe(1);
  });

  it('leaves the key of an order of which nobody knows what came of it', async () => {
    const place = async () => {
      throw new ProviderError('provider.order-unknown', 'No answer.', { outcome: 'unknown' });
    };
    const silence = { kind: 'undecidable', why: 'An order names no key' } as const;
    const world = makeWorld({ place, foundAtLook: Number.POSITIVE_INFINITY, silence });
    const ended = expect(order(world)).rejects.toMatchObject({ code: 'provider.order-unknown' });
    await world.clock.advance(31 * 60_000);
    await ended;
    await clear(world);
    expect(world.seen.cleared).toBe(0);
  });
});
