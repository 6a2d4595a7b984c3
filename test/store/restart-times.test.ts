import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenDatabase } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createRestartTimes } from '../../src/store/restart-times.ts';
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

describeTimes('PGlite', () => openDatabase({ dataDir: path.join(root, 'times') }));
describeTimes('PostgreSQL', async () =>
  openDatabase({ databaseUrl: await server.createDatabase(), dataDir: root }),
);

function describeTimes(name: string, open: () => Promise<OpenDatabase>): void {
  describe(`the times of restarts on ${name}`, () => {
    const kind = { provider: 'robot', product: 'EX44', method: 'software' } as const;
    let database: OpenDatabase;
    beforeAll(async () => {
      database = await open();
    }, 60_000);
    afterAll(() => database.close());

    it('are kept by product and way, each once, newest first', async () => {
      const times = createRestartTimes(database);
      expect(await times.last(kind)).toEqual([]);
      await times.remember('a', kind, 30_000.4);
      await times.remember('a', kind, 99_000);
      await times.remember('b', kind, 20_000);
      await times.remember('c', { ...kind, method: 'hardware' }, 50_000);
      await times.remember('d', { ...kind, product: 'AX41' }, 60_000);
      expect(await times.last(kind)).toEqual([20_000, 30_000]);
      expect(await times.last({ ...kind, method: 'hardware' })).toEqual([50_000]);
    });

    it('are forgotten but for the last ten, and those of others stay', async () => {
      const times = createRestartTimes(database);
      for (let round = 1; round <= 12; round += 1) {
        await times.remember(`round-${round}`, kind, round);
      }
      expect(await times.last(kind)).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
      const { rows } = await database.pool.query('select count(*)::int as total from restart_time');
      expect(rows).toEqual([{ total: 12 }]);
    });
  });
}
