import { describe, expect, it } from '@jest/globals';
import type { OrderInput, ProviderClock } from '../../../providers/provider.ts';
import { createMemoryCircuitStore } from '../../../providers/robot/circuit.ts';
import { createRobotProvider, ROBOT_ABILITIES } from '../../../providers/robot/index.ts';
import { createMemoryQuotaLedger } from '../../../providers/robot/quota.ts';
import type { RobotOrderRequest } from '../../../src/domain/request.ts';
import { generateKeyPair } from '../../../src/ssh/keys.ts';
import { describeProvider } from '../../conformance/provider.ts';
import { createFakeMachine } from '../../lab/fake-machine.ts';
import { createRobotStandIn } from '../../lab/robot.ts';
import { createManualClock, type ManualClock } from '../../lab/stand-in/clock.ts';
import { KEY, never, present } from './make.ts';

/** The provider's sleep moves the stand-in's time on: nobody waits, and deliveries come in order. */
function sharedClock(clock: ManualClock): ProviderClock {
  return {
    now: clock.now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      await clock.advance(ms);
    },
  };
}

async function startAccount(options: { deliveryMs?: number; isOrderingActive?: boolean } = {}) {
  const clock = createManualClock();
  let machines = 0;
  const standIn = createRobotStandIn({
    clock,
    deliveryMs: 5 * 60_000,
    ...options,
    servers: [
      {
        number: 321,
        name: 'db-1',
        product: 'EX44',
        datacenter: 'FSN1-DC18',
        resetTypes: ['sw', 'hw', 'man', 'power', 'power_long'],
        hasWol: true,
      },
    ],
    machines: {
      takeAddress: () => {
        machines += 1;
        return `127.9.1.${machines}`;
      },
      make: ({ name, address, nextBoot }) => createFakeMachine({ name, address, nextBoot }),
    },
  });
  const { endpoint, user, password, close } = await standIn.listen();
  const providerClock = sharedClock(clock);
  const quota = createMemoryQuotaLedger(providerClock);
  const circuits = createMemoryCircuitStore();
  const settings = { account: 'lab', endpoint, user, clock: providerClock, quota, circuits };
  return {
    standIn,
    clock,
    close,
    endpoint,
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    providerWith: (secret = password) => createRobotProvider({ ...settings, password: secret }),
  };
}

function makeInput(overrides: Partial<RobotOrderRequest> = {}, operationId = 'op-1'): OrderInput {
  return {
    order: {
      provider: 'robot',
      account: 'lab',
      name: `metal-${operationId}`,
      channel: 'auction',
      ids: null,
      wish: { minMemoryGb: 64, disks: [{ kind: 'nvme', minCount: 2 }] },
      withIpv4: true,
      maxPrice: { monthlyGross: '200.00', setupGross: '200.00', currency: 'EUR' },
      ...overrides,
    },
    operationId,
    authorizedKey: generateKeyPair(operationId).publicKey,
    userData: '',
    aboutToSend: async () => {},
  };
}

describeProvider({
  name: 'robot at the stand-in',
  abilities: ROBOT_ABILITIES,
  reservesNames: false,
  start: async () => {
    const account = await startAccount();
    let orders = 0;
    return {
      provider: account.providerWith(),
      existingRef: '321',
      unknownRef: '999999',
      authorizedKey: KEY,
      makeOrder: () => {
        orders += 1;
        return makeInput({ channel: 'product', ids: ['EX44'], wish: {} }, `op-${orders}`);
      },
      passTime: (ms) => account.clock.advance(ms),
      withBadCredentials: account.providerWith('not-the-password'),
      close: account.close,
    };
  },
});

type Account = Awaited<ReturnType<typeof startAccount>>;

async function withAccount(
  options: Parameters<typeof startAccount>[0],
  act: (account: Account) => Promise<void>,
): Promise<void> {
  const account = await startAccount(options);
  try {
    await act(account);
  } finally {
    await account.close();
  }
}

const posts = ({ standIn }: Account) =>
  standIn.calls.matching('POST', /^\/order\/[a-z_]+\/transaction$/);

