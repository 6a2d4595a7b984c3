import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MachineError, toErrorData } from '../../src/domain/error.ts';
import { SILENT_LOGGER } from '../../src/domain/logger.ts';
import type { OpenDatabase } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createEngine, type Engine, type Workflow } from '../../src/workflow/engine.ts';
import { isInterruption } from '../../src/workflow/interruption.ts';
import { step } from '../../src/workflow/step.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

let root: string;
let server: TestServer;

beforeAll(async () => {
  root = makeFastDirectory();
  server = await startPostgres();
}, 60_000);
afterAll(async () => {
  await server.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

/** What the workflows below do and see. */
const seen = {
  errors: [] as unknown[],
  runs: 0,
  hangs: false,
  aborted: false,
  interrupted: false,
  after: 0,
  gate: Promise.resolve(),
  atOnce: 0,
  mostAtOnce: 0,
};

const workflows: Record<string, Workflow> = {
  async fails() {
    try {
      await step('fail', async () => {
        seen.runs++;
        throw new MachineError('machine.kexec-failed', 'kexec said no', { tried: ['a', 'b'] });
      });
    } catch (error) {
      seen.errors.push(error);
    }
    await step('hold', () => seen.gate);
  },
  async hangs() {
    try {
      await step('hang', ({ signal }) => {
        seen.hangs = true;
        return new Promise<void>((_, reject) => {
          signal.addEventListener('abort', () => {
            seen.aborted = true;
            reject(signal.reason);
          });
        });
      });
    } catch (error) {
      seen.interrupted = isInterruption(error);
      throw error;
    }
    seen.after++;
  },
  async limited() {
    seen.atOnce++;
    seen.mostAtOnce = Math.max(seen.mostAtOnce, seen.atOnce);
    await step('a', async () => 1);
    await step('b', async () => 2);
    seen.atOnce--;
  },
  async throws() {
    await step('ok', async () => 1);
    throw new Error('nobody caught this');
  },
};

describe.each(['embedded', 'server'])('the engine on the %s database', (kind) => {
  let database: OpenDatabase;
  let engine: Engine;

  const startEngine = async () => {
    engine = createEngine({
      database,
      workflows,
      logger: SILENT_LOGGER,
      executorId: 'local',
      limits: { limited: 2 },
    });
    await engine.start();
  };
  beforeAll(async () => {
    const databaseUrl = kind === 'server' ? await server.createDatabase() : undefined;
    database = await openDatabase({ databaseUrl, dataDir: path.join(root, kind) });
    await startEngine();
  }, 60_000);
  afterAll(async () => {
    await engine.stop({ graceMs: 0 });
    await database.close();
  });

  it('starts a run over the connections of callers, and works over its own', async () => {
    const used = { work: 0, callers: 0 };
    database.pool.on('acquire', () => used.work++);
    database.forCallers.pool.on('acquire', () => used.callers++);
    await engine.run('limited', 'over-lines');
    const atStart = used.callers;
    expect(atStart).toBeGreaterThan(0);
    expect(await engine.settled('over-lines')).toBe('done');
    // Two steps, each looked for and recorded.
    expect(used.work).toBeGreaterThanOrEqual(4);
    database.pool.removeAllListeners('acquire');
    database.forCallers.pool.removeAllListeners('acquire');
  });

  it('gives a step’s error back from the database as it was thrown', async () => {
    seen.errors = [];
    seen.runs = 0;
    seen.gate = new Promise(() => {});
    await engine.run('fails', 'fails');
    while (seen.errors.length < 1) await tick();
    await engine.stop({ graceMs: 0 });
    seen.gate = Promise.resolve();
    await startEngine();
    expect(await engine.settled('fails')).toBe('done');
    expect(seen.runs).toBe(1);
    expect(seen.errors).toHaveLength(2);
    const [first, replayed] = seen.errors;
    expect(replayed).toBeInstanceOf(MachineError);
    expect(toErrorData(replayed)).toEqual(toErrorData(first));
    expect(toErrorData(replayed)).toEqual({
      code: 'machine.kexec-failed',
      message: 'kexec said no',
      details: { tried: ['a', 'b'] },
    });
  }, 30_000);

  it('fires the signal of a cancelled run’s step, and goes no further', async () => {
    Object.assign(seen, { hangs: false, aborted: false, interrupted: false, after: 0 });
    await engine.run('hangs', 'hangs');
    while (!seen.hangs) await tick();
    await engine.cancel('hangs');
    while (!seen.interrupted) await tick();
    expect(seen).toMatchObject({ aborted: true, after: 0 });
    expect(await engine.status('hangs')).toBe('cancelled');
  }, 30_000);

  it('runs one workflow for many starts of the same id, and several under run ids of their own', async () => {
    await Promise.all(Array.from({ length: 10 }, () => engine.run('limited', 'same')));
    expect(await engine.settled('same')).toBe('done');
    await engine.run('limited', 'same', { runId: 'same:again' });
    expect(await engine.settled('same:again')).toBe('done');
    const { rows } = await database.pool.query(
      `select count(*)::int as runs from dbos.workflow_status where workflow_uuid like 'same%'`,
    );
    expect(rows).toEqual([{ runs: 2 }]);
  });

  it('runs no more of a workflow at once than its limit', async () => {
    Object.assign(seen, { atOnce: 0, mostAtOnce: 0 });
    const ids = Array.from({ length: 6 }, (_, index) => `limited-${index}`);
    await Promise.all(ids.map((id) => engine.run('limited', id)));
    const ends = await Promise.all(ids.map((id) => engine.settled(id)));
    expect(ends).toEqual(ids.map(() => 'done'));
    expect(seen.mostAtOnce).toBe(2);
  });

  it('says how runs ended, and that it knows nothing of others', async () => {
    await engine.run('throws', 'throws');
    expect(await engine.settled('throws')).toBe('failed');
    expect(await engine.status('nobody')).toBeNull();
    await expect(engine.run('unheard-of', 'x')).rejects.toMatchObject({ code: 'bug.unexpected' });
  });
});

function tick(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 10));
}
