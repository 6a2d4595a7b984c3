/** What every provider must do, whatever stands behind it; each ability brings its own tests. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  Abilities,
  AbilityName,
  Delivery,
  OrderInput,
  Provider,
  ProviderMachine,
} from '../../providers/provider.ts';

/** A provider under test, and what it needs to be tried. */
export interface ProviderUnderTest {
  readonly provider: Provider;
  /** A machine that is there from the start; null where machines only come by order. */
  readonly existingRef: string | null;
  /** A reference that names no machine. */
  readonly unknownRef: string;
  /** OpenSSH public key line. */
  readonly authorizedKey: string;
  /** A new order that can be met; asked for only where orders are supported. */
  makeOrder(): OrderInput;
  /** Lets the vendor's time pass between two looks at a delivery. */
  passTime(ms: number): Promise<void>;
  /** The same provider with credentials that are not valid; null where there are none. */
  readonly withBadCredentials: Provider | null;
  close(): Promise<void>;
}

export interface ProviderSubject {
  readonly name: string;
  readonly abilities: Abilities;
  /** An order takes its name at once, so that no other may bear it. */
  readonly reservesNames: boolean;
  start(): Promise<ProviderUnderTest>;
}

const never = (): AbortSignal => new AbortController().signal;

/** Declares the suite; `start` is called once, before the first test. */
export function describeProvider(subject: ProviderSubject): void {
  describe(`provider ${subject.name}`, () => {
    const started: { value?: ProviderUnderTest } = {};
    function under(): ProviderUnderTest {
      if (started.value === undefined) throw new Error('the provider was not started');
      return started.value;
    }
    beforeAll(async () => {
      started.value = await subject.start();
    });
    afterAll(async () => {
      await started.value?.close();
    });

    describeContract(subject, under);
    for (const [ability, declare] of Object.entries(SUITES)) {
      if (isAble(subject.abilities, ability)) declare(under);
    }
    if (subject.abilities.order.supported && subject.reservesNames) describeNames(under);
  });
}

type Subject = () => ProviderUnderTest;

/** The tests that an ability brings. */
const SUITES: Readonly<Partial<Record<AbilityName, (under: Subject) => void>>> = {
  order: describeOrdering,
  rescue: describeRescue,
  reset: describePower,
  offers: describeOffers,
  network: describeNetwork,
  rename: describeNaming,
  giveBack: describeGivingBack,
};

function isAble(abilities: Abilities, ability: string): boolean {
  return Object.entries(abilities).some(([name, { supported }]) => name === ability && supported);
}

function describeContract(subject: ProviderSubject, under: Subject): void {
  it('has a group of methods exactly for what it can do', () => {
    const { provider } = under();
    const { order, rescue, reset, offers, giveBack, network } = subject.abilities;
    const { rename, reverseDns, privateSwitch, wakeOnLan } = subject.abilities;

    expect(provider.abilities).toEqual(subject.abilities);
    expect(provider.ordering !== null).toBe(order.supported);
    expect(provider.rescue !== null).toBe(rescue.supported);
    expect(provider.power !== null).toBe(reset.supported);
    expect(provider.offers !== null).toBe(offers.supported);
    expect(provider.giveBack !== null).toBe(giveBack.supported);
    expect(provider.network !== null).toBe(network.supported);
    expect(provider.naming !== null).toBe(rename.supported);
    expect(provider.reverseDns !== null).toBe(reverseDns.supported);
    expect(provider.privateSwitches !== null).toBe(privateSwitch.supported);
    expect((provider.power?.wake ?? null) !== null).toBe(wakeOnLan.supported);
  });

  it('says of each ability how, or why not', () => {
    for (const ability of Object.values(under().provider.abilities)) {
      expect(ability.note.length).toBeGreaterThan(5);
    }
  });

  it('accepts its credentials, and no others', async () => {
    const { provider, withBadCredentials } = under();

    await provider.checkCredentials(never());
    if (withBadCredentials !== null) {
      await expect(withBadCredentials.checkCredentials(never())).rejects.toMatchObject({
        code: 'provider.unauthorized',
      });
    }
  });

  it('does not find what is not there', async () => {
    const { provider, unknownRef } = under();

    await expect(provider.getMachine(unknownRef, never())).rejects.toMatchObject({
      code: 'provider.not-found',
    });
  });

  it('finds a machine again by the reference it gave', async () => {
    const machine = await someMachine(under());
    const again = await under().provider.getMachine(machine.origin.providerRef, never());

    expect(again.origin).toEqual(machine.origin);
    expect(again.origin.provider).toBe(under().provider.name);
    expect(again.addresses.length).toBeGreaterThan(0);
  });

  it('removes leftovers of an operation that left none, twice', async () => {
    await under().provider.removeLeftovers('nothing-left', never());

    await expect(
      under().provider.removeLeftovers('nothing-left', never()),
    ).resolves.toBeUndefined();
  });

  it('does nothing for a caller that has cancelled', async () => {
    const { provider, unknownRef } = under();
    const gone = AbortSignal.abort();
    const cancelled = { code: 'request.cancelled' };

    await expect(provider.checkCredentials(gone)).rejects.toMatchObject(cancelled);
    await expect(provider.getMachine(unknownRef, gone)).rejects.toMatchObject(cancelled);
    await expect(provider.removeLeftovers('x', gone)).rejects.toMatchObject(cancelled);
  });
}

