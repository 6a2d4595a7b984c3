/** Many installs at once on played machines, while others read: one service process. */

import { setTimeout as delay } from 'node:timers/promises';
import type { InstallRequest } from '../../src/client/client.ts';
import { prepareScenario } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';
import { percentilesOf, timed } from './percentiles.ts';
import { figuresOf, loadAverage } from './process-figures.ts';
import { startReaders } from './readers.ts';

export interface StormOptions {
  readonly installs: number;
  readonly readers: number;
  readonly pauseMs: number;
  /** A PostgreSQL server; the embedded database when absent. */
  readonly databaseUrl?: string | undefined;
  /** Of the service's Node, such as --cpu-prof. */
  readonly nodeOptions?: string | undefined;
}

/** Calls that make an install, at once. */
const MAKERS = 10;
const LOOK_MS = 1000;

/** Every second one is ordered in the cloud, the others are hosts reached by SSH. */
export async function measureStorm(options: StormOptions) {
  const { installs, readers: count, pauseMs, databaseUrl, nodeOptions } = options;
  const trial = await startTrial({
    machines: 'played',
    networks: Math.ceil(installs / 200),
    cloudCallsPerHour: 1_000_000,
    log: () => {},
    env: {
      LOG_LEVEL: 'error',
      IRONFLAKE_MAX_INSTALLS: String(installs),
      IRONFLAKE_ORDERS_PER_DAY: '10000',
      IRONFLAKE_CALLS_PER_MINUTE: '1000000',
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl }),
      ...(nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions }),
    },
  });
  try {
    const requests = await prepare(trial, installs);
    const startedAt = performance.now();
    const { url } = trial.service;
    const readers = startReaders({ url, token: trial.token, readers: count, pauseMs });
    const createMs = await createAll(trial, requests);
    const states = await untilEnded(trial, installs);
    const wallSeconds = Math.round((performance.now() - startedAt) / 100) / 10;
    const api = await readers.stop();
    const problems = await problemsOf(trial);
    return {
      database: databaseUrl === undefined ? 'embedded' : 'server',
      installs,
      states,
      problems,
      wallSeconds,
      ...figuresOf(trial.service.pid ?? 0),
      loadAverage: loadAverage(),
      createMs: percentilesOf(createMs),
      readers: { count, pauseMs, ...api },
    };
  } finally {
    await trial.close();
  }
}

async function prepare(trial: Trial, installs: number): Promise<readonly InstallRequest[]> {
  const requests: InstallRequest[] = [];
  for (let index = 0; index < installs; index += 1) {
    const scenario = index % 2 === 0 ? 'cloud-order' : 'ssh';
    const hostname = `storm-${index}`;
    const wish = { scenario, layout: 'single-ext4', hostname } as const;
    requests.push((await prepareScenario(trial.lab, wish)).request);
  }
  return requests;
}

async function createAll(trial: Trial, requests: readonly InstallRequest[]): Promise<number[]> {
  const samples: number[] = [];
  const left = [...requests];
  const make = async () => {
    for (let request = left.shift(); request !== undefined; request = left.shift()) {
      const wanted = request;
      samples.push(await timed(() => trial.client.installs.create(wanted)));
    }
  };
  await Promise.all(Array.from({ length: MAKERS }, make));
  return samples;
}

/** Counts by state once none is under way any more. */
async function untilEnded(
  { service, token }: Trial,
  installs: number,
): Promise<Readonly<Record<string, number>>> {
  for (;;) {
    await delay(LOOK_MS);
    const headers = { authorization: `Bearer ${token}` };
    const text = await (await fetch(`${service.url}/metrics`, { headers })).text();
    const counts = Object.fromEntries(
      [...text.matchAll(/^ironflake_installs\{state="([a-z]+)"\} (\d+)/gm)].map(
        ([, state = '', value]) => [state, Number(value)] as const,
      ),
    );
    const { ready = 0, failed = 0, cancelled = 0 } = counts;
    process.stderr.write(`${JSON.stringify(counts)}\n`);
    if (ready + failed + cancelled >= installs) return counts;
  }
}

/** How many installs failed with which code, and what was said of one of each. */
async function problemsOf({ client }: Trial): Promise<Readonly<Record<string, Problems>>> {
  const problems: Record<string, Problems> = {};
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await client.installs.list({
      state: 'failed',
      limit: 100,
      ...(cursor === undefined ? {} : { cursor }),
    });
    for (const { problem } of page.items) {
      const code = problem?.code ?? 'none';
      const { count, example } = problems[code] ?? { count: 0, example: problem?.detail ?? '' };
      problems[code] = { count: count + 1, example };
    }
    cursor = page.nextCursor;
  }
  return problems;
}

interface Problems {
  readonly count: number;
  readonly example: string;
}
