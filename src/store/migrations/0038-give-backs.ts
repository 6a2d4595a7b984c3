/** Machines given back: kept when the machine itself is forgotten. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table give_back (
    give_back_id text primary key,
    ordinal bigint generated always as identity unique,
    machine_id text not null,
    name text not null,
    provider text not null,
    account text,
    provider_ref text not null,
    is_forget_only boolean not null,
    on_day text,
    reason text,
    state text not null,
    ends_on text,
    remaining jsonb not null default '[]',
    problem jsonb,
    created_at timestamptz not null default now(),
    ended_at timestamptz
  )`,
  sql`create index give_back_by_machine on give_back (machine_id, ordinal)`,
  sql`create unique index give_back_at_work on give_back (machine_id) where state = 'running'`,
];