describe('an order at the stand-in', () => {
  it('takes the cheapest machine of the auction that fits, and hands it over in days', async () => {
    await withAccount({ deliveryMs: 3 * 86_400_000 }, async (account) => {
      const ordering = present(account.providerWith().ordering);
      const { machine, quote } = await ordering.placeOrder(makeInput(), never());
      const ref = machine.origin.providerRef;

      expect(quote).toMatchObject({ location: 'FSN1-DC12', setupGross: '0.00', currency: 'EUR' });
      expect(await ordering.lookForDelivery(ref, never())).toMatchObject({ state: 'in-process' });
      await account.clock.advance(3 * 86_400_000);
      const delivery = await ordering.lookForDelivery(ref, never());
      expect(delivery).toMatchObject({
        state: 'ready',
        machine: { origin: { providerRef: '2811002' } },
      });
    });
  });

  it('takes the next offer when the first was sold in between', async () => {
    await withAccount({}, async (account) => {
      account.standIn.faults.add({
        method: 'POST',
        path: '^/order/server_market/transaction$',
        effect: {
          kind: 'reply',
          status: 412,
          body: { error: { status: 412, code: 'PRECONDITION_FAILED', message: 'gone' } },
        },
      });
      const ordering = present(account.providerWith().ordering);
      const { quote, passedOver } = await ordering.placeOrder(makeInput(), never());

      expect(quote?.location).toBe('HEL1-DC2');
      expect(passedOver).toContainEqual(expect.stringContaining('2811002'));
      expect(posts(account)).toHaveLength(2);
    });
  });

  it('ends in one order when its answer is lost after the effect', async () => {
    await withAccount({}, async (account) => {
      account.standIn.faults.add({
        method: 'POST',
        path: '^/order/server_market/transaction$',
        effect: { kind: 'lost-answer' },
      });
      const provider = account.providerWith();
      const { machine } = await present(provider.ordering).placeOrder(makeInput(), never());
      const found = await present(provider.ordering).findByOperation('op-1', never());

      expect(found?.origin).toEqual(machine.origin);
      expect(posts(account)).toHaveLength(1);
    });
  });

  it('is unknown, and was sent once, when it was lost before it had an effect', async () => {
    await withAccount({}, async (account) => {
      account.standIn.faults.add({
        method: 'POST',
        path: '^/order/server_market/transaction$',
        effect: { kind: 'lost-request' },
      });
      const ordering = present(account.providerWith().ordering);

      await expect(ordering.placeOrder(makeInput(), never())).rejects.toMatchObject({
        code: 'provider.order-unknown',
      });
      expect(posts(account)).toHaveLength(1);
    });
  });

  it('says that orders are not activated, and goes on with everything else', async () => {
    await withAccount({ isOrderingActive: false }, async (account) => {
      const provider = account.providerWith();

      await expect(
        present(provider.ordering).placeOrder(makeInput(), never()),
      ).rejects.toMatchObject({
        code: 'provider.forbidden',
        message: expect.stringContaining('not activated'),
      });
      expect((await provider.getMachine('321', never())).name).toBe('db-1');
      expect(posts(account)).toHaveLength(0);
    });
  });

  it('says that the vendor cancelled it', async () => {
    await withAccount({}, async (account) => {
      account.standIn.faults.add({
        method: 'POST',
        path: '^/order/',
        effect: { kind: 'order-cancelled' },
      });
      const ordering = present(account.providerWith().ordering);
      const { machine } = await ordering.placeOrder(makeInput(), never());
      await account.clock.advance(60 * 60_000);

      expect(await ordering.lookForDelivery(machine.origin.providerRef, never())).toEqual({
        state: 'cancelled',
      });
    });
  });
});

