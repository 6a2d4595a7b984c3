/** What of a vendor's limits must outlive the process: counted calls, refused credentials. */
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import type { Schema } from './schema.ts';

/** No limit counts calls for longer. */
const KEPT = sql<Date>`clock_timestamp() - interval '25 hours'`;

/** First half of the locks of keys; any number that nobody else uses. */
const CALL_LOCKS = 5_003_002;

/** Calls by a key; only the database's clock is compared. */
export interface VendorCalls {
  /** How many were counted under this key within the last `windowMs`. */
  count(key: string, windowMs: number): Promise<number>;
  /**
   * Counts one call, now, unless `most` were counted under this key within the last `windowMs`; true: it was. Of many
   * at once, in whatever process, no more than that are. Forgets those of this key that no limit counts any more.
   */
  take(key: string, most: number, windowMs: number): Promise<boolean>;
}

/** Credentials that were refused, by a name that does not tell them. */
export interface VendorCircuits {
  /** When they were refused, in milliseconds since 1970; null: they were not. */
  openedAt(key: string): Promise<number | null>;
  /** The first refusal stays. May be repeated. */
  open(key: string, at: number): Promise<void>;
}

export interface VendorLimits {
  readonly calls: VendorCalls;
  readonly circuits: VendorCircuits;
}

/** Makes both. */
export function createVendorLimits(database: Database): VendorLimits {
  return { calls: createCalls(database), circuits: createCircuits(database) };
}

function createCalls({ db }: Database): VendorCalls {
  return {
    count: (key, windowMs) => countOf(db, key, windowMs),
    take: (key, most, windowMs) =>
      db.transaction().execute(async (transaction) => {
        // Whoever else counts this key waits until this count is committed, and sees it.
        await sql`select pg_advisory_xact_lock(${sql.lit(CALL_LOCKS)}, hashtext(${key}))`.execute(
          transaction,
        );
        if ((await countOf(transaction, key, windowMs)) >= most) return false;
        await transaction.insertInto('vendor_call').values({ call_key: key }).execute();
        await transaction
          .deleteFrom('vendor_call')
          .where('call_key', '=', key)
          .where('at', '<', KEPT)
          .execute();
        return true;
      }),
  };
}

async function countOf(db: Kysely<Schema>, key: string, windowMs: number): Promise<number> {
  const since = sql<Date>`clock_timestamp() - ${windowMs}::float8 * interval '1 millisecond'`;
  const { total } = await db
    .selectFrom('vendor_call')
    .select((of) => of.fn.countAll<string>().as('total'))
    .where('call_key', '=', key)
    .where('at', '>', since)
    .executeTakeFirstOrThrow();
  return Number(total);
}

function createCircuits({ db }: Database): VendorCircuits {
  return {
    async openedAt(key) {
      const row = await db
        .selectFrom('vendor_circuit')
        .select('opened_at')
        .where('circuit_key', '=', key)
        .executeTakeFirst();
      return row === undefined ? null : row.opened_at.getTime();
    },
    async open(key, at) {
      await db
        .insertInto('vendor_circuit')
        .values({ circuit_key: key, opened_at: new Date(at) })
        .onConflict((conflict) => conflict.column('circuit_key').doNothing())
        .execute();
    },
  };
}
