/** A new directory for a test's databases: in memory where there is such a place, so that no sync waits for a disk. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const MEMORY = '/dev/shm';

export function makeFastDirectory(): string {
  return fs.mkdtempSync(path.join(fs.existsSync(MEMORY) ? MEMORY : os.tmpdir(), 'ironflake-'));
}
