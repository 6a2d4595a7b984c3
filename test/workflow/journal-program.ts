/** A process to be killed: runs one workflow of four steps that each write to a journal before and after. */
import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { SILENT_LOGGER } from '../../src/domain/logger.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createEngine } from '../../src/workflow/engine.ts';
import { step } from '../../src/workflow/step.ts';

const { JOURNAL = '', DATABASE_URL, DATA_DIR = '', EXECUTOR_ID = 'local', START } = process.env;
/** In this step the process stands still until the file `JOURNAL.go` is there. */
const HANG_AT = Number(process.env.HANG_AT ?? 0);

const database = await openDatabase({ databaseUrl: DATABASE_URL, dataDir: DATA_DIR });
const engine = createEngine({
  database,
  workflows: { journal: runJournal },
  logger: SILENT_LOGGER,
  executorId: EXECUTOR_ID,
});
await engine.start();
write('up');
process.once('SIGTERM', () => void end());
if (START) await engine.run('journal', START);
if ((await engine.settled(process.env.AWAIT ?? 'run')) === 'done') await end();

async function runJournal(): Promise<void> {
  const id = await step('1', () => act(1, randomUUID()));
  for (const number of [2, 3, 4]) {
    await step(String(number), () => act(number, id));
  }
}

async function act(number: number, id: string): Promise<string> {
  write(`begin ${number}`);
  while (number === HANG_AT && !fs.existsSync(`${JOURNAL}.go`)) await delay(20);
  write(`end ${number} ${id}`);
  return id;
}

function write(line: string): void {
  fs.appendFileSync(JOURNAL, `${EXECUTOR_ID} ${line}\n`);
}

async function end(): Promise<void> {
  await engine.stop({ graceMs: 200 });
  await database.close();
  process.exit(0);
}
