/** What docs/running.md says of backups, on both databases: what was restored can unseal and goes on. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '../../src/client/client.ts';
import { createFakeMachine } from '../lab/fake-machine.ts';
import { createHcloudStandIn, type ListeningStandIn } from '../lab/hcloud.ts';
import { createServiceProcess, type ServiceProcess } from '../lab/service-process.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

const TOKEN = 'token-for-the-backups-0123456789';
const MINUTE_MS = 60_000;

let folder: string;
let vendor: ListeningStandIn;
let postgres: TestServer;
const services: ServiceProcess[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ironflake-backup-'));
  vendor = await createHcloudStandIn({
    makeMachine: ({ name }) => createFakeMachine({ name, address: '127.9.0.1' }),
  }).listen();
  postgres = await startPostgres();
}, MINUTE_MS);

afterAll(async () => {
  for (const service of services) await service.stop('SIGKILL');
  await postgres.stop();
  await vendor.close();
  rmSync(folder, { recursive: true, force: true });
}, MINUTE_MS);

async function serviceOn(dataDir: string, databaseUrl: string | null): Promise<ServiceProcess> {
  const service = await createServiceProcess({
    dataDir: path.join(folder, dataDir),
    logFile: path.join(folder, 'service.log'),
    env: {
      IRONFLAKE_TOKEN: TOKEN,
      HCLOUD_ENDPOINT: vendor.endpoint,
      ...(databaseUrl === null ? {} : { DATABASE_URL: databaseUrl }),
    },
  });
  services.push(service);
  await service.start();
  return service;
}

const clientOf = ({ url }: ServiceProcess) => createClient({ baseUrl: url, token: TOKEN });
const SHOP = { provider: 'hcloud', account: 'shop' } as const;

/** What only a service with the right key and the right rows can go on with. */
async function fill(service: ServiceProcess): Promise<void> {
  const { accounts, tokens } = clientOf(service);
  await accounts.add({ provider: 'hcloud', name: 'shop', token: vendor.token });
  expect(await accounts.checked(SHOP)).toMatchObject({ state: 'works' });
  await tokens.create({ name: 'pipeline', scopes: ['read'] });
}

/** The vendor takes the token that was unsealed from the restored rows. */
async function proveRestored(service: ServiceProcess): Promise<void> {
  const { accounts, tokens } = clientOf(service);
  await accounts.check(SHOP);
  expect(await accounts.checked(SHOP)).toMatchObject({ state: 'works' });
  expect((await tokens.list()).items).toContainEqual(expect.objectContaining({ name: 'pipeline' }));
}

describe('a backup', () => {
  it(
    'of the embedded database is a copy of the data directory of a stopped service',
    async () => {
      const first = await serviceOn('first', null);
      await fill(first);
      await first.stop();
      cpSync(path.join(folder, 'first'), path.join(folder, 'restored'), { recursive: true });
      await proveRestored(await serviceOn('restored', null));
    },
    3 * MINUTE_MS,
  );

  it(
    'of PostgreSQL is a dump made while the service runs, and its key',
    async () => {
      const database = await postgres.createDatabase();
      const first = await serviceOn('keys', database);
      await fill(first);
      const dump = path.join(folder, 'ironflake.dump');
      execFileSync('pg_dump', ['--format=custom', `--file=${dump}`, database]);
      await first.stop();
      const restored = await postgres.createDatabase();
      execFileSync('pg_restore', ['--exit-on-error', `--dbname=${restored}`, dump]);
      await proveRestored(await serviceOn('keys', restored));
    },
    3 * MINUTE_MS,
  );
});
