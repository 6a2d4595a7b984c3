/** The durable engine behind few words: start, run, cancel, stop. Runs on DBOS, on the store's own pool. */
import { DBOS, type DLogger } from '@dbos-inc/dbos-sdk';
import type { Pool } from 'pg';
import { BugError } from '../domain/error.ts';
import type { Logger } from '../domain/logger.ts';
import { type Clock, createSystemClock } from './clock.ts';
import { runInContext, type WatchStep } from './context.ts';
import { isInterruption } from './interruption.ts';
import { createLines, type Lines } from './lines.ts';
import { createRecorder, type Recorder } from './recorder.ts';
import { createSlots, type Slots } from './slots.ts';
import { createTakeover, DEFAULT_LIVENESS, type Liveness } from './takeover.ts';

/** What the engine needs of the store. `server` may be shared by several processes, `embedded` may not. */
export interface EngineDatabase {
  readonly kind: 'embedded' | 'server';
  readonly pool: Pool;
  /** Connections that runs are started over; those of `pool` when absent. */
  readonly forCallers?: { readonly pool: Pool };
}

/** A workflow's function: only steps and waits, always in the same order. See readme.md. */
export type Workflow = (id: string) => Promise<void>;

/** Whose steps are watched. */
export interface StepRun {
  /** The workflow's name. */
  readonly workflow: string;
  /** What it was started for. */
  readonly id: string;
}

export interface EngineOptions {
  readonly database: EngineDatabase;
  /** By name; names are stored. */
  readonly workflows: Readonly<Record<string, Workflow>>;
  readonly logger: Logger;
  /** `local` on the embedded database; on a server another one for each start of a process. */
  readonly executorId: string;
  readonly clock?: Clock;
  readonly liveness?: Liveness;
  /** How many of a workflow may run in this process at once, by its name; others wait. One `withoutSlot` does not count. No limit when absent. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Asked once a run, for what is put around its steps. Nothing when absent. */
  readonly watchStep?: (run: StepRun) => WatchStep;
}

export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled';

export interface Engine {
  /** Makes the engine's tables when needed, and resumes what this executor left unfinished. */
  start(): Promise<void>;
  /**
   * Starts a workflow and returns when it is recorded. May be repeated: a second start changes nothing.
   *
   * @param runId what the run is known by, when one id has several workflows; the id itself when absent
   */
  run(workflowName: string, id: string, options?: { readonly runId?: string }): Promise<void>;
  /** Ends a run: its present step's signal fires within a second, no later step begins. May be repeated. */
  cancel(runId: string): Promise<void>;
  /** null: there is no such run. */
  status(runId: string): Promise<RunStatus | null>;
  /** Waits until a run has ended, wherever it runs. */
  settled(runId: string): Promise<RunStatus>;
  /** Ends at once for new steps, within `graceMs` for running ones; unfinished work stays to be resumed. */
  stop(options: { readonly graceMs: number }): Promise<void>;
}

/** A process that keeps dying at the same place is our fault; its work must still not be given up. */
const MAX_RECOVERIES = 10_000;
const SETTLED_POLL_MS = 100;
/** DBOS wants a URL even where it is given a pool, and then uses the pool alone. */
const UNUSED_URL = 'postgresql://unused@localhost/unused';

