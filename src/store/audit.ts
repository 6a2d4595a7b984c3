/** The append-only record of who changed what, when, and from where. */
import type { Database } from './database.ts';

export interface NewAuditEntry {
  /** null: the token is of the configuration alone. */
  readonly tokenId: string | null;
  readonly tokenName: string;
  /** IP address of the caller, as the service saw it. */
  readonly address: string;
  /** Of the contract: `startInstall`. */
  readonly operation: string;
  readonly path: string;
  /** HTTP status of the answer. */
  readonly status: number;
  readonly requestId: string;
}

export interface AuditEntry extends NewAuditEntry {
  /** Grows with time. */
  readonly auditId: number;
  readonly at: string;
}

export interface Audit {
  append(entry: NewAuditEntry): Promise<void>;
  /** In the order of their numbers. */
  listAfter(query: {
    readonly afterAuditId: number;
    readonly limit: number;
  }): Promise<readonly AuditEntry[]>;
}

/** Makes the audit table's reader and writer; nothing changes or deletes an entry. */
export function createAudit({ db }: Database): Audit {
  return {
    async append(entry) {
      await db
        .insertInto('audit_entry')
        .values({
          token_id: entry.tokenId,
          token_name: entry.tokenName,
          address: entry.address,
          operation: entry.operation,
          path: entry.path,
          status: entry.status,
          request_id: entry.requestId,
        })
        .execute();
    },
    async listAfter({ afterAuditId, limit }) {
      const rows = await db
        .selectFrom('audit_entry')
        .selectAll()
        .where('audit_id', '>', String(afterAuditId))
        .orderBy('audit_id')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        auditId: Number(row.audit_id),
        at: row.at.toISOString(),
        tokenId: row.token_id,
        tokenName: row.token_name,
        address: row.address,
        operation: row.operation,
        path: row.path,
        status: row.status,
        requestId: row.request_id,
      }));
    },
  };
}