describe('the silence about an order', () => {
  const MINUTE_MS = 60_000;

  /** An order that was sent and lost before it had an effect. */
  async function lost(account: Account) {
    const effect = { kind: 'lost-request' } as const;
    account.standIn.faults.add({ method: 'POST', path: '^/order/.*transaction$', effect });
    const ordering = present(account.providerWith().ordering);
    const sentAt = account.clock.now();
    await expect(ordering.placeOrder(makeInput(), never())).rejects.toMatchObject({
      code: 'provider.order-unknown',
    });
    const judge = () => ordering.judgeSilence({ operationId: 'op-1', sentAt }, never());
    return { ordering, sentAt, judge };
  }

  it('is worth nothing for half an hour, and then lets it be ordered again, once', async () => {
    await withAccount({}, async (account) => {
      const { ordering, sentAt, judge } = await lost(account);
      const early = await judge();
      expect(early).toMatchObject({ kind: 'too-early', decidedAt: sentAt + 30 * MINUTE_MS });
      await account.clock.advance(sentAt + 30 * MINUTE_MS - account.clock.now() - 1);
      expect(await judge()).toEqual({
        kind: 'too-early',
        lookAgainMs: 1,
        decidedAt: sentAt + 30 * MINUTE_MS,
      });
      await account.clock.advance(1);
      expect(await judge()).toEqual({ kind: 'nothing-ordered' });
      await ordering.placeOrder(makeInput(), never());
      expect(account.standIn.state.snapshot().transactions).toHaveLength(1);
    });
  });

  it('is not broken by orders of others, which name their own keys', async () => {
    await withAccount({}, async (account) => {
      const { ordering, judge } = await lost(account);
      await ordering.placeOrder(makeInput({}, 'op-2'), never());
      await account.clock.advance(40 * MINUTE_MS);
      expect(await judge()).toEqual({ kind: 'nothing-ordered' });
    });
  });

  it.each([
    ['an order of that time names no key', 'names no key'],
    ['the key is gone', 'taken out'],
    ['lists do not reach back', '30 days'],
  ])('decides nothing when %s', async (what, words) => {
    await withAccount({}, async (account) => {
      const { sentAt, judge } = await lost(account);
      if (what.startsWith('an order')) await orderByPassword(account);
      if (what.startsWith('the key')) await account.providerWith().removeLeftovers('op-1', never());
      const waitMs = what.startsWith('lists') ? 30 * 24 * 60 * MINUTE_MS : 31 * MINUTE_MS;
      await account.clock.advance(sentAt + waitMs - account.clock.now());
      expect(await judge()).toEqual({
        kind: 'undecidable',
        why: expect.stringContaining(words),
      });
    });
  });

  it('is broken by an order that shows up while it is looked at', async () => {
    await withAccount({}, async (account) => {
      const { ordering, sentAt, judge } = await lost(account);
      await account.clock.advance(sentAt + 30 * MINUTE_MS - account.clock.now());
      account.clock.schedule(30_000, async () => {
        await ordering.placeOrder(makeInput(), never());
      });
      expect(await judge()).toMatchObject({ why: expect.stringContaining('just shown up') });
    });
  });
});

/** Somebody orders by hand, with a password in place of a key. */
async function orderByPassword({ standIn, endpoint, authorization }: Account): Promise<void> {
  const [offer] = standIn.state.snapshot().offers;
  const answer = await fetch(`${endpoint}/order/server_market/transaction`, {
    method: 'POST',
    headers: { authorization },
    body: new URLSearchParams({ product_id: String(offer), password: 'a-root-password' }),
  });
  expect(answer.status).toBe(201);
}

describe('a wrong password', () => {
  it('makes exactly one call, however many ask at once and however often', async () => {
    await withAccount({}, async (account) => {
      const provider = account.providerWith('wrong');
      const asking = ['321', '322', 'db-1', '323'].map((ref) => provider.getMachine(ref, never()));
      const outcomes = await Promise.allSettled([
        ...asking,
        provider.checkCredentials(never()),
        present(provider.ordering).placeOrder(makeInput(), never()),
      ]);

      for (const outcome of outcomes) {
        expect(outcome).toMatchObject({ reason: { code: 'provider.unauthorized' } });
      }
      await expect(account.providerWith('wrong').checkCredentials(never())).rejects.toMatchObject({
        details: { outcome: 'not-sent' },
      });
      expect(account.standIn.calls.matching('GET', /./)).toHaveLength(1);
      expect((await account.providerWith().getMachine('321', never())).name).toBe('db-1');
    });
  });
});

describe('a vSwitch at the stand-in', () => {
  it('is made once, and joined by a machine after some minutes', async () => {
    await withAccount({}, async (account) => {
      const switches = present(account.providerWith().privateSwitches);
      const { id } = await switches.ensure({ name: 'private', vlan: 4001 }, never());
      const again = await switches.ensure({ name: 'private', vlan: 4001 }, never());
      await switches.attach({ id, ref: '321' }, never());
      const before = await switches.get(id, never());
      await account.clock.advance(60_000);
      const [after] = await switches.list(never());

      expect(again.id).toBe(id);
      expect(before.members).toEqual([{ ref: '321', state: 'in-process' }]);
      expect(after?.members).toEqual([{ ref: '321', state: 'ready' }]);
    });
  });
});

describe('reverse names at the stand-in', () => {
  it('are set, found and removed, twice', async () => {
    await withAccount({}, async (account) => {
      const provider = account.providerWith();
      const [main] = await present(provider.network).addresses('321', never());
      const address = main?.address ?? '';
      const names = present(provider.reverseDns);
      await names.set(address, 'db-1.example', never());

      expect(await names.find(address, never())).toBe('db-1.example');
      await names.remove(address, never());
      await names.remove(address, never());
      expect(await names.find(address, never())).toBeNull();
    });
  });
});
