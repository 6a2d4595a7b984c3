/** How long restarts into rescue took, by product and way. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table restart_time (
    restart_key text primary key,
    ordinal bigint generated always as identity,
    provider text not null,
    product text not null,
    method text not null,
    took_ms integer not null,
    at timestamptz not null default clock_timestamp()
  )`,
  sql`create index restart_time_by_kind on restart_time (provider, product, method, ordinal)`,
];