/** Makes the engine; one a process, since DBOS keeps its state in the process. */
export function createEngine(options: EngineOptions): Engine {
  const { database, logger, executorId } = options;
  const clock = options.clock ?? createSystemClock();
  const liveness = options.liveness ?? DEFAULT_LIVENESS;
  const takeover =
    database.kind === 'server'
      ? createTakeover({ pool: database.pool, executorId, clock, logger, liveness })
      : null;
  const recorder = createRecorder({ clock, isFresh: takeover?.isFresh ?? (() => true) });
  const lines = createLines(database.pool, database.forCallers?.pool);
  const registered = register(options, { recorder, clock, lines });

  return {
    async start() {
      DBOS.setConfig({
        name: 'ironflake',
        systemDatabaseUrl: UNUSED_URL,
        systemDatabasePool: lines.pool,
        useListenNotify: false,
        executorID: executorId,
        enablePatching: true,
        logger: toDbosLogger(logger),
      });
      // Before the first workflow starts, or another process would take it for a dead one's.
      await takeover?.announce();
      await DBOS.launch();
      takeover?.start();
    },
    async run(workflowName, id, { runId = id } = {}) {
      const workflow = registered.get(workflowName);
      if (!workflow) {
        throw new BugError('bug.unexpected', `There is no workflow named ${workflowName}.`);
      }
      await lines.forCaller(() => DBOS.startWorkflow(workflow, { workflowID: runId })(id));
    },
    cancel: (runId) => lines.forCaller(() => DBOS.cancelWorkflow(runId)),
    status: readStatus,
    async settled(runId) {
      for (;;) {
        const status = await readStatus(runId);
        if (status !== null && status !== 'running') return status;
        await clock.sleep(SETTLED_POLL_MS);
      }
    },
    async stop({ graceMs }) {
      await recorder.drain(graceMs);
      await takeover?.leave();
      await DBOS.shutdown({ deregister: true });
    },
  };
}

function register(
  options: EngineOptions,
  parts: Pick<Run, 'recorder' | 'clock' | 'lines'>,
): ReadonlyMap<string, Workflow> {
  const registered = new Map<string, Workflow>();
  for (const [name, body] of Object.entries(options.workflows)) {
    const limit = options.limits?.[name];
    const slots = limit === undefined ? null : createSlots(limit);
    const run = (id: string) =>
      parts.lines.forWork(() => runWorkflow({ ...parts, name, body, id, slots, options }));
    const config = { name, maxRecoveryAttempts: MAX_RECOVERIES };
    registered.set(name, DBOS.registerWorkflow(run, config));
  }
  return registered;
}

interface Run {
  readonly name: string;
  readonly body: Workflow;
  readonly id: string;
  readonly slots: Slots | null;
  readonly recorder: Recorder;
  readonly clock: Clock;
  readonly lines: Lines;
  readonly options: EngineOptions;
}

async function runWorkflow(run: Run): Promise<void> {
  const { name, id, recorder, clock } = run;
  const { logger, watchStep } = run.options;
  const workflowId = DBOS.workflowID ?? id;
  const slot = await run.slots?.hold();
  try {
    const watched = watchStep === undefined ? {} : { watchStep: watchStep({ workflow: name, id }) };
    const own = { workflowId, clock, logger, record: recorder.record, ...watched };
    const context = slot === undefined ? own : { ...own, withoutSlot: slot.without };
    await runInContext(context, () => run.body(id));
  } catch (error) {
    if (!isInterruption(error)) {
      logger.error({ workflow: name, workflowId, err: error }, 'A workflow ended with an error');
    }
    throw error;
  } finally {
    slot?.release();
  }
}

async function readStatus(runId: string): Promise<RunStatus | null> {
  const [found] = await DBOS.listWorkflows({
    workflowIDs: [runId],
    loadInput: false,
    loadOutput: false,
  });
  switch (found?.status) {
    case undefined:
      return null;
    case 'SUCCESS':
      return 'done';
    case 'CANCELLED':
      return 'cancelled';
    case 'ERROR':
    case 'MAX_RECOVERY_ATTEMPTS_EXCEEDED':
      return 'failed';
    default:
      return 'running';
  }
}

function toDbosLogger(logger: Logger): DLogger {
  // Its `info` speaks of every recovery and queue; nobody needs that at ours.
  return {
    debug: (entry) => logger.debug({ engine: String(entry) }, 'The engine says'),
    info: (entry) => logger.debug({ engine: String(entry) }, 'The engine says'),
    warn: (entry) => logger.warn({ engine: String(entry) }, 'The engine warns'),
    error: (entry, metadata) =>
      logger.error(
        { engine: String(entry), stack: metadata?.stack },
        'The engine reports an error',
      ),
  };
}
