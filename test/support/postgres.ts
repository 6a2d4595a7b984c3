/** A private PostgreSQL cluster for tests, or the server of TEST_DATABASE_URL. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';

export interface TestServer {
  /** Makes an empty database and returns its URL. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

const INSTALL_HINT =
  'These tests need PostgreSQL: install Debian’s package `postgresql` (apt-get install postgresql), or set TEST_DATABASE_URL to a server on which databases may be created.';
const BINARIES = '/usr/lib/postgresql';
const START_DEADLINE_MS = 30_000;

/**
 * Starts a cluster in a temporary directory, reached by a Unix socket only, without fsync.
 *
 * @throws Error that says what to install when there is no PostgreSQL
 */
export async function startPostgres(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  if (given) return serverAt(given, async () => {});
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'ironflake-pg-'));
  const run = asPlainUser(directory);
  const data = path.join(directory, 'data');
  const bin = findBinaries();
  const initdb = run(path.join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-N']);
  execFileSync(initdb.command, initdb.args, { cwd: directory, stdio: 'pipe' });
  const server = run(path.join(bin, 'postgres'), [
    ...['-D', data, '-k', directory, '-c', 'listen_addresses=', '-c', 'fsync=off'],
    ...['-c', 'max_connections=60', '-c', 'shared_buffers=32MB'],
  ]);
  const child = spawn(server.command, server.args, { cwd: directory, stdio: 'ignore' });
  const url = `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(directory)}`;
  await answers(url);
  return serverAt(url, async () => {
    await stopChild(child);
    fs.rmSync(directory, { recursive: true, force: true });
  });
}

function serverAt(url: string, stop: () => Promise<void>): TestServer {
  return {
    async createDatabase() {
      const name = `test_${randomBytes(6).toString('hex')}`;
      await query(url, `create database ${name}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return own.href;
    },
    stop,
  };
}

function findBinaries(): string {
  const versions = fs.existsSync(BINARIES) ? fs.readdirSync(BINARIES) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  const bin = newest === undefined ? null : path.join(BINARIES, newest, 'bin');
  if (bin === null || !fs.existsSync(path.join(bin, 'initdb'))) throw new Error(INSTALL_HINT);
  return bin;
}

/** PostgreSQL refuses to run as root; the package brings a user for it. It ends with us, however we end. */
function asPlainUser(directory: string) {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot) return (command: string, args: string[]) => ({ command, args });
  const [uid, gid] = ['-u', '-g'].map((flag) => idOfPostgres(flag));
  fs.chownSync(directory, Number(uid), Number(gid));
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', '--pdeathsig=INT'];
  return (command: string, args: string[]) => ({
    command: 'setpriv',
    args: [...identity, command, ...args],
  });
}

function idOfPostgres(flag: string): string {
  try {
    return execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch (cause) {
    throw new Error(INSTALL_HINT, { cause });
  }
}

async function answers(url: string): Promise<void> {
  const until = Date.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      return await query(url, 'select 1');
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(50);
    }
  }
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  await ended;
}
