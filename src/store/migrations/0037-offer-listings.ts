/** What each account could order when its vendor was asked last. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`create table offer_listing (
    account_id text primary key references account on delete cascade,
    read_number integer not null,
    credential text,
    offers jsonb,
    read_at timestamptz,
    problem jsonb,
    ended_at timestamptz not null default now()
  )`,
];
