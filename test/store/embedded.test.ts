import fs from 'node:fs';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SILENT_LOGGER } from '../../src/domain/logger.ts';
import { isLogSynchronous } from '../../src/store/durability.ts';
import { startDatabaseThread } from '../../src/store/embedded-thread.ts';
import { createMaintenance } from '../../src/store/maintenance.ts';
import { openDatabase } from '../../src/store/open.ts';
import { readSnapshot } from '../../src/store/snapshot.ts';
import { describeDatabase } from '../conformance/database.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';

let root: string;

beforeAll(() => {
  root = makeFastDirectory();
});
afterAll(() => {
  fs.rmSync(root, { recursive: true, force: true });
});

describeDatabase('PGlite', () => openDatabase({ dataDir: path.join(root, 'suite') }));

describe('the embedded database', () => {
  it('keeps nothing of what it has answered', async () => {
    const database = await openDatabase({ dataDir: path.join(root, 'answers') });
    const answer = () => database.pool.query(`select repeat('x', 2000000) as text`);
    await answer();
    const before = process.memoryUsage().rss;
    for (let count = 0; count < 100; count += 1) await answer();
    const grownMib = (process.memoryUsage().rss - before) / 2 ** 20;
    await database.close();
    // Of 200 MB that went by; kept, they took 230 MiB.
    expect(grownMib).toBeLessThan(130);
  }, 60_000);

  it('keeps others out, writes its log synchronously, and comes back from its snapshot', async () => {
    const dataDir = path.join(root, 'life');
    const warnings: string[] = [];
    const logger = {
      ...SILENT_LOGGER,
      warn: (_fields: object, message: string) => warnings.push(message),
      error: (_fields: object, message: string) => warnings.push(message),
    };
    const first = await openDatabase({ dataDir, logger });
    expect(warnings).toEqual([]);
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({
      code: 'request.conflict',
      message: expect.stringContaining('is in use by another process'),
    });
    expect(isLogSynchronous(path.join(dataDir, 'pg'))).toBe(process.platform === 'linux' || null);
    expect((await first.pool.query('show fsync')).rows).toEqual([{ fsync: 'on' }]);
    await first.pool.query(`insert into peer values ('before the snapshot', now())`);
    const connections = new MessageChannel().port1;
    const thread = { connections, wasRestored: false, ask: async () => {}, end: async () => {} };
    const maintenance = createMaintenance({ directory: dataDir, pool: first.pool, thread });
    await maintenance.tidy();
    await first.close();
    expect(readSnapshot(dataDir)).toBeNull();

    const direct = await startDatabaseThread({ directory: dataDir }, () => {});
    await direct.ask('snapshot');
    await direct.ask('stop');
    await direct.end();
    fs.rmSync(path.join(dataDir, 'pg', 'PG_VERSION'));

    const second = await openDatabase({ dataDir, logger });
    const { rows } = await second.pool.query('select peer_id from peer');
    await second.close();
    expect(warnings).toEqual(['The database did not open; the last snapshot was restored']);
    expect(rows).toEqual([{ peer_id: 'before the snapshot' }]);
    expect(fs.readdirSync(dataDir).some((name) => name.startsWith('pg.broken-'))).toBe(true);
  }, 180_000);

  it('does not begin anew where a database was lost', async () => {
    const dataDir = path.join(root, 'lost');
    fs.mkdirSync(dataDir);
    fs.writeFileSync(path.join(dataDir, 'made'), '');
    const opening = openDatabase({ dataDir });
    await expect(opening).rejects.toThrow('and there was one before');
    // The failed start has let go of the directory.
    await expect(openDatabase({ dataDir })).rejects.toMatchObject({ code: 'bug.unexpected' });
  });
});
