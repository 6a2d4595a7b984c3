import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '../../src/domain/error.ts';
import { type Silence, type Spending, spendOnce } from '../../src/workflow/spend.ts';
import { createManualClock } from '../support/clock.ts';
import { createMemoryLedger } from './memory-ledger.ts';

interface Receipt {
  readonly ref: string;
}

const KEY = 'order:install-1';
const LIMIT = { account: 'robot/main', ordersPerDay: 20 } as const;
const NOTHING: Silence = { kind: 'nothing-ordered' };

/** How one placing goes: killed before or after the note that it is sent, or before or after the vendor's effect. */
type Way = 'answered' | 'lost-answer' | 'lost-request' | 'not-sent' | 'sold-out';

/** A vendor that counts orders; each placing goes the next way, the last way stays. */
function createVendor(ways: readonly Way[] = ['answered'], silences: readonly Silence[] = []) {
  const clock = createManualClock();
  const bought: Receipt[] = [];
  const seen = { placings: 0, lookUps: 0, judgements: 0 };
  const unclear = (code: 'provider.unavailable' | 'provider.order-unknown') =>
    new ProviderError(code, 'cut', { outcome: 'unknown' });
  const spending: Spending<Receipt & { [name: string]: string }> = {
    async place(aboutToSend) {
      const way = ways[Math.min(seen.placings, ways.length - 1)];
      seen.placings += 1;
      if (way === 'not-sent') throw new ProviderError('provider.rate-limited', 'later');
      await aboutToSend();
      if (way === 'sold-out')
        throw new ProviderError('provider.sold-out', 'none', { tried: ['a'] });
      if (way === 'lost-request') throw unclear('provider.unavailable');
      const machine = { ref: `server-${bought.length + 1}` };
      bought.push(machine);
      if (way === 'lost-answer') throw unclear('provider.order-unknown');
      return machine;
    },
    async lookUp() {
      seen.lookUps += 1;
      const [first] = bought;
      return first === undefined ? null : { ...first };
    },
    async judgeSilence() {
      const silence = silences[seen.judgements] ?? NOTHING;
      seen.judgements += 1;
      return silence;
    },
    isReceipt: (value): value is Receipt & { [name: string]: string } =>
      typeof value === 'object' && value !== null && 'ref' in value,
    limit: LIMIT,
    clock: { now: clock.now, sleep: (ms) => clock.sleep(ms) },
  };
  return { spending, bought, seen, clock };
}

