/** Who may place an order, whether its call was about to be sent, and for whom it counts. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`alter table spend add column claim text not null default ''`,
  sql`alter table spend add column sent_at timestamptz`,
  // What was intended before this migration may have been sent.
  sql`update spend set sent_at = date_trunc('milliseconds', created_at)
    where state in ('intent', 'unknown')`,
];
