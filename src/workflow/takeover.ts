/** Shows that this process lives, and takes over the work of those that no longer do. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { DBOSExecutor } from '@dbos-inc/dbos-sdk/internal/dbos-executor';
import type { Pool } from 'pg';
import type { Logger } from '../domain/logger.ts';
import type { Clock } from './clock.ts';

/** How often a process says that it lives, and after which silence it counts as dead. */
export interface Liveness {
  readonly beatMs: number;
  readonly deadMs: number;
}

/** Measured: work of a killed process goes on elsewhere after 9 to 10 s. */
export const DEFAULT_LIVENESS: Liveness = { beatMs: 2_000, deadMs: 10_000 };

export interface TakeoverOptions {
  readonly pool: Pool;
  readonly executorId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly liveness: Liveness;
}

export interface Takeover {
  /** Says once that this process lives; to be done before it starts work. */
  announce(): Promise<void>;
  /** Starts the loop. */
  start(): void;
  /** Whether the last sign of life is young enough for nobody to have taken this process for dead. */
  isFresh(): boolean;
  /** Ends the loop and gives this process's work to the others at once. */
  leave(): Promise<void>;
}

/**
 * Makes the take-over loop of one process. It looks at unfinished workflows and not at deaths, so what fails
 * at one tick is done at the next. Only the database's clock is compared.
 */
export function createTakeover(options: TakeoverOptions): Takeover {
  const { pool, executorId, clock, logger, liveness } = options;
  const ending = new AbortController();
  let seenAt = Number.NEGATIVE_INFINITY;
  let loop: Promise<void> = Promise.resolve();

  const beat = async () => {
    const sentAt = clock.now();
    await pool.query(
      `insert into peer (peer_id, seen_at) values ($1, now())
       on conflict (peer_id) do update set seen_at = now()`,
      [executorId],
    );
    seenAt = sentAt;
  };
  const tick = async () => {
    try {
      await beat();
      await recoverDead(options);
    } catch (error) {
      logger.warn({ executorId, err: error }, 'The take-over loop could not reach the database');
    }
  };
  const run = async () => {
    while (!ending.signal.aborted) {
      await tick();
      await clock.sleep(liveness.beatMs, ending.signal).catch(() => {});
    }
  };
  return {
    announce: beat,
    start() {
      loop = run();
    },
    isFresh: () => clock.now() - seenAt < liveness.deadMs,
    async leave() {
      ending.abort();
      await loop;
      await pool.query(`update peer set seen_at = 'epoch' where peer_id = $1`, [executorId]);
    },
  };
}

async function recoverDead({ pool, executorId, logger, liveness }: TakeoverOptions): Promise<void> {
  const pending = await DBOS.listWorkflows({
    status: 'PENDING',
    loadInput: false,
    loadOutput: false,
  });
  const owners = new Set(pending.flatMap((workflow) => workflow.executorId ?? []));
  owners.delete(executorId);
  if (owners.size === 0) return;
  const live = await pool.query<{ peer_id: string }>(
    `select peer_id from peer
     where peer_id = any($1) and seen_at > now() - $2 * interval '1 millisecond'`,
    [[...owners], liveness.deadMs],
  );
  for (const { peer_id } of live.rows) owners.delete(peer_id);
  if (owners.size === 0) return;
  logger.warn({ executorId, dead: [...owners] }, 'Taking over the work of processes that are gone');
  // One atomic update per owner, safe when two survivors race for it. DBOS removed the public call for
  // this in 5.0; it stays reachable by the exported internal/ path, whose version we pin.
  await DBOSExecutor.globalInstance?.recoverPendingWorkflows([...owners]);
}
