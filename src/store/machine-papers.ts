/** Larger values of a machine: the history of its facts, and its plan, flake and request. No secrets. */
import type { Facts } from '../domain/facts.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb } from './json.ts';

export interface FactsReading {
  readonly readAt: string;
  readonly facts: Facts;
}

export interface MachinePapers {
  /** Stores one look at the machine. May be repeated: a known key changes nothing. */
  addFacts(machineId: string, factsKey: string, facts: Facts): Promise<void>;
  /** Newest first. */
  listFacts(machineId: string, limit: number): Promise<readonly FactsReading[]>;
  /** Stores or replaces. May be repeated. */
  put(machineId: string, kind: string, body: unknown): Promise<void>;
  /** null: there is none. `T` is what was put. */
  find<T>(machineId: string, kind: string): Promise<T | null>;
}

/** Makes the reader and writer of a machine's papers. */
export function createMachinePapers({ db }: Database): MachinePapers {
  return {
    async addFacts(machineId, factsKey, facts) {
      await db
        .insertInto('machine_facts')
        .values({ machine_id: machineId, facts_key: factsKey, facts: toJsonb(facts) })
        .onConflict((conflict) => conflict.columns(['machine_id', 'facts_key']).doNothing())
        .execute();
    },
    async listFacts(machineId, limit) {
      const rows = await db
        .selectFrom('machine_facts')
        .selectAll()
        .where('machine_id', '=', machineId)
        .orderBy('facts_id', 'desc')
        .limit(limit)
        .execute();
      return rows.map((row) => ({
        readAt: row.read_at.toISOString(),
        facts: fromJsonb<Facts>(row.facts),
      }));
    },
    async put(machineId, kind, body) {
      await db
        .insertInto('machine_document')
        .values({ machine_id: machineId, kind, body: toJsonb(body) })
        .onConflict((conflict) =>
          conflict
            .columns(['machine_id', 'kind'])
            .doUpdateSet((row) => ({ body: row.ref('excluded.body') })),
        )
        .execute();
    },
    async find<T>(machineId: string, kind: string) {
      const row = await db
        .selectFrom('machine_document')
        .select('body')
        .where('machine_id', '=', machineId)
        .where('kind', '=', kind)
        .executeTakeFirst();
      return row === undefined ? null : fromJsonb<T>(row.body);
    },
  };
}
