/** The embedded database: PGlite in a thread, reached over a socket by a pool of exactly one connection. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Logger } from '../domain/logger.ts';
import type { Database } from './database.ts';
import { lockDirectory } from './directory-lock.ts';
import { isLogSynchronous } from './durability.ts';
import { type DatabaseThread, startDatabaseThread } from './embedded-thread.ts';
import { createMaintenance, startHourly } from './maintenance.ts';
import { createNotifier } from './notifier.ts';
import type { Schema } from './schema.ts';

export interface EmbeddedOptions {
  readonly dataDir: string;
  readonly logger: Logger;
  /** The database's thread has died; nothing can be stored any more. */
  readonly onFatal: (error: Error) => void;
}

const CONNECT_TIMEOUT_MS = 30_000;
/** node-postgres and PGlite agree on the socket's name by its port. */
const PORT = 5432;

/**
 * Opens the embedded database of a data directory, made when needed. Runs no migration.
 *
 * @throws RequestError `request.conflict` when another process uses the directory
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Database> {
  const { logger, onFatal } = options;
  const directory = path.resolve(options.dataDir);
  const unlock = lockDirectory(directory);
  // Below the temporary directory, since a socket's path has room for about 100 bytes only.
  const socketDirectory = fs.mkdtempSync(path.join(os.tmpdir(), 'ironflake-'));
  const release = () => {
    fs.rmSync(socketDirectory, { recursive: true, force: true });
    unlock();
  };
  const socketPath = path.join(socketDirectory, `.s.PGSQL.${PORT}`);
  const onDeath = (error: Error) => {
    logger.error({ err: error }, 'The embedded database died');
    onFatal(error);
  };
  try {
    const thread = await startDatabaseThread({ directory, socketPath }, onDeath);
    if (thread.wasRestored) {
      logger.error({ directory }, 'The database did not open; the last snapshot was restored');
    }
    return await assemble({ directory, socketDirectory, thread, logger, release });
  } catch (error) {
    release();
    throw error;
  }
}

interface Parts {
  readonly directory: string;
  readonly socketDirectory: string;
  readonly thread: DatabaseThread;
  readonly logger: Logger;
  readonly release: () => void;
}

async function assemble(parts: Parts): Promise<Database> {
  const { directory, socketDirectory, thread, logger, release } = parts;
  const pool = new pg.Pool({
    host: socketDirectory,
    port: PORT,
    user: 'postgres',
    database: 'postgres',
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  });
  pool.on('error', (error) => {
    logger.error({ err: error }, 'The connection to the embedded database was lost');
  });
  await warnUnlessDurable(pool, path.join(directory, 'pg'), logger);
  const notifier = createNotifier((error) => {
    logger.error({ err: error }, 'A listener for events failed');
  });
  const maintain = createMaintenance({ directory, pool, thread });
  const stopMaintenance = startHourly(maintain, logger);
  return {
    kind: 'embedded',
    pool,
    db: new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) }),
    origin: randomUUID(),
    onEvent: notifier.onEvent,
    announce: notifier.announce,
    async close() {
      await stopMaintenance();
      try {
        await maintain.tidy();
        await pool.end();
        await thread.ask('stop');
      } finally {
        await thread.end();
        release();
      }
    },
  };
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
