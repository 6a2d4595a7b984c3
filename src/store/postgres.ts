/** A PostgreSQL server, shared by several processes. */
import { randomUUID } from 'node:crypto';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../domain/logger.ts';
import type { Database, OpenDatabase } from './database.ts';
import { listenForEvents } from './listen.ts';
import { createNotifier } from './notifier.ts';
import { PreparingClient } from './preparing-client.ts';
import type { Schema } from './schema.ts';

const CONNECTIONS = { engine: 10, callers: 6 } as const;
const CONNECT_TIMEOUT_MS = 30_000;

/**
 * Opens the server's database and listens for events of other processes. Runs no migration.
 *
 * @throws the driver's error when the server does not answer
 */
export async function openPostgres(databaseUrl: string, logger: Logger): Promise<OpenDatabase> {
  const origin = randomUUID();
  const notifier = createNotifier((error) => {
    logger.error({ err: error }, 'A listener for events failed');
  });
  const stopListening = await listenForEvents({ databaseUrl, origin, notifier, logger });
  const pool = createPool(databaseUrl, 'engine', logger);
  const callersPool = createPool(databaseUrl, 'callers', logger);
  const { onEvent, announce } = notifier;
  const shared = { kind: 'server', origin, onEvent, announce } as const;
  return {
    ...shared,
    ...overPool(pool),
    forCallers: { ...shared, ...overPool(callersPool) },
    async close() {
      await stopListening();
      await callersPool.end();
      await pool.end();
    },
  };
}

function createPool(databaseUrl: string, whose: 'engine' | 'callers', logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: `ironflake-${whose}`,
    Client: PreparingClient,
    max: CONNECTIONS[whose],
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    // What was told to the engine or ordered from a vendor must outlive a power cut.
    options: '-c synchronous_commit=on',
  });
  // Without a listener a restart of the server would end this process.
  pool.on('error', (error) => {
    logger.warn({ err: error }, 'An idle connection to the database was lost');
  });
  return pool;
}

function overPool(pool: pg.Pool): Pick<Database, 'pool' | 'db'> {
  return { pool, db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }) };
}
