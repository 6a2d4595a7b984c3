import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { OpenDatabase } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { describeMachines } from '../conformance/machines.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

const SECRET_KEY = new Uint8Array(32).fill(7);
let root: string;
let server: TestServer;
let databases: readonly [OpenDatabase, OpenDatabase];
let stores: readonly [Store, Store];

beforeAll(async () => {
  root = makeFastDirectory();
  server = await startPostgres();
  databases = await Promise.all([
    openDatabase({ dataDir: path.join(root, 'machines') }),
    openDatabase({ databaseUrl: await server.createDatabase(), dataDir: '/nonexistent' }),
  ]);
  const [embedded, shared] = databases;
  stores = [createStore(embedded, SECRET_KEY), createStore(shared, SECRET_KEY)];
}, 90_000);
afterAll(async () => {
  await Promise.all(databases.map((database) => database.close()));
  await server.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

describeMachines('PGlite', () => stores[0]);
describeMachines('PostgreSQL', () => stores[1]);
