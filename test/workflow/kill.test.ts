import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { makeFastDirectory } from '../support/fast-directory.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

const PROGRAM = path.join(import.meta.dirname, 'journal-program.ts');

let root: string;
let server: TestServer;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  root = makeFastDirectory();
  server = await startPostgres();
}, 60_000);
afterEach(async () => {
  await Promise.all([...children].map(kill));
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

interface Place {
  readonly journal: string;
  readonly env: Readonly<Record<string, string>>;
}

function newPlace(name: string, env: Record<string, string>): Place {
  return { journal: path.join(root, name), env: { ...env, JOURNAL: path.join(root, name) } };
}

function start(place: Place, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ['--no-warnings', PROGRAM], {
    env: { ...process.env, ...place.env, AWAIT: 'run', ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

function linesOf({ journal }: Place): string[] {
  return fs.existsSync(journal) ? fs.readFileSync(journal, 'utf8').trim().split('\n') : [];
}

async function until(place: Place, line: string, child: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + 30_000; !linesOf(place).includes(line); ) {
    if (Date.now() > giveUpAt || child.exitCode !== null) {
      throw new Error(`No line "${line}" in the journal: ${linesOf(place).join(', ')}`);
    }
    await delay(20);
  }
}

async function exitCode(child: ChildProcess): Promise<unknown> {
  if (child.exitCode !== null) return child.exitCode;
  const [code] = await once(child, 'exit');
  return code;
}

function count(place: Place, word: string): Record<string, number> {
  const numbers = linesOf(place).flatMap((line) => line.match(`${word} (\\d)`)?.[1] ?? []);
  return Object.fromEntries(
    ['1', '2', '3', '4'].map((number) => [number, numbers.filter((n) => n === number).length]),
  );
}

describe.each(['PGlite', 'PostgreSQL'])('a process that is killed in every step, on %s', (kind) => {
  it('goes on where it was, and runs no completed step again', async () => {
    const place =
      kind === 'PGlite'
        ? newPlace('embedded', { DATA_DIR: path.join(root, 'data') })
        : newPlace('server', { DATABASE_URL: await server.createDatabase() });
    for (const number of [1, 2, 3, 4]) {
      const child = start(place, { HANG_AT: String(number), START: 'run' });
      await until(place, `local begin ${number}`, child);
      await kill(child);
    }
    expect(await exitCode(start(place, { START: 'run' }))).toBe(0);
    expect(count(place, 'begin')).toEqual({ 1: 2, 2: 2, 3: 2, 4: 2 });
    expect(count(place, 'end')).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1 });
    const ids = linesOf(place).flatMap((line) => line.match(/end \d (.*)/)?.[1] ?? []);
    expect(new Set(ids).size).toBe(1);
  }, 120_000);
});

describe('two processes on one PostgreSQL server', () => {
  it('let the living one take over the dead one’s work within 15 s', async () => {
    const place = newPlace('dead', { DATABASE_URL: await server.createDatabase() });
    const doomed = start(place, { EXECUTOR_ID: 'doomed', HANG_AT: '2', START: 'run' });
    await until(place, 'doomed begin 2', doomed);
    const heir = start(place, { EXECUTOR_ID: 'heir' });
    await until(place, 'heir up', heir);
    await kill(doomed);
    const killedAt = Date.now();
    expect(await exitCode(heir)).toBe(0);
    expect(Date.now() - killedAt).toBeLessThan(15_000);
    expect(count(place, 'end')).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1 });
    expect(linesOf(place)).toContain('heir begin 2');
  }, 60_000);

  it('hand work over at once when one is stopped cleanly', async () => {
    const place = newPlace('stopped', { DATABASE_URL: await server.createDatabase() });
    const leaving = start(place, { EXECUTOR_ID: 'leaving', HANG_AT: '3', START: 'run' });
    await until(place, 'leaving begin 3', leaving);
    const heir = start(place, { EXECUTOR_ID: 'heir' });
    await until(place, 'heir up', heir);
    leaving.kill('SIGTERM');
    const stoppedAt = Date.now();
    expect(await exitCode(heir)).toBe(0);
    expect(Date.now() - stoppedAt).toBeLessThan(8_000);
    expect(await exitCode(leaving)).toBe(0);
    expect(count(place, 'end')).toEqual({ 1: 1, 2: 1, 3: 1, 4: 1 });
  }, 60_000);

  it('shut out a process that only seemed dead when it wakes up', async () => {
    const place = newPlace('zombie', { DATABASE_URL: await server.createDatabase() });
    const zombie = start(place, { EXECUTOR_ID: 'zombie', HANG_AT: '2', START: 'run' });
    await until(place, 'zombie begin 2', zombie);
    const heir = start(place, { EXECUTOR_ID: 'heir' });
    await until(place, 'heir up', heir);
    zombie.kill('SIGSTOP');
    expect(await exitCode(heir)).toBe(0);
    fs.writeFileSync(`${place.journal}.go`, '');
    zombie.kill('SIGCONT');
    expect(await exitCode(zombie)).toBe(0);
    const byZombie = linesOf(place).filter((line) => line.startsWith('zombie begin'));
    expect(byZombie).toEqual(['zombie begin 1', 'zombie begin 2']);
    expect(count(place, 'begin')).toEqual({ 1: 1, 2: 2, 3: 1, 4: 1 });
  }, 60_000);
});
