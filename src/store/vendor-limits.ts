/** What of a vendor's limits must outlive the process: counted calls, refused credentials. */
import { sql } from 'kysely';
import type { Database } from './database.ts';

/** No limit counts calls for longer. */
const KEPT = sql<Date>`clock_timestamp() - interval '25 hours'`;

/** Calls by a key; only the database's clock is compared. */
export interface VendorCalls {
  /** How many were added under this key within the last `windowMs`. */
  count(key: string, windowMs: number): Promise<number>;
  /** Counts one call, now; forgets those of this key that no limit counts any more. */
  add(key: string): Promise<void>;
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
    async count(key, windowMs) {
      const since = sql<Date>`clock_timestamp() - ${windowMs}::float8 * interval '1 millisecond'`;
      const { total } = await db
        .selectFrom('vendor_call')
        .select((of) => of.fn.countAll<string>().as('total'))
        .where('call_key', '=', key)
        .where('at', '>', since)
        .executeTakeFirstOrThrow();
      return Number(total);
    },
    async add(key) {
      await db.insertInto('vendor_call').values({ call_key: key }).execute();
      await db
        .deleteFrom('vendor_call')
        .where('call_key', '=', key)
        .where('at', '<', KEPT)
        .execute();
    },
  };
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
