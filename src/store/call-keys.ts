/** Idempotency keys of calls whose thing has no column for them: who is at work, and what came of it. */
import { sql } from 'kysely';
import type { Database } from './database.ts';

export interface CallKeyWish {
  /** Of the caller, told apart from other callers' keys. */
  readonly key: string;
  /** Over the operation and all that was sent, hex. */
  readonly bodyHash: string;
  /** Id of the thing that is made if nobody has begun it. */
  readonly thingId: string;
}

/** `mine`: make it, under this id; `made`: it is there; `at-work`: another call makes it now; `other`: another body. */
export interface CallKeyClaim {
  readonly kind: 'mine' | 'made' | 'at-work' | 'other';
  readonly thingId: string;
}

export interface CallKeys {
  /** Of many at once, one gets `mine`; so does a later one when nothing was heard of the first for a minute. */
  claim(wish: CallKeyWish): Promise<CallKeyClaim>;
  /** The thing is there. May be repeated. */
  made(key: string): Promise<void>;
  /** It was refused and nothing is there: the key may be used again. */
  release(key: string): Promise<void>;
}

/** Whoever claimed a key and has told nothing for so long has died. */
const STALE = sql`interval '60 seconds'`;

/** Makes the keys' reader and writer. */
export function createCallKeys({ db }: Database): CallKeys {
  return {
    async claim({ key, bodyHash, thingId }) {
      const mine = await db
        .insertInto('call_key')
        .values({ call_key: key, body_hash: bodyHash, thing_id: thingId, state: 'at-work' })
        .onConflict((conflict) =>
          conflict
            .column('call_key')
            .doUpdateSet({ claimed_at: sql<Date>`clock_timestamp()` })
            .where('call_key.state', '=', 'at-work')
            .where('call_key.body_hash', '=', bodyHash)
            .where(sql<boolean>`call_key.claimed_at < clock_timestamp() - ${STALE}`),
        )
        .returning('thing_id')
        .executeTakeFirst();
      if (mine !== undefined) return { kind: 'mine', thingId: mine.thing_id };
      const row = await db
        .selectFrom('call_key')
        .selectAll()
        .where('call_key', '=', key)
        .executeTakeFirst();
      // Released between the two looks: its holder was refused, and so may the next call find out by itself.
      if (row === undefined) return { kind: 'at-work', thingId };
      if (row.body_hash !== bodyHash) return { kind: 'other', thingId: row.thing_id };
      return { kind: row.state, thingId: row.thing_id };
    },
    async made(key) {
      await db.updateTable('call_key').set({ state: 'made' }).where('call_key', '=', key).execute();
    },
    async release(key) {
      await db
        .deleteFrom('call_key')
        .where('call_key', '=', key)
        .where('state', '=', 'at-work')
        .execute();
    },
  };
}
