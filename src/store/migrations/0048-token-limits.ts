/** What a token may touch, and how often it may call. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table token add column labels jsonb, add column calls_per_minute integer`.execute(
    db,
  );
}
