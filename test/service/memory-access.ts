/** Tokens and the audit log in memory. */

import type { AccessPorts } from '../../src/service/access.ts';
import type { AuditEntry } from '../../src/store/audit.ts';
import type { TokenRow } from '../../src/store/tokens.ts';

export interface MemoryAccess extends AccessPorts {
  readonly entries: AuditEntry[];
}

const AT = '2026-11-22T12:00:00.000Z';

/** Nobody and nothing yet. */
export function createMemoryAccess(): MemoryAccess {
  const tokens = new Map<string, TokenRow>();
  const entries: AuditEntry[] = [];
  return {
    entries,
    access: {
      async create(name, scopes, options = {}) {
        const { tokenId = '', expiresAt = null, createdBy = null } = options;
        const { labels = null, callsPerMinute = null } = options;
        const grant = { tokenId, name, scopes, labels, callsPerMinute };
        tokens.set(tokenId, { ...grant, createdAt: AT, expiresAt, lastUsedAt: null, createdBy });
        return { ...grant, token: `ifk_${tokenId}` };
      },
      list: async () => [...tokens.values()],
      async revoke(tokenId) {
        const row = tokens.get(tokenId) ?? null;
        tokens.delete(tokenId);
        return row;
      },
    },
    audit: {
      async append(entry) {
        entries.push({ ...entry, auditId: entries.length + 1, at: AT });
      },
      async listAfter({ afterAuditId, limit }) {
        return entries.filter(({ auditId }) => auditId > afterAuditId).slice(0, limit);
      },
    },
  };
}
