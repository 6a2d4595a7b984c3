/** What a server does by itself and PGlite does not: vacuum, checkpoints, and a snapshot a day. */
import type pg from 'pg';
import type { Logger } from '../domain/logger.ts';
import type { DatabaseThread } from './embedded-thread.ts';
import { snapshotAgeMs } from './snapshot.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface MaintenanceOptions {
  readonly directory: string;
  readonly pool: pg.Pool;
  readonly thread: DatabaseThread;
}

export interface Maintenance {
  /** Vacuum, checkpoint, sync. */
  tidy(): Promise<void>;
  /** Writes a snapshot when the last one is older than a day. Returns whether it did. */
  snapshotIfDue(): Promise<boolean>;
}

/** Makes the housekeeper. Its SQL comes over the pool like all other; the thread copies between two transactions. */
export function createMaintenance({ directory, pool, thread }: MaintenanceOptions): Maintenance {
  return {
    async tidy() {
      await pool.query('vacuum');
      await pool.query('checkpoint');
      await thread.ask('sync');
    },
    async snapshotIfDue() {
      const ageMs = snapshotAgeMs(directory, Date.now());
      if (ageMs !== null && ageMs < DAY_MS) return false;
      await pool.query('checkpoint');
      await thread.ask('snapshot');
      return true;
    },
  };
}

/**
 * Runs the housekeeping every hour.
 *
 * @returns how to stop; waits for a run that is under way
 */
export function startHourly(maintenance: Maintenance, logger: Logger): () => Promise<void> {
  let running: Promise<void> = Promise.resolve();
  const run = async () => {
    try {
      await maintenance.tidy();
      await maintenance.snapshotIfDue();
    } catch (error) {
      logger.error({ err: error }, 'Housekeeping of the embedded database failed');
    }
  };
  const timer = setInterval(() => {
    running = running.then(run);
  }, HOUR_MS);
  timer.unref();
  return () => {
    clearInterval(timer);
    return running;
  };
}
