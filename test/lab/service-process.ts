/** The service as a process of its own, so that it can be killed and started again. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface ServiceOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  /** Log lines of the service go to this file, all starts after one another. */
  readonly logFile: string;
}

export interface ServiceProcess {
  readonly url: string;
  readonly isRunning: boolean;
  /** Of the running process; null where none runs. */
  readonly pid: number | null;
  start(): Promise<void>;
  /** SIGTERM ends it in good order, SIGKILL at once. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Far beyond what a start takes, since many of them may share a busy machine. */
const READY_MS = 180_000;

/** A service on a free port of this machine; not started yet. */
export async function createServiceProcess(options: ServiceOptions): Promise<ServiceProcess> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  process.on('exit', () => child?.kill('SIGKILL'));
  return {
    url,
    get isRunning() {
      return child !== null;
    },
    get pid() {
      return child?.pid ?? null;
    },
    async start() {
      const started = spawnService(options, port);
      child = started;
      started.on('exit', () => {
        if (child === started) child = null;
      });
      await waitUntilReady(url, started, options.logFile);
    },
    async stop(signal = 'SIGTERM') {
      if (child === null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

function spawnService(options: ServiceOptions, port: number): ChildProcess {
  const root = path.resolve(import.meta.dirname, '../..');
  const log = openSync(options.logFile, 'a');
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    NODE_NO_WARNINGS: '1',
    ...options.env,
    PORT: String(port),
    DATA_DIR: options.dataDir,
  };
  // This process runs on the pinned Node already; no launcher between us and the process to kill.
  const args = ['--max-semi-space-size=8', '--heap-growing-percent=100', 'src/main.ts'];
  return spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', log, log] });
}

async function waitUntilReady(url: string, child: ChildProcess, logFile: string): Promise<void> {
  const until = Date.now() + READY_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`The service ended at once; see ${logFile}`);
    const answer = await fetch(`${url}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await delay(50);
  }
  throw new Error(`The service was not ready after ${READY_MS / 1000} s; see ${logFile}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}
