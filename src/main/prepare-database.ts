/**
 * `npm run prepare:database`, also after an installation of the packages: makes the empty cluster that a first start
 * on the embedded database copies. Without it a first start makes its own, a few seconds later.
 */

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { SILENT_LOGGER } from '../domain/logger.ts';
import { openDatabase } from '../store/open.ts';
import { keepPrepared, preparedCluster } from '../store/prepared.ts';
import { createEngine } from '../workflow/engine.ts';

async function prepare(): Promise<void> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'ironflake-prepare-'));
  try {
    const database = await openDatabase({ dataDir });
    // Makes the engine's own tables, and leaves no work in them.
    const options = { database, workflows: {}, logger: SILENT_LOGGER, executorId: 'local' };
    const engine = createEngine(options);
    await engine.start();
    await engine.stop({ graceMs: 0 });
    await database.close();
    keepPrepared(path.join(dataDir, 'pg'));
  } finally {
    fs.rmSync(dataDir, { recursive: true, force: true });
  }
}

if (!fs.existsSync(preparedCluster())) {
  await prepare().catch((error: unknown) => {
    // No reason for an installation to fail: the first start does without.
    console.error(`No database was prepared: ${String(error)}`);
  });
}
