import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { SILENT_LOGGER } from '../../src/domain/logger.ts';
import { createMachinePorts } from '../../src/main/machine-work.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createStore } from '../../src/store/store.ts';
import { createEngine, type Engine } from '../../src/workflow/engine.ts';
import { step } from '../../src/workflow/step.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';

it('starts runs from within a step of another run: the next round of a watch, an install by policy', async () => {
  const root = makeFastDirectory();
  const database = await openDatabase({ dataDir: path.join(root, 'work') });
  const store = createStore(database, new Uint8Array(32).fill(7));
  const seen: string[] = [];
  const ports = createMachinePorts(store, () => engine, {
    engine: { run: (workflow, id) => engine.run(workflow, id), cancel: async () => {} },
    accounts: { has: async () => true },
    orders: { checkLimit: async () => {} },
  });
  const engine: Engine = createEngine({
    database,
    logger: SILENT_LOGGER,
    executorId: 'local',
    workflows: {
      async watch(id) {
        await step('next', async () => {
          if (id === 'm 1') await ports.engine.run('watch', 'm 2', 'watch-m-2');
          await ports.installs.engine.run('install', `install of ${id}`);
          return null;
        });
      },
      async install(id) {
        await step('note', async () => seen.push(id));
      },
    },
  });
  await engine.start();
  try {
    await engine.run('watch', 'm 1', { runId: 'watch-m-1' });
    const ends = ['watch-m-1', 'watch-m-2', 'install of m 1', 'install of m 2'];
    for (const run of ends) {
      let status = await engine.status(run);
      while (status === null || status === 'running') status = await engine.status(run);
      expect([run, status]).toEqual([run, 'done']);
    }
    expect(seen.toSorted()).toEqual(['install of m 1', 'install of m 2']);
  } finally {
    await engine.stop({ graceMs: 1_000 });
    await database.close();
    fs.rmSync(root, { recursive: true, force: true });
  }
}, 60_000);
