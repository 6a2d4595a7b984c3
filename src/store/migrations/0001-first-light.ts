/** Installs, their events and documents, secrets, the ledger, tokens, and the processes at work. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table install (
    install_id text primary key,
    ordinal bigint generated always as identity unique,
    idempotency_key text unique,
    body_hash text,
    state text not null,
    phase text,
    waiting jsonb,
    problem jsonb,
    proof jsonb,
    request jsonb not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ended_at timestamptz
  )`,
  sql`create index install_by_state on install (state, ordinal)`,
  sql`create table install_event (
    event_id bigint generated always as identity primary key,
    install_id text not null references install on delete cascade,
    event_key text,
    at timestamptz not null default clock_timestamp(),
    body jsonb not null,
    unique (install_id, event_key)
  )`,
  sql`create index install_event_by_install on install_event (install_id, event_id)`,
  sql`create table document (
    install_id text not null references install on delete cascade,
    kind text not null,
    body jsonb not null,
    updated_at timestamptz not null default now(),
    primary key (install_id, kind)
  )`,
  sql`create table secret (
    owner text not null,
    name text not null,
    sealed text not null,
    created_at timestamptz not null default now(),
    primary key (owner, name)
  )`,
  sql`create table spend (
    spend_key text primary key,
    state text not null,
    receipt jsonb,
    problem jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
  )`,
  sql`create table token (
    token_id text primary key,
    name text not null,
    hash text not null unique,
    scopes text[] not null,
    created_at timestamptz not null default now()
  )`,
  sql`create table peer (
    peer_id text primary key,
    seen_at timestamptz not null
  )`,
];
