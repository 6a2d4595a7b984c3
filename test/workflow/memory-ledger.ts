/** The ledger in memory, as strict as the one in the store. */
import type { SpendEntry, SpendIntent, SpendLedger } from '../../src/workflow/spend.ts';

export interface MemoryLedger extends SpendLedger {
  readonly entries: Map<string, SpendEntry>;
}

export function createMemoryLedger(): MemoryLedger {
  const entries = new Map<string, SpendEntry>();
  const held = (key: string, claim: string): SpendIntent | null => {
    const entry = entries.get(key);
    return entry !== undefined && 'claim' in entry && entry.claim === claim ? entry : null;
  };
  return {
    entries,
    async intend(key, claim) {
      if (entries.has(key)) return false;
      entries.set(key, { state: 'intent', claim, sentAt: null });
      return true;
    },
    find: async (key) => entries.get(key) ?? null,
    async takeOver(key, seen, claim) {
      const entry = held(key, seen.claim);
      if (entry === null || entry.sentAt !== seen.sentAt) return false;
      entries.set(key, { state: 'intent', claim, sentAt: null });
      return true;
    },
    async markSent(key, claim, sentAt) {
      const entry = held(key, claim);
      if (entry !== null) entries.set(key, { ...entry, sentAt });
      return entry !== null;
    },
    async settle(key, claim, end) {
      if (end.state === 'placed') {
        if (entries.get(key)?.state !== 'placed') entries.set(key, end);
        return;
      }
      const entry = held(key, claim);
      if (entry === null) return;
      entries.set(key, end.state === 'unknown' ? { ...entry, state: 'unknown' } : end);
    },
    async withdraw(key, claim) {
      if (held(key, claim) !== null) entries.delete(key);
    },
  };
}
