/** Machines after their install: what is known of them, what happened to them, what was deployed. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table machine (
    machine_id text primary key,
    ordinal bigint generated always as identity unique,
    provider text not null,
    account text not null default '',
    provider_ref text not null,
    name text not null,
    addresses jsonb not null,
    host_key text not null,
    system_path text,
    labels jsonb not null default '{}',
    is_locked boolean not null default false,
    version bigint not null default 1,
    install_id text,
    access_name text,
    mode text not null,
    generations jsonb not null default '[]',
    on_unreachable jsonb,
    unreachable_since timestamptz,
    watch_number integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    unique (provider, account, provider_ref)
  )`,
  sql`create table machine_event (
    event_id bigint generated always as identity primary key,
    machine_id text not null references machine on delete cascade,
    event_key text,
    at timestamptz not null default clock_timestamp(),
    body jsonb not null,
    unique (machine_id, event_key)
  )`,
  sql`create index machine_event_by_machine on machine_event (machine_id, event_id)`,
  sql`create table machine_facts (
    facts_id bigint generated always as identity primary key,
    machine_id text not null references machine on delete cascade,
    facts_key text not null,
    read_at timestamptz not null default clock_timestamp(),
    facts jsonb not null,
    unique (machine_id, facts_key)
  )`,
  sql`create table machine_document (
    machine_id text not null references machine on delete cascade,
    kind text not null,
    body jsonb not null,
    primary key (machine_id, kind)
  )`,
  sql`create table deployment (
    deployment_id text primary key,
    machine_id text not null references machine on delete cascade,
    ordinal bigint generated always as identity unique,
    idempotency_key text unique,
    body_hash text,
    state text not null,
    request jsonb not null,
    confirm_seconds integer not null,
    former_path text,
    built_path text,
    observed_path text,
    problem jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    ended_at timestamptz
  )`,
  sql`create unique index deployment_at_work on deployment (machine_id) where state in ('queued', 'running')`,
];
