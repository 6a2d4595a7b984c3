/** Idempotency keys in memory; none of their holders ever dies. */

import type { CallKeys } from '../../src/service/once.ts';

/** No keys yet. */
export function createMemoryCallKeys(): CallKeys {
  const rows = new Map<string, { bodyHash: string; thingId: string; kind: 'made' | 'at-work' }>();
  return {
    async claim({ key, bodyHash, thingId }) {
      const row = rows.get(key);
      if (row === undefined) {
        rows.set(key, { bodyHash, thingId, kind: 'at-work' });
        return { kind: 'mine', thingId };
      }
      return { kind: row.bodyHash === bodyHash ? row.kind : 'other', thingId: row.thingId };
    },
    async made(key) {
      const row = rows.get(key);
      if (row !== undefined) row.kind = 'made';
    },
    release: async (key) => void rows.delete(key),
  };
}
