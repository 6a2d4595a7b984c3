import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenDatabase } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createVendorLimits } from '../../src/store/vendor-limits.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';
import { startPostgres, type TestServer } from '../support/postgres.ts';

const HOUR_MS = 3_600_000;
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

describeLimits('PGlite', () => openDatabase({ dataDir: path.join(root, 'limits') }));
describeLimits('PostgreSQL', async () =>
  openDatabase({ databaseUrl: await server.createDatabase(), dataDir: root }),
);

function describeLimits(name: string, open: () => Promise<OpenDatabase>): void {
  describe(`the limits of vendors on ${name}`, () => {
    let database: OpenDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database.close());

    it('count the calls of a key within a window', async () => {
      const { calls } = createVendorLimits(database);
      for (const key of ['a', 'a', 'b']) expect(await calls.take(key, 3, HOUR_MS)).toBe(true);
      expect(await calls.count('a', HOUR_MS)).toBe(2);
      expect(await calls.count('b', HOUR_MS)).toBe(1);
      expect(await calls.count('a', 0)).toBe(0);
    });

    it('let no more through than there may be, however many ask at once', async () => {
      const { calls } = createVendorLimits(database);
      const asked = Array.from({ length: 20 }, () => calls.take('crowd', 5, HOUR_MS));
      const taken = await Promise.all(asked);
      expect(taken.filter((isTaken) => isTaken)).toHaveLength(5);
      expect(await calls.count('crowd', HOUR_MS)).toBe(5);
    });

    it('forget calls that no limit counts any more', async () => {
      const { calls } = createVendorLimits(database);
      await database.pool.query(
        `insert into vendor_call values ('old', now() - interval '26 hours')`,
      );
      await calls.take('old', 1, HOUR_MS);
      expect(await calls.count('old', 100 * HOUR_MS)).toBe(1);
    });

    it('remember when credentials were refused first', async () => {
      const { circuits } = createVendorLimits(database);
      expect(await circuits.openedAt('key')).toBeNull();
      await circuits.open('key', 1_000);
      await circuits.open('key', 2_000);
      expect(await circuits.openedAt('key')).toBe(1_000);
    });
  });
}
