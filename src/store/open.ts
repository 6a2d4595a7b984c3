/** Opens the database that the configuration asks for, with its tables up to date. */
import { type Logger, SILENT_LOGGER } from '../domain/logger.ts';
import type { OpenDatabase } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';

export interface OpenOptions {
  /** A PostgreSQL server; absent: the embedded database in `dataDir`. A secret. */
  readonly databaseUrl?: string | undefined;
  readonly dataDir: string;
  readonly logger?: Logger;
  /**
   * Called when the embedded database dies under us. The process must end then: a supervisor starts it again,
   * and the write-ahead log brings back every commit. Thrown as an uncaught exception when absent.
   */
  readonly onFatal?: (error: Error) => void;
}

/**
 * Opens the database and runs what migrations are missing.
 *
 * @throws RequestError `request.conflict` when another process uses the data directory
 */
export async function openDatabase(options: OpenOptions): Promise<OpenDatabase> {
  const { databaseUrl, dataDir, logger = SILENT_LOGGER, onFatal = throwUncaught } = options;
  const database =
    databaseUrl === undefined
      ? await openEmbedded({ dataDir, logger, onFatal })
      : await openPostgres(databaseUrl, logger);
  try {
    await migrate(database.db);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function throwUncaught(error: Error): void {
  setImmediate(() => {
    throw error;
  });
}
