/** Larger values of an install by their kind: `facts`, `plan`, `flake`, `target`, … No secrets. */
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb } from './json.ts';

export interface Documents {
  /** Stores or replaces. May be repeated. */
  put(installId: string, kind: string, body: unknown): Promise<void>;
  /**
   * Stores unless there is one of this kind.
   *
   * @returns what is stored now
   */
  putIfAbsent<T>(installId: string, kind: string, body: T): Promise<T>;
  /** null: there is none. `T` is what was put. */
  find<T>(installId: string, kind: string): Promise<T | null>;
}

/** Makes the document table's reader and writer. */
export function createDocuments({ db }: Database): Documents {
  const find = async <T>(installId: string, kind: string): Promise<T | null> => {
    const row = await db
      .selectFrom('document')
      .select('body')
      .where('install_id', '=', installId)
      .where('kind', '=', kind)
      .executeTakeFirst();
    return row === undefined ? null : fromJsonb<T>(row.body);
  };
  return {
    async put(installId, kind, body) {
      await db
        .insertInto('document')
        .values({ install_id: installId, kind, body: toJsonb(body) })
        .onConflict((conflict) =>
          conflict.columns(['install_id', 'kind']).doUpdateSet((row) => ({
            body: row.ref('excluded.body'),
            updated_at: sql<Date>`now()`,
          })),
        )
        .execute();
    },
    async putIfAbsent<T>(installId: string, kind: string, body: T) {
      const stored = await db
        .insertInto('document')
        .values({ install_id: installId, kind, body: toJsonb(body) })
        .onConflict((conflict) => conflict.columns(['install_id', 'kind']).doNothing())
        .returning('body')
        .executeTakeFirst();
      if (stored !== undefined) return fromJsonb<T>(stored.body);
      return (await find<T>(installId, kind)) ?? body;
    },
    find,
  };
}
