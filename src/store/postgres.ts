/** A PostgreSQL server, shared by several processes. */
import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../domain/logger.ts';
import type { Database } from './database.ts';
import { listenForEvents } from './listen.ts';
import { createNotifier } from './notifier.ts';
import type { Schema } from './schema.ts';

const MAX_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Opens the server's database and listens for events of other processes. Runs no migration.
 *
 * @throws the driver's error when the server does not answer
 */
export async function openPostgres(databaseUrl: string, logger: Logger): Promise<Database> {
  const origin = randomUUID();
  const notifier = createNotifier((error) => {
    logger.error({ err: error }, 'A listener for events failed');
  });
  const stopListening = await listenForEvents({ databaseUrl, origin, notifier, logger });
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'ironflake',
    max: MAX_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // What was told to the engine or ordered from a vendor must outlive a power cut.
    options: '-c synchronous_commit=on',
  });
  // Without a listener a restart of the server would end this process.
  pool.on('error', (error) => {
    logger.warn({ err: error }, 'An idle connection to the database was lost');
  });
  return {
    kind: 'server',
    pool,
    db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }),
    origin,
    onEvent: notifier.onEvent,
    announce: notifier.announce,
    async close() {
      await stopListening();
      await pool.end();
    },
  };
}
