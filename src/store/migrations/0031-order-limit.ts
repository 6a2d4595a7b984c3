/** With which account an order was meant, so that those of a day can be counted. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of STATEMENTS) await statement.execute(db);
}

const STATEMENTS = [
  sql`alter table spend add column account text`,
  sql`create index spend_by_account on spend (account, created_at)`,
];
