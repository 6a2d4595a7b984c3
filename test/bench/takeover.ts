/** A process that is killed, and how soon another on the same PostgreSQL goes on with its installs. */

import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { createClient } from '../../src/client/client.ts';
import { prepareScenario } from '../lab/scenario.ts';
import { createServiceProcess } from '../lab/service-process.ts';
import { startTrial, type Trial } from '../lab/trial.ts';
import { type Percentiles, percentilesOf } from './percentiles.ts';
import { loadAverage } from './process-figures.ts';

const INSTALLS = 20;
/** Long enough that all are under way when the process is killed. */
const JOB_MS = 1500;

/** From the kill to the next event of each install that was under way; and how all ended. */
export async function measureTakeover(databaseUrl: string) {
  const trial = await startTrial({
    machines: 'played',
    played: { jobMs: JOB_MS },
    cloudCallsPerHour: 1_000_000,
    log: () => {},
    env: {
      LOG_LEVEL: 'error',
      DATABASE_URL: databaseUrl,
      IRONFLAKE_SECRET_KEY: randomBytes(32).toString('base64'),
    },
  });
  const other = await createServiceProcess({
    dataDir: path.join(trial.dir, 'other'),
    logFile: trial.logFile,
    env: trial.env,
  });
  try {
    await other.start();
    return await killAndWatch(trial, other.url);
  } finally {
    await other.stop();
    await trial.close();
  }
}

async function killAndWatch(trial: Trial, url: string) {
  const installIds: string[] = [];
  for (let index = 0; index < INSTALLS; index += 1) {
    const hostname = `left-${index}`;
    const wish = { scenario: 'cloud-order', layout: 'single-ext4', hostname } as const;
    const { request } = await prepareScenario(trial.lab, wish);
    installIds.push((await trial.client.installs.create(request)).installId);
  }
  await trial.service.stop('SIGKILL');
  const killedAt = Date.now();
  const survivor = createClient({ baseUrl: url, token: trial.token });
  const watched = await Promise.all(
    installIds.map(async (installId) => {
      let silentMs: number | null = null;
      for await (const { at } of survivor.installs.watch(installId)) {
        const sinceMs = Date.parse(at) - killedAt;
        if (sinceMs > 0) silentMs ??= sinceMs;
      }
      return { silentMs, state: (await survivor.installs.get(installId)).state };
    }),
  );
  const silences = watched.flatMap(({ silentMs }) => silentMs ?? []);
  const notReady = watched.filter(({ state }) => state !== 'ready').length;
  const goesOnAfterMs: Percentiles = percentilesOf(silences);
  return { installs: INSTALLS, goesOnAfterMs, notReady, loadAverage: loadAverage() };
}
