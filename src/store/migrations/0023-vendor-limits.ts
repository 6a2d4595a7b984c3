/** Calls to vendors that limit them, and credentials they refused: neither is forgotten by a restart. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table vendor_call (
    call_key text not null,
    at timestamptz not null default clock_timestamp()
  )`,
  sql`create index vendor_call_by_key on vendor_call (call_key, at)`,
  sql`create table vendor_circuit (
    circuit_key text primary key,
    opened_at timestamptz not null
  )`,
];
