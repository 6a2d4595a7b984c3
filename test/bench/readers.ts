/** Readers of the API in a thread of their own, so that what else the benchmark does keeps no clock waiting. */

import { setTimeout as delay } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { type Percentiles, percentilesOf } from './percentiles.ts';

export interface ReaderOptions {
  readonly url: string;
  readonly token: string;
  readonly readers: number;
  /** Between an answer and the next question of a reader; 0: as fast as answers come. */
  readonly pauseMs: number;
}

/** What all readers together have seen. */
export interface ReaderFigures {
  readonly list: Percentiles;
  readonly get: Percentiles;
  readonly callsPerSecond: number;
  /** Answers with another status than 200, and calls without answer. */
  readonly errors: number;
}

export interface Readers {
  stop(): Promise<ReaderFigures>;
}

/** Each lists installs and reads one of those, in turn, until told to stop. */
export function startReaders(options: ReaderOptions): Readers {
  const worker = new Worker(new URL(import.meta.url), { workerData: options });
  const figures = new Promise<ReaderFigures>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return {
    stop() {
      worker.postMessage('stop');
      return figures;
    },
  };
}

async function readUntilStopped({ url, token, readers, pauseMs }: ReaderOptions) {
  const samples = { list: [] as number[], get: [] as number[] };
  const headers = { authorization: `Bearer ${token}` };
  const startedAt = performance.now();
  let errors = 0;
  let isStopped = false;
  parentPort?.once('message', () => {
    isStopped = true;
  });

  async function call(kind: 'list' | 'get', path: string): Promise<unknown> {
    const sentAt = performance.now();
    try {
      const answer = await fetch(`${url}${path}`, { headers });
      const body: unknown = await answer.json();
      samples[kind].push(performance.now() - sentAt);
      if (answer.status === 200) return body;
    } catch {
      // Counted below.
    }
    errors += 1;
    return null;
  }

  async function readOn(index: number): Promise<void> {
    await delay((pauseMs * index) / readers);
    while (!isStopped) {
      const installId = someInstall(await call('list', '/v1/installs?limit=20'), index);
      await delay(pauseMs);
      if (installId !== null) await call('get', `/v1/installs/${installId}`);
      await delay(pauseMs);
    }
  }
  await Promise.all(Array.from({ length: readers }, (_, index) => readOn(index)));
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    list: percentilesOf(samples.list),
    get: percentilesOf(samples.get),
    callsPerSecond: Math.round((samples.list.length + samples.get.length) / seconds),
    errors,
  };
}

function someInstall(page: unknown, index: number): string | null {
  const items: unknown = fieldOf(page, 'items');
  if (!Array.isArray(items) || items.length === 0) return null;
  return String(fieldOf(items[index % items.length], 'installId'));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function isReaderOptions(value: unknown): value is ReaderOptions {
  return typeof value === 'object' && value !== null && 'readers' in value && 'pauseMs' in value;
}

if (!isMainThread && isReaderOptions(workerData)) {
  parentPort?.postMessage(await readUntilStopped(workerData));
}
