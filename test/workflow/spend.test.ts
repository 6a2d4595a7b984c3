import { describe, expect, it } from '@jest/globals';
import { ProviderError } from '../../src/domain/error.ts';
import { type SpendEntry, type SpendLedger, spendOnce } from '../../src/workflow/spend.ts';

function createMemoryLedger(): SpendLedger & { entries: Map<string, SpendEntry> } {
  const entries = new Map<string, SpendEntry>();
  return {
    entries,
    async intend(key) {
      if (entries.has(key)) return false;
      entries.set(key, { state: 'intent' });
      return true;
    },
    find: async (key) => entries.get(key) ?? null,
    async settle(key, entry) {
      if (entries.get(key)?.state !== 'placed') entries.set(key, entry);
    },
    async withdraw(key) {
      if (entries.get(key)?.state !== 'placed') entries.delete(key);
    },
  };
}

/** A vendor that counts orders; `fails` says how a call ends after it took effect or not. */
function createVendor() {
  const bought: { ref: string }[] = [];
  return {
    bought,
    place: async () => {
      const machine = { ref: `server-${bought.length + 1}` };
      bought.push(machine);
      return machine;
    },
    lookUp: async () => bought[0] ?? null,
  };
}

const KEY = 'order:install-1';

describe('spending once', () => {
  it('commits the intent before the order, and the receipt after it', async () => {
    const ledger = createMemoryLedger();
    const vendor = createVendor();
    const place = async () => {
      expect(ledger.entries.get(KEY)).toEqual({ state: 'intent' });
      return vendor.place();
    };
    expect(await spendOnce(ledger, KEY, { ...vendor, place })).toEqual({ ref: 'server-1' });
    expect(ledger.entries.get(KEY)).toEqual({ state: 'placed', receipt: { ref: 'server-1' } });
  });

  it('never orders when there is an intent, and adopts what an earlier attempt bought', async () => {
    const ledger = createMemoryLedger();
    const vendor = createVendor();
    // Killed after the vendor took the order and before anything came back.
    await ledger.intend(KEY);
    await vendor.place();
    const twice = await Promise.all([
      spendOnce(ledger, KEY, vendor),
      spendOnce(ledger, KEY, vendor),
    ]);
    expect(twice).toEqual([{ ref: 'server-1' }, { ref: 'server-1' }]);
    expect(vendor.bought).toHaveLength(1);
  });

  it('stops and asks a person when an intended order cannot be found', async () => {
    const ledger = createMemoryLedger();
    const vendor = createVendor();
    await ledger.intend(KEY);
    const stuck = { code: 'provider.order-unknown', details: { key: KEY } };
    await expect(spendOnce(ledger, KEY, vendor)).rejects.toMatchObject(stuck);
    await expect(spendOnce(ledger, KEY, vendor)).rejects.toMatchObject(stuck);
    expect(ledger.entries.get(KEY)).toEqual({ state: 'unknown' });
    expect(vendor.bought).toHaveLength(0);
  });

  it('looks an unclear answer up at once', async () => {
    const ledger = createMemoryLedger();
    const vendor = createVendor();
    const place = async () => {
      await vendor.place();
      throw new ProviderError('provider.order-unknown', 'the answer was cut');
    };
    expect(await spendOnce(ledger, KEY, { ...vendor, place })).toEqual({ ref: 'server-1' });
    expect(vendor.bought).toHaveLength(1);
  });

  it('leaves no intent when nothing was sent, so that a later try may order', async () => {
    const ledger = createMemoryLedger();
    const vendor = createVendor();
    const place = async () => {
      throw new ProviderError('provider.rate-limited', 'later', { outcome: 'not-sent' });
    };
    await expect(spendOnce(ledger, KEY, { ...vendor, place })).rejects.toMatchObject({
      code: 'provider.rate-limited',
    });
    expect(ledger.entries.size).toBe(0);
    expect(await spendOnce(ledger, KEY, vendor)).toEqual({ ref: 'server-1' });
    expect(vendor.bought).toHaveLength(1);
  });

  it('orders after a kill between intent and order, where the vendor itself refuses doubles', async () => {
    const ledger = createMemoryLedger();
    const vendor = createVendor();
    await ledger.intend(KEY);
    const spending = { ...vendor, refusesDoubles: true };
    expect(await spendOnce(ledger, KEY, spending)).toEqual({ ref: 'server-1' });
    expect(await spendOnce(ledger, KEY, spending)).toEqual({ ref: 'server-1' });
    expect(vendor.bought).toHaveLength(1);
  });

  it('does not order a second time at once after an unclear answer, even there', async () => {
    const ledger = createMemoryLedger();
    let calls = 0;
    const place = async (): Promise<string> => {
      calls++;
      throw new ProviderError('provider.unavailable', 'cut', { outcome: 'unknown' });
    };
    const spending = { place, lookUp: async () => null, refusesDoubles: true };
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject({
      code: 'provider.order-unknown',
    });
    expect(calls).toBe(1);
  });

  it('remembers a refusal and asks nobody again', async () => {
    const ledger = createMemoryLedger();
    let calls = 0;
    const spending = {
      place: async (): Promise<string> => {
        calls++;
        throw new ProviderError('provider.sold-out', 'none left', { tried: ['cx33'] });
      },
      lookUp: async (): Promise<string | null> => {
        calls++;
        return null;
      },
    };
    const refusal = { code: 'provider.sold-out', details: { tried: ['cx33'] } };
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject(refusal);
    await expect(spendOnce(ledger, KEY, spending)).rejects.toMatchObject(refusal);
    expect(calls).toBe(1);
  });

  it('keeps the intent open while the look-up itself fails', async () => {
    const ledger = createMemoryLedger();
    const vendor = createVendor();
    await ledger.intend(KEY);
    const lookUp = async (): Promise<never> => {
      throw new ProviderError('provider.unavailable', '503');
    };
    await expect(spendOnce(ledger, KEY, { ...vendor, lookUp })).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
    expect(ledger.entries.get(KEY)).toEqual({ state: 'intent' });
    expect(vendor.bought).toHaveLength(0);
  });
});
