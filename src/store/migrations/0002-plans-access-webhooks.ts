/** Plans asked for by themselves, expiring tokens, the audit log, and webhooks with what is due to them. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table plan_run (
    plan_id text primary key,
    idempotency_key text unique,
    body_hash text not null,
    state text not null,
    request jsonb not null,
    facts jsonb,
    plan jsonb,
    files jsonb,
    profile jsonb,
    problem jsonb,
    created_at timestamptz not null default now(),
    ended_at timestamptz
  )`,
  sql`alter table token add column expires_at timestamptz`,
  sql`alter table token add column last_used_at timestamptz`,
  sql`alter table token add column created_by text`,
  sql`create table audit_entry (
    audit_id bigint generated always as identity primary key,
    at timestamptz not null default clock_timestamp(),
    token_id text,
    token_name text not null,
    address text not null,
    operation text not null,
    path text not null,
    status integer not null,
    request_id text not null
  )`,
  sql`create rule audit_entry_stays as on update to audit_entry do instead nothing`,
  sql`create rule audit_entry_is_kept as on delete to audit_entry do instead nothing`,
  sql`create table webhook (
    webhook_id text primary key,
    url text not null,
    description text not null,
    kinds text[],
    state text not null,
    reason text,
    enqueued_to bigint not null,
    last_status integer,
    last_attempt_at timestamptz,
    last_success_at timestamptz,
    created_at timestamptz not null default now()
  )`,
  sql`create table webhook_delivery (
    ordinal bigint generated always as identity primary key,
    webhook_id text not null references webhook on delete cascade,
    lane text not null,
    event_id bigint,
    attempts integer not null default 0,
    next_at timestamptz not null default now(),
    unique (webhook_id, event_id)
  )`,
  sql`create index webhook_delivery_by_lane on webhook_delivery (webhook_id, lane, ordinal)`,
  sql`create table webhook_lane (
    webhook_id text not null references webhook on delete cascade,
    lane text not null,
    run_id text not null unique,
    primary key (webhook_id, lane)
  )`,
];