function describeOrdering(under: Subject): void {
  it('finds no machine of an operation that ordered none', async () => {
    expect(await ordering(under()).findByOperation('never-ordered', never())).toBeNull();
  });

  it('orders one machine, however often the same operation asks', async () => {
    const input = under().makeOrder();
    const first = await ordering(under()).placeOrder(input, never());
    const second = await ordering(under()).placeOrder(input, never());
    const found = await ordering(under()).findByOperation(input.operationId, never());

    expect(first.quote).toMatchObject({ currency: expect.any(String) });
    expect(second.machine.origin).toEqual(first.machine.origin);
    expect(found?.origin).toEqual(first.machine.origin);
  });

  it('delivers what was ordered, running where the vendor tells', async () => {
    const { machine } = await ordering(under()).placeOrder(under().makeOrder(), never());
    const ref = machine.origin.providerRef;
    const delivered = await ordering(under()).awaitDelivery(ref, never());
    const again = await ordering(under()).awaitDelivery(ref, never());

    expect(['on', 'unknown']).toContain(delivered.power);
    expect(again.addresses).toEqual(delivered.addresses);
  });

  it('tells by single looks when an order has been delivered, and of what', async () => {
    const { machine } = await ordering(under()).placeOrder(under().makeOrder(), never());
    const delivery = await lookUntilDelivered(under(), machine.origin.providerRef);
    const ref = delivery.machine.origin.providerRef;

    expect(delivery.machine.addresses.length).toBeGreaterThan(0);
    expect((await under().provider.getMachine(ref, never())).origin).toEqual(
      delivery.machine.origin,
    );
  });

  it('orders nothing in a rehearsal', async () => {
    const input = under().makeOrder();
    const rehearsal = await ordering(under()).rehearse?.(input, never());

    if (rehearsal !== undefined) expect(Number(rehearsal.quote.monthlyGross)).toBeGreaterThan(0);
    expect(await ordering(under()).findByOperation(input.operationId, never())).toBeNull();
  });

  it('tells what an order would come to, and orders nothing', async () => {
    const input = under().makeOrder();
    const checked = await ordering(under()).check?.(input.order, never());

    if (checked !== undefined) expect(Number(checked.quote.monthlyGross)).toBeGreaterThan(0);
    expect(await ordering(under()).findByOperation(input.operationId, never())).toBeNull();
  });

  it('orders nothing above the ceiling', async () => {
    const input = under().makeOrder();
    const placing = ordering(under()).placeOrder(
      { ...input, order: withCeiling(input.order, '0.01') },
      never(),
    );

    await expect(placing).rejects.toMatchObject({ code: 'provider.price-too-high' });
    expect(await ordering(under()).findByOperation(input.operationId, never())).toBeNull();
  });
}

function withCeiling(order: OrderInput['order'], monthlyGross: string): OrderInput['order'] {
  const ceiling = { monthlyGross, currency: 'EUR' };
  return order.provider === 'robot'
    ? { ...order, maxPrice: { ...ceiling, setupGross: '0.00' } }
    : { ...order, maxPrice: ceiling };
}

async function lookUntilDelivered(
  under: ProviderUnderTest,
  ref: string,
): Promise<Extract<Delivery, { state: 'ready' }>> {
  for (let looks = 0; looks < 100; looks += 1) {
    const delivery = await ordering(under).lookForDelivery(ref, never());
    if (delivery.state === 'ready') return delivery;
    if (delivery.state === 'cancelled') throw new Error('the order was cancelled');
    expect(delivery.nextLookMs).toBeGreaterThan(0);
    await under.passTime(delivery.nextLookMs);
  }
  throw new Error('nothing was delivered in a hundred looks');
}

function describeNames(under: Subject): void {
  it('refuses a name that a machine of another operation bears', async () => {
    const taken = under().makeOrder();
    const input = under().makeOrder();
    await ordering(under()).placeOrder(taken, never());
    const placing = ordering(under()).placeOrder(
      { ...input, order: { ...input.order, name: taken.order.name } },
      never(),
    );

    await expect(placing).rejects.toMatchObject({ code: 'provider.conflict' });
  });
}

