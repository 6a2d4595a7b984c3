/** How a machine with encrypted disks is unlocked while it starts. */
import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table machine add column unlock jsonb`.execute(db);
}
