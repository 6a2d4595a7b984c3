/** The ledger of intents to spend money; `workflow/spend.ts` says how it is used. */
import { type Selectable, sql } from 'kysely';
import type { ErrorData } from '../domain/error.ts';
import type { Database } from './database.ts';
import { fromJsonb, toNullableJsonb } from './json.ts';
import { lockOrders, type OrderLimit, refuseOneTooMany } from './order-limit.ts';
import type { SpendTable } from './schema.ts';

/** What the ledger knows of a key. */
export type LedgerEntry = LedgerIntent | LedgerEnd;

/** One that is open. */
export interface LedgerIntent {
  readonly state: 'intent' | 'unknown';
  /** Who may place it. */
  readonly claim: string;
  /** Milliseconds since 1970; null: the call that orders was never about to be sent. */
  readonly sentAt: number | null;
}

type LedgerEnd =
  | { readonly state: 'placed'; readonly receipt: unknown }
  | { readonly state: 'refused'; readonly problem: ErrorData };

export interface Ledger {
  /**
   * Commits an intent. True: it is new. Of many at once, one gets true.
   *
   * @throws RequestError `request.order-limit`, with `details.retryAfterSeconds`
   */
  intend(key: string, claim: string, limit: OrderLimit): Promise<boolean>;
  /** Whether one more could be intended now. @throws as `intend` */
  checkLimit(limit: OrderLimit): Promise<void>;
  /** null: nobody ever meant to spend under this key. */
  find(key: string): Promise<LedgerEntry | null>;
  /** Gives an open intent to another claim, if it still is as it was seen. Of many at once, one gets true. */
  takeOver(key: string, seen: LedgerIntent, claim: string): Promise<boolean>;
  /** Notes that the call is about to be sent; false when the intent is another claim's. */
  markSent(key: string, claim: string, at: number): Promise<boolean>;
  /** Writes down what became of it. `placed` is taken from any claim, and stays. May be repeated. */
  settle(key: string, claim: string, end: LedgerEnd | { state: 'unknown' }): Promise<void>;
  /** Forgets an intent under which nothing was sent; a placed order stays placed. May be repeated. */
  withdraw(key: string, claim: string): Promise<void>;
}

/** Makes the ledger. */
export function createLedger({ db }: Database): Ledger {
  const open = (key: string, claim: string) =>
    db
      .updateTable('spend')
      .where('spend_key', '=', key)
      .where('claim', '=', claim)
      .where('state', 'in', ['intent', 'unknown'])
      .returning('spend_key');
  return {
    intend: (key, claim, limit) =>
      db.transaction().execute(async (transaction) => {
        await lockOrders(transaction);
        const known = await transaction
          .selectFrom('spend')
          .select('spend_key')
          .where('spend_key', '=', key)
          .executeTakeFirst();
        if (known !== undefined) return false;
        await refuseOneTooMany(transaction, limit);
        const { account } = limit;
        await transaction
          .insertInto('spend')
          .values({ spend_key: key, state: 'intent', claim, account })
          .execute();
        return true;
      }),
    checkLimit: (limit) => refuseOneTooMany(db, limit),
    async find(key) {
      const row = await db
        .selectFrom('spend')
        .selectAll()
        .where('spend_key', '=', key)
        .executeTakeFirst();
      return row === undefined ? null : toEntry(row);
    },
    async takeOver(key, seen, claim) {
      const sentAt = seen.sentAt === null ? null : new Date(seen.sentAt);
      const row = await open(key, seen.claim)
        .where('sent_at', 'is not distinct from', sentAt)
        .set({ state: 'intent', claim, sent_at: null, updated_at: sql<Date>`now()` })
        .executeTakeFirst();
      return row !== undefined;
    },
    async markSent(key, claim, at) {
      const change = { sent_at: new Date(at), updated_at: sql<Date>`now()` };
      const row = await open(key, claim).set(change).executeTakeFirst();
      return row !== undefined;
    },
    async settle(key, claim, end) {
      await db
        .updateTable('spend')
        .set({
          state: end.state,
          receipt: toNullableJsonb(end.state === 'placed' ? end.receipt : null),
          problem: toNullableJsonb(end.state === 'refused' ? end.problem : null),
          updated_at: sql<Date>`now()`,
        })
        .where('spend_key', '=', key)
        .where('state', '<>', 'placed')
        .$if(end.state !== 'placed', (query) => query.where('claim', '=', claim))
        .execute();
    },
    async withdraw(key, claim) {
      await db
        .deleteFrom('spend')
        .where('spend_key', '=', key)
        .where('claim', '=', claim)
        .where('state', '<>', 'placed')
        .execute();
    },
  };
}

function toEntry(row: Selectable<SpendTable>): LedgerEntry {
  const { state, claim, sent_at } = row;
  switch (state) {
    case 'placed':
      return { state, receipt: row.receipt };
    case 'refused':
      return { state, problem: fromJsonb<ErrorData>(row.problem) };
    case 'intent':
    case 'unknown':
      return { state, claim, sentAt: sent_at?.getTime() ?? null };
  }
}