describe('spending once', () => {
  it('commits the intent, then that it is sent, and the receipt after it', async () => {
    const ledger = createMemoryLedger();
    const { spending, clock } = createVendor();
    const states: unknown[] = [];
    const place: typeof spending.place = async (aboutToSend) => {
      states.push(ledger.entries.get(KEY));
      const receipt = await spending.place(aboutToSend);
      states.push(ledger.entries.get(KEY));
      return receipt;
    };
    expect(await spendOnce(ledger, KEY, { ...spending, place })).toEqual({ ref: 'server-1' });
    expect(states).toMatchObject([
      { state: 'intent', sentAt: null },
      { state: 'intent', sentAt: clock.now() },
    ]);
    expect(ledger.entries.get(KEY)).toEqual({ state: 'placed', receipt: { ref: 'server-1' } });
  });

  it('gives a placed order back from the ledger, and asks the vendor nothing', async () => {
    const ledger = createMemoryLedger();
    const { spending, seen } = createVendor();
    await spendOnce(ledger, KEY, spending);
    expect(await spendOnce(ledger, KEY, spending)).toEqual({ ref: 'server-1' });
    expect(seen).toEqual({ placings: 1, lookUps: 0, judgements: 0 });
  });

  it('orders after a kill between intent and sending, without a look at the vendor', async () => {
    const ledger = createMemoryLedger();
    const { spending, seen, bought } = createVendor();
    await ledger.intend(KEY, 'killed', LIMIT);
    expect(await spendOnce(ledger, KEY, spending)).toEqual({ ref: 'server-1' });
    expect(seen).toEqual({ placings: 1, lookUps: 0, judgements: 0 });
    expect(bought).toHaveLength(1);
  });

  it('adopts what a process ordered that was killed before the answer', async () => {
    const ledger = createMemoryLedger();
    const { spending, bought, seen } = createVendor();
    await ledger.intend(KEY, 'killed', LIMIT);
    await ledger.markSent(KEY, 'killed', 0);
    bought.push({ ref: 'server-1' });
    const twice = [spendOnce(ledger, KEY, spending), spendOnce(ledger, KEY, spending)];
    expect(await Promise.all(twice)).toEqual([{ ref: 'server-1' }, { ref: 'server-1' }]);
    expect(seen.placings).toBe(0);
  });

  it('waits until it is certain that a sent order was not placed, then places it again', async () => {
    const ledger = createMemoryLedger();
    const early: Silence = { kind: 'too-early', lookAgainMs: 60_000, decidedAt: 0 };
    const { spending, bought, seen, clock } = createVendor(
      ['lost-request', 'answered'],
      [early, early, NOTHING],
    );
    const running = spendOnce(ledger, KEY, spending);
    await clock.advance(119_999);
    expect(seen.placings).toBe(1);
    await clock.advance(1);
    expect(await running).toEqual({ ref: 'server-1' });
    expect(bought).toHaveLength(1);
    expect(seen).toEqual({ placings: 2, lookUps: 3, judgements: 3 });
  });

  it('adopts an order that shows up while it is not certain', async () => {
    const ledger = createMemoryLedger();
    const early: Silence = { kind: 'too-early', lookAgainMs: 60_000, decidedAt: 0 };
    const { spending, bought, seen, clock } = createVendor(['lost-request'], [early, early]);
    const running = spendOnce(ledger, KEY, spending);
    await clock.advance(60_000);
    bought.push({ ref: 'late' });
    await clock.advance(60_000);
    expect(await running).toEqual({ ref: 'late' });
    expect(seen.placings).toBe(1);
  });

  it('stops and asks a person when what the vendor shows does not tell, and asks again when repeated', async () => {
    const ledger = createMemoryLedger();
    const blind: Silence = { kind: 'undecidable', why: 'The key is gone' };
    const { spending, bought } = createVendor(['lost-request'], [blind, blind]);
    const stuck = {
      code: 'provider.order-unknown',
      details: { key: KEY },
      message: expect.stringContaining('The key is gone. Look at'),
    };
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject(stuck);
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject(stuck);
    expect(ledger.entries.get(KEY)).toMatchObject({ state: 'unknown' });
    bought.push({ ref: 'found-by-hand' });
    expect(await spendOnce(ledger, KEY, spending)).toEqual({ ref: 'found-by-hand' });
  });

  it('looks an unclear answer up at once', async () => {
    const { spending, bought, seen } = createVendor(['lost-answer']);
    expect(await spendOnce(createMemoryLedger(), KEY, spending)).toEqual({ ref: 'server-1' });
    expect(bought).toHaveLength(1);
    expect(seen.judgements).toBe(0);
  });

  it('leaves no intent when nothing was sent, so that a later try may order', async () => {
    const ledger = createMemoryLedger();
    const { spending, bought } = createVendor(['not-sent', 'answered']);
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject({
      code: 'provider.rate-limited',
    });
    expect(ledger.entries.size).toBe(0);
    expect(await spendOnce(ledger, KEY, spending)).toEqual({ ref: 'server-1' });
    expect(bought).toHaveLength(1);
  });

  it('gives up on a vendor that takes calls and shows nothing of them', async () => {
    const { spending, seen } = createVendor(['lost-request']);
    await expect(spendOnce(createMemoryLedger(), KEY, spending)).rejects.toMatchObject({
      code: 'provider.order-unknown',
    });
    expect(seen.placings).toBe(8);
  });

  it('remembers a refusal and asks nobody again', async () => {
    const ledger = createMemoryLedger();
    const { spending, seen } = createVendor(['sold-out']);
    const refusal = { code: 'provider.sold-out', details: { tried: ['a'] } };
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject(refusal);
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject(refusal);
    expect(seen).toEqual({ placings: 1, lookUps: 0, judgements: 0 });
  });

  it('keeps the intent open while the look-up itself fails', async () => {
    const ledger = createMemoryLedger();
    const { spending, seen } = createVendor();
    await ledger.intend(KEY, 'killed', LIMIT);
    await ledger.markSent(KEY, 'killed', 5);
    const lookUp = async (): Promise<never> => {
      throw new ProviderError('provider.unavailable', '503');
    };
    await expect(spendOnce(ledger, KEY, { ...spending, lookUp })).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
    expect(ledger.entries.get(KEY)).toEqual({ state: 'intent', claim: 'killed', sentAt: 5 });
    expect(seen.placings).toBe(0);
  });
});

describe('two that spend at once', () => {
  it('end in one order, and the one whose intent was taken sends nothing', async () => {
    const ledger = createMemoryLedger();
    const { spending, bought, seen, clock } = createVendor();
    const gate = Promise.withResolvers<void>();
    // Held up, as a process whose database connection hangs; meanwhile another one goes on.
    const slow: typeof spending = {
      ...spending,
      place: async (aboutToSend) => {
        await gate.promise;
        return spending.place(aboutToSend);
      },
    };
    const first = spendOnce(ledger, KEY, slow);
    const second = await spendOnce(ledger, KEY, spending);
    gate.resolve();
    await clock.advance(10_000);
    expect(await first).toEqual(second);
    expect(bought).toHaveLength(1);
    expect(seen.placings).toBe(2);
  });

  it('lets the other one finish what it took and has not sent', async () => {
    const ledger = createMemoryLedger();
    const { spending, bought, clock } = createVendor();
    const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = (gate: Promise<void> | undefined): typeof spending => ({
      ...spending,
      place: async (aboutToSend) => {
        await gate;
        return spending.place(aboutToSend);
      },
    });
    const first = spendOnce(ledger, KEY, held(gates[0]?.promise));
    const second = spendOnce(ledger, KEY, held(gates[1]?.promise));
    await clock.advance(0);
    gates[0]?.resolve();
    await clock.advance(10_000);
    gates[1]?.resolve();
    await clock.advance(10_000);
    expect(await first).toEqual(await second);
    expect(bought).toHaveLength(1);
  });
});
