/** What was made under an Idempotency-Key by calls that keep it nowhere else; versions of webhooks. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table call_key (
    call_key text primary key,
    body_hash text not null,
    thing_id text not null,
    state text not null,
    claimed_at timestamptz not null default clock_timestamp()
  )`,
  sql`alter table webhook add column version bigint not null default 1`,
];
