/** Accounts at vendors; their credentials are sealed in `secret`. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table account (
    account_id text primary key,
    ordinal bigint generated always as identity unique,
    provider text not null,
    name text not null,
    source text not null,
    login text,
    credential text,
    state text not null default 'unchecked',
    problem jsonb,
    check_number integer not null default 0,
    checked_at timestamptz,
    idempotency_key text unique,
    created_at timestamptz not null default now(),
    unique (provider, name)
  )`,
];
