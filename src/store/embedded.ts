/** The embedded database: PGlite in a thread, whose one session the connections of two pools share. */
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../domain/logger.ts';
import type { Database, OpenDatabase } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { isLogSynchronous } from './durability.ts';
import { createLanes, type Lanes } from './embedded-stream.ts';
import { type DatabaseThread, startDatabaseThread } from './embedded-thread.ts';
import { createMaintenance, startHourly } from './maintenance.ts';
import { createNotifier } from './notifier.ts';
import { PreparingClient } from './preparing-client.ts';
import type { Schema } from './schema.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** The database's thread has died; nothing can be stored any more. */
  readonly onFatal: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 30_000;
/** While one waits for the service, another's question is at hand. */
const CONNECTIONS = { engine: 4, callers: 4 } as const;

/**
 * Opens the embedded database of a data directory, made when needed. Runs no migration.
 *
 * @throws RequestError `request.conflict` when another process uses the directory
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<OpenDatabase> {
  const { logger, onFatal } = options;
  const directory = path.resolve(options.dataDir);
  const unlock = lockDirectory(directory);
  const onDeath = (error: Error) => {
    logger.error({ err: error }, 'The embedded database died');
    onFatal(error);
  };
  try {
    const thread = await startDatabaseThread({ directory }, onDeath);
    if (thread.wasRestored) {
      logger.error({ directory }, 'The database did not open; the last snapshot was restored');
    }
    return await assemble({ directory, thread, logger, release: unlock });
  } catch (error) {
    unlock();
    throw error;
  }
}

interface Parts {
  readonly directory: string;
  readonly thread: DatabaseThread;
  readonly logger: Logger;
  readonly release: () => void;
}

async function assemble(parts: Parts): Promise<OpenDatabase> {
  const { directory, thread, logger, release } = parts;
  const lanes = createLanes(thread.connections);
  const pool = createPool(lanes, 'engine', logger);
  const callersPool = createPool(lanes, 'callers', logger);
  await warnUnlessDurable(pool, path.join(directory, 'pg'), logger);
  const notifier = createNotifier((error) => {
    logger.error({ err: error }, 'A listener for events failed');
  });
  const maintain = createMaintenance({ directory, pool, thread });
  const stopMaintenance = startHourly(maintain, logger);
  const shared = {
    kind: 'embedded',
    origin: randomUUID(),
    onEvent: notifier.onEvent,
    announce: notifier.announce,
  } as const;
  return {
    ...shared,
    ...overPool(pool),
    forCallers: { ...shared, ...overPool(callersPool) },
    async close() {
      await stopMaintenance();
      try {
        await callersPool.end();
        await maintain.tidy();
        await pool.end();
        await thread.ask('stop');
      } finally {
        await thread.end();
        lanes.close();
        release();
      }
    },
  };
}

function createPool(lanes: Lanes, whose: 'engine' | 'callers', logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    stream: () => lanes.open(whose === 'callers'),
    user: 'postgres',
    database: 'postgres',
    Client: PreparingClient,
    max: CONNECTIONS[whose],
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  pool.on('error', (error) => {
    logger.error({ err: error }, 'The connection to the embedded database was lost');
  });
  return pool;
}

function overPool(pool: pg.Pool): Pick<Database, 'pool' | 'db'> {
  return { pool, db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }) };
}

/** The promise that a commit is on disk rests on a flag; look whether it is there. */
async function warnUnlessDurable(pool: pg.Pool, cluster: string, logger: Logger): Promise<void> {
  // Any commit opens the log.
  await pool.query('create table if not exists durability_check (checked_at timestamptz)');
  await pool.query('delete from durability_check');
  await pool.query('insert into durability_check values (now())');
  if (isLogSynchronous(cluster) !== false) return;
  logger.warn(
    { cluster },
    'The write-ahead log is not written synchronously: a power cut may lose the last commits',
  );
}
