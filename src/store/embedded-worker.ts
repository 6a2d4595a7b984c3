/** Runs PGlite in a thread of its own, so that a query does not keep HTTP waiting. Started by embedded.ts. */
import fs from 'node:fs';
import path from 'node:path';
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { syncPath, syncTree } from './durability.ts';
import { createSession } from './embedded-session.ts';
import {
  isToSession,
  isWorkerRequest,
  isWorkerSettings,
  type WorkerReply,
} from './embedded-wire.ts';
import { executeRaw } from './pglite-raw.ts';
import { copyPrepared } from './prepared.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';

/** PGlite's own list without -F (no fsync); giving a list replaces all of it. */
const PGLITE_PARAMETERS = [
  ['--single', '-O', '-j'],
  ['-c', 'search_path=public'],
  ['-c', 'exit_on_error=false'],
  ['-c', 'log_checkpoints=false'],
  ['-c', 'max_worker_processes=0'],
  ['-c', 'max_parallel_workers=0'],
  ['-c', 'max_parallel_workers_per_gather=0'],
  ['-c', 'io_method=sync'],
  ['-c', 'max_parallel_maintenance_workers=0'],
].flat();

/**
 * `open_datasync` has the write-ahead log opened with O_DSYNC, which reaches the host as O_SYNC: each commit
 * is on disk. PGlite's calls of fsync reach nothing (electric-sql/pglite#1107).
 */
const DURABLE_PARAMETERS = [
  ['-c', 'fsync=on'],
  ['-c', 'wal_sync_method=open_datasync'],
  ['-c', 'shared_buffers=16MB'],
  ['-c', 'jit=off'],
  ['-c', 'max_wal_size=64MB'],
  ['-c', 'min_wal_size=32MB'],
].flat();

/** The longest stretch of work in which requests of the main thread wait. */
const SERVE_MS = 20;

const settings: unknown = workerData;
const port = parentPort;
if (port === null || !isWorkerSettings(settings)) {
  throw new Error('embedded-worker.ts is started by embedded.ts only.');
}
const { directory, connections } = settings;
const clusterDirectory = path.join(directory, 'pg');
const madeMark = path.join(directory, 'made');
const startParams = [...PGLITE_PARAMETERS, ...DURABLE_PARAMETERS];

const { pglite, wasRestored } = await open();
const session = createSession(
  (batch) => executeRaw(pglite, batch),
  // The answer is a copy of its own, so that it can be handed over.
  (lane, bytes) => connections.postMessage({ lane, bytes }, handOver(bytes)),
);
/** While a copy is made, nothing is executed. */
let isHeld = false;
let isScheduled = false;
connections.on('message', (message: unknown) => {
  hear(message);
  serve();
});
reply({ kind: 'ready', wasRestored });

port.on('message', (message: unknown) => {
  if (!isWorkerRequest(message)) return;
  carryOut(message.kind).then(
    () => reply({ kind: 'done' }),
    (error: unknown) => reply({ kind: 'failed', message: String(error) }),
  );
});

function hear(message: unknown): void {
  if (!isToSession(message)) return;
  const { lane, bytes, isUrgent } = message;
  if (bytes === null) session.close(lane);
  else session.receive(lane, bytes, isUrgent);
}

function handOver({ buffer, byteLength }: Uint8Array): ArrayBuffer[] {
  return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
}

/** Executes batch after batch, looking between two for what is more urgent; now and then lets others in. */
function serve(): void {
  if (isScheduled || isHeld) return;
  const until = performance.now() + SERVE_MS;
  while (performance.now() < until) {
    for (
      let next = receiveMessageOnPort(connections);
      next;
      next = receiveMessageOnPort(connections)
    ) {
      hear(next.message);
    }
    if (!session.advance()) return;
  }
  isScheduled = true;
  setImmediate(() => {
    isScheduled = false;
    serve();
  });
}

/** Does something while no transaction is open and none can begin. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  while (!session.isIdle()) await new Promise((resolve) => setImmediate(resolve));
  isHeld = true;
  try {
    return await work();
  } finally {
    isHeld = false;
    serve();
  }
}

async function carryOut(request: 'sync' | 'snapshot' | 'stop'): Promise<void> {
  switch (request) {
    case 'sync':
      return syncTree(clusterDirectory);
    case 'snapshot': {
      const archive = await alone(() => pglite.dumpDataDir('gzip'));
      return writeSnapshot(directory, new Uint8Array(await archive.arrayBuffer()));
    }
    case 'stop':
      connections.close();
      await pglite.close();
      return syncTree(clusterDirectory);
  }
}

async function open(): Promise<{ pglite: PGlite; wasRestored: boolean }> {
  // Left by a killed process; the directory's lock says that nobody else is here.
  fs.rmSync(path.join(clusterDirectory, 'postmaster.pid'), { force: true });
  if (!fs.existsSync(madeMark)) return { pglite: await makeCluster(), wasRestored: false };
  try {
    return { pglite: await openCluster(), wasRestored: false };
  } catch (error) {
    const archive = readSnapshot(directory);
    if (archive === null) throw error;
    fs.renameSync(clusterDirectory, `${clusterDirectory}.broken-${Date.now()}`);
    return { pglite: await openAndSync(new Blob([archive])), wasRestored: true };
  }
}

/** From the prepared one, or by PGlite. A start that was killed half way left one that was never used; it goes. */
async function makeCluster(): Promise<PGlite> {
  fs.rmSync(clusterDirectory, { recursive: true, force: true });
  copyPrepared(clusterDirectory);
  const pglite = await openAndSync();
  fs.writeFileSync(madeMark, 'The cluster in pg/ was made whole.\n');
  syncPath(madeMark);
  syncPath(directory);
  return pglite;
}

async function openCluster(): Promise<PGlite> {
  // PGlite would make a new, empty cluster here and say nothing.
  if (!fs.existsSync(path.join(clusterDirectory, 'PG_VERSION'))) {
    throw new Error(`There is no database in ${clusterDirectory}, and there was one before.`);
  }
  return openAndSync();
}

/** Before the first commit, or the control file on disk may still say "shut down" and the log is not read. */
async function openAndSync(loadDataDir?: Blob): Promise<PGlite> {
  const from = loadDataDir ? { loadDataDir } : {};
  const pglite = await PGlite.create({ dataDir: clusterDirectory, startParams, ...from });
  syncTree(clusterDirectory);
  return pglite;
}

function reply(message: WorkerReply): void {
  port?.postMessage(message);
}
