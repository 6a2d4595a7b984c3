/** The ledger of intents to spend money; `workflow/spend.ts` says how it is used. */
import { type Selectable, sql } from 'kysely';
import type { ErrorData } from '../domain/error.ts';
import type { Database } from './database.ts';
import { fromJsonb, toNullableJsonb } from './json.ts';
import type { SpendTable } from './schema.ts';

/** What the ledger knows of a key. */
export type LedgerEntry =
  | { readonly state: 'intent' | 'unknown' }
  | { readonly state: 'placed'; readonly receipt: unknown }
  | { readonly state: 'refused'; readonly problem: ErrorData };

export interface Ledger {
  /** Commits an intent. True: it is new. Of many at once, one gets true. */
  intend(key: string): Promise<boolean>;
  /** null: nobody ever meant to spend under this key. */
  find(key: string): Promise<LedgerEntry | null>;
  /** Writes down what became of it; a placed order stays placed. May be repeated. */
  settle(key: string, entry: LedgerEntry): Promise<void>;
  /** Forgets an intent under which nothing was sent; a placed order stays placed. May be repeated. */
  withdraw(key: string): Promise<void>;
}

/** Makes the ledger. */
export function createLedger({ db }: Database): Ledger {
  return {
    async intend(key) {
      const row = await db
        .insertInto('spend')
        .values({ spend_key: key, state: 'intent' })
        .onConflict((conflict) => conflict.column('spend_key').doNothing())
        .returning('spend_key')
        .executeTakeFirst();
      return row !== undefined;
    },
    async find(key) {
      const row = await db
        .selectFrom('spend')
        .selectAll()
        .where('spend_key', '=', key)
        .executeTakeFirst();
      return row === undefined ? null : toEntry(row);
    },
    async settle(key, entry) {
      await db
        .updateTable('spend')
        .set({
          state: entry.state,
          receipt: toNullableJsonb(entry.state === 'placed' ? entry.receipt : null),
          problem: toNullableJsonb(entry.state === 'refused' ? entry.problem : null),
          updated_at: sql<Date>`now()`,
        })
        .where('spend_key', '=', key)
        .where('state', '<>', 'placed')
        .execute();
    },
    async withdraw(key) {
      await db
        .deleteFrom('spend')
        .where('spend_key', '=', key)
        .where('state', '<>', 'placed')
        .execute();
    },
  };
}

function toEntry(row: Selectable<SpendTable>): LedgerEntry {
  switch (row.state) {
    case 'placed':
      return { state: 'placed', receipt: row.receipt };
    case 'refused':
      return { state: 'refused', problem: fromJsonb<ErrorData>(row.problem) };
    case 'intent':
    case 'unknown':
      return { state: row.state };
  }
}