function describeRescue(under: Subject): void {
  it('arms the rescue system, and again with the same key', async () => {
    const machine = await someMachine(under());
    const ref = machine.origin.providerRef;
    const input = { ref, operationId: 'rescue-1', authorizedKey: under().authorizedKey };
    const { rescue } = under().provider;
    await rescue?.armRescue(input, never());
    const access = await rescue?.armRescue(input, never());

    expect(access?.user).toBe('root');
    expect((await under().provider.getMachine(ref, never())).isRescueArmed).toBe(true);
    await rescue?.disarmRescue(ref, never());
    await rescue?.disarmRescue(ref, never());
    expect((await under().provider.getMachine(ref, never())).isRescueArmed).toBe(false);
    await under().provider.removeLeftovers('rescue-1', never());
  });
}

function describePower(under: Subject): void {
  it('restarts a machine, which uses up an armed rescue system', async () => {
    const machine = await someMachine(under());
    const ref = machine.origin.providerRef;
    const input = { ref, operationId: 'restart-1', authorizedKey: under().authorizedKey };
    await under().provider.rescue?.armRescue(input, never());
    await under().provider.power?.restart(ref, never());
    const after = await under().provider.getMachine(ref, never());

    expect(after.isRescueArmed).toBe(false);
    expect(['on', 'unknown']).toContain(after.power);
  });

  it('restarts a machine by each method it names, and by none that it does not', async () => {
    const { origin } = await someMachine(under());
    const { power } = under().provider;
    const methods = (await power?.methods(origin.providerRef, never())) ?? [];

    expect(methods.length).toBeGreaterThan(0);
    for (const method of methods) {
      await power?.restart(origin.providerRef, never(), { method });
    }
    for (const method of (['software', 'hardware', 'power-cycle'] as const).filter(
      (one) => !methods.includes(one),
    )) {
      await expect(power?.restart(origin.providerRef, never(), { method })).rejects.toMatchObject({
        code: 'provider.unsupported',
      });
    }
  });
}

function describeOffers(under: Subject): void {
  it('lists what can be ordered, cheapest first, and only what fits', async () => {
    const all = (await under().provider.offers?.list({}, never())) ?? [];
    const prices = all.map(({ monthlyGross }) => Number(monthlyGross));
    const [cheapest] = prices;
    const filter = { maxMonthlyGross: String(cheapest) };
    const cheap = (await under().provider.offers?.list(filter, never())) ?? [];

    expect(prices.length).toBeGreaterThan(1);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(cheap.length).toBeGreaterThan(0);
    expect(new Set(cheap.map(({ monthlyGross }) => Number(monthlyGross)))).toEqual(
      new Set([cheapest]),
    );
  });
}

function describeNetwork(under: Subject): void {
  it('knows an address of a machine and its gateway', async () => {
    const machine = await someMachine(under());
    const ref = machine.origin.providerRef;
    const [main] = (await under().provider.network?.addresses(ref, never())) ?? [];

    expect(main?.address).toBe(machine.addresses[0]?.host);
    expect(main?.gateway).toEqual(expect.any(String));
  });
}

function describeNaming(under: Subject): void {
  it('renames a machine, which is then found by that name', async () => {
    const { origin } = await someMachine(under());
    await under().provider.naming?.rename(origin.providerRef, 'renamed-1', never());

    expect((await under().provider.getMachine('renamed-1', never())).origin).toEqual(origin);
  });
}

function describeGivingBack(under: Subject): void {
  it('gives no machine back under another name, and one under its own', async () => {
    const { machine } = await ordering(under()).placeOrder(under().makeOrder(), never());
    const delivery = await lookUntilDelivered(under(), machine.origin.providerRef);
    const ref = delivery.machine.origin.providerRef;
    const { giveBack } = under().provider;

    await expect(giveBack?.giveBack({ ref, name: 'another-name' }, never())).rejects.toMatchObject({
      code: 'request.invalid',
    });
    const name = delivery.machine.name === '' ? ref : delivery.machine.name;
    const given = await giveBack?.giveBack({ ref, name }, never());

    expect(given?.endsOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });
}

function ordering({ provider }: ProviderUnderTest) {
  if (provider.ordering === null) throw new Error('the provider takes no orders');
  return provider.ordering;
}

/** A machine to work on: the existing one, or a new one. */
async function someMachine(under: ProviderUnderTest): Promise<ProviderMachine> {
  if (under.existingRef !== null)
    return await under.provider.getMachine(under.existingRef, never());
  const { machine } = await ordering(under).placeOrder(under.makeOrder(), never());
  return await ordering(under).awaitDelivery(machine.origin.providerRef, never());
}
