/** Start of the service to its first answer on the embedded database, and many readers of waiting installs. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { createServiceProcess } from '../lab/service-process.ts';
import { timed } from './percentiles.ts';
import { loadAverage } from './process-figures.ts';
import { startReaders } from './readers.ts';

const INSTALLS = 50;
const READERS = 50;
const READ_MS = 8000;
const TOKEN = 'token-of-the-benchmark-0123456789';

/** First and next start, then readers without a pause: the most that the API can do. */
export async function measureStart() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-bench-'));
  const logFile = path.join(dir, 'service.log');
  const service = await createServiceProcess({
    dataDir: path.join(dir, 'data'),
    logFile,
    env: { IRONFLAKE_TOKEN: TOKEN, LOG_LEVEL: 'warn', IRONFLAKE_CALLS_PER_MINUTE: '1000000' },
  });
  try {
    const first = Math.round(await timed(() => service.start()));
    await service.stop();
    const next = Math.round(await timed(() => service.start()));
    for (let index = 0; index < INSTALLS; index += 1) await createInstall(service.url, index);
    const readers = startReaders({ url: service.url, token: TOKEN, readers: READERS, pauseMs: 0 });
    await delay(READ_MS);
    const saturated = { installsWaiting: INSTALLS, readers: READERS, ...(await readers.stop()) };
    return { startMs: { first, next }, saturated, loadAverage: loadAverage() };
  } catch (error) {
    console.error(await readFile(logFile, 'utf8'));
    throw error;
  } finally {
    await service.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

/** An install of a host that never answers: it is stored, and waits. */
async function createInstall(url: string, index: number): Promise<void> {
  const answer = await fetch(`${url}/v1/installs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      machine: {
        existing: {
          provider: 'ssh',
          host: '127.0.0.1',
          port: 1,
          privateKey: generateKeyPair('').privateKey,
        },
      },
      system: { hostname: `bench-${index}`, authorizedKeys: [generateKeyPair('').publicKey] },
      erase: 'planned-disks',
    }),
  });
  if (!answer.ok) throw new Error(`The service took no install: ${await answer.text()}`);
}
