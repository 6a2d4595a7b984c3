import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenDatabase } from '../../src/store/database.ts';
import { createEvents } from '../../src/store/events.ts';
import { openDatabase } from '../../src/store/open.ts';
import { describeDatabase } from '../conformance/database.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

let server: TestServer;

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(async () => {
  await server.stop();
});

async function openNew(databaseUrl?: string): Promise<OpenDatabase> {
  return openDatabase({
    databaseUrl: databaseUrl ?? (await server.createDatabase()),
    dataDir: '/nonexistent',
  });
}

describeDatabase('PostgreSQL', () => openNew());

describe('two processes on one server', () => {
  let databases: OpenDatabase[] = [];

  beforeAll(async () => {
    const url = await server.createDatabase();
    // At once: both find the tables missing.
    databases = await Promise.all([openNew(url), openNew(url)]);
  }, 30_000);
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()));
  });

  it('hear of each other’s events', async () => {
    const [one, other] = databases;
    if (!one || !other) throw new Error('two databases were opened');
    const installId = randomUUID();
    await one.pool.query(
      `insert into install (install_id, state, request) values ($1, 'queued', '{}')`,
      [installId],
    );
    const heard = new Promise((resolve) => other.onEvent(({ installId: id }) => resolve(id)));
    await createEvents(one).append(installId, [{ body: { kind: 'resumed' } }]);
    await expect(heard).resolves.toBe(installId);
  });

  it('are told to look again after a lost connection', async () => {
    const [one, other] = databases;
    if (!one || !other) throw new Error('two databases were opened');
    const heard = new Promise((resolve) => other.onEvent(resolve));
    await one.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'ironflake-listen' and datname = current_database()`,
    );
    await expect(heard).resolves.toEqual({ installId: null });
  });
});
