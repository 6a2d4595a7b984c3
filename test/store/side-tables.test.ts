import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import type { InstallRequest } from '../../src/domain/request.ts';
import { openDatabase } from '../../src/store/open.ts';
import { describeAccounts } from '../conformance/accounts.ts';
import { describeGiveBacks } from '../conformance/give-backs.ts';
import { describeOfferListings } from '../conformance/offer-listings.ts';
import { describeSideTables } from '../conformance/side-tables.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

let root: string;
let server: TestServer;

beforeAll(async () => {
  root = makeFastDirectory();
  server = await startPostgres();
}, 60_000);
afterAll(async () => {
  await server.stop();
  fs.rmSync(root, { recursive: true, force: true });
});

const request: InstallRequest = EXAMPLE_REQUEST;

const onDisk = (name: string) => openDatabase({ dataDir: path.join(root, name) });
const onServer = async () =>
  openDatabase({ databaseUrl: await server.createDatabase(), dataDir: root });

describeSideTables('PGlite', request, () => onDisk('side'));
describeSideTables('PostgreSQL', request, onServer);
describeAccounts('PGlite', request, () => onDisk('accounts'));
describeAccounts('PostgreSQL', request, onServer);
describeOfferListings('PGlite', () => onDisk('offers'));
describeOfferListings('PostgreSQL', onServer);
describeGiveBacks('PGlite', request, () => onDisk('give-backs'));
describeGiveBacks('PostgreSQL', request, onServer);
