/** Secrets by owner and name, sealed at rest; the plain text is never logged and never in another table. */
import type { Database } from './database.ts';
import type { Seal, SealPlace } from './seal.ts';

export interface Secrets {
  /**
   * Stores a secret unless there is one of this name. May be repeated, also by two at once.
   *
   * @param owner whom it belongs to: an install's id, `account:NAME`
   * @returns the secret that is stored now: this one or the earlier one
   */
  putIfAbsent(owner: string, name: string, plaintext: string): Promise<string>;
  /** null: there is none. @throws BugError `bug.unexpected` when it does not open */
  find(owner: string, name: string): Promise<string | null>;
  /** Forgets one secret. May be repeated. */
  delete(owner: string, name: string): Promise<void>;
  /** Forgets every secret of an owner. May be repeated. */
  deleteAll(owner: string): Promise<void>;
}

/** Makes the secret table's reader and writer. */
export function createSecrets({ db }: Database, seal: Seal): Secrets {
  const find = async (owner: string, name: string): Promise<string | null> => {
    const row = await db
      .selectFrom('secret')
      .select('sealed')
      .where('owner', '=', owner)
      .where('name', '=', name)
      .executeTakeFirst();
    return row === undefined ? null : seal.open(row.sealed, placeOf(owner, name));
  };
  return {
    async putIfAbsent(owner, name, plaintext) {
      const sealed = seal.seal(plaintext, placeOf(owner, name));
      await db
        .insertInto('secret')
        .values({ owner, name, sealed })
        .onConflict((conflict) => conflict.columns(['owner', 'name']).doNothing())
        .execute();
      return (await find(owner, name)) ?? plaintext;
    },
    find,
    async delete(owner, name) {
      await db.deleteFrom('secret').where('owner', '=', owner).where('name', '=', name).execute();
    },
    async deleteAll(owner) {
      await db.deleteFrom('secret').where('owner', '=', owner).execute();
    },
  };
}

function placeOf(owner: string, name: string): SealPlace {
  return { table: 'secret', row: `${owner}/${name}`, column: 'sealed' };
}
