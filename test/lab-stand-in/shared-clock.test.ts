import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createSharedClock, readSharedTime } from '../lab/shared-clock.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'ironflake-clock-'));

afterAll(() => rmSync(dir, { recursive: true, force: true }));

const HOUR_MS = 3_600_000;

describe('a shared clock', () => {
  it('is an hour on in a moment, for whoever reads its file', async () => {
    const file = path.join(dir, 'clock.json');
    const clock = createSharedClock(file, 1);
    const reader = readSharedTime(file);
    const startedAt = reader.now();
    expect(Math.abs(clock.now() - startedAt)).toBeLessThan(1_000);
    const sleeping = reader.sleep(HOUR_MS);
    const planned = new Promise<number>((resolve) => {
      clock.schedule(HOUR_MS, () => resolve(clock.now()));
    });
    clock.setRate(100_000);
    await sleeping;
    expect(reader.now()).toBeGreaterThanOrEqual(startedAt + HOUR_MS);
    expect(await planned).toBeGreaterThanOrEqual(startedAt + HOUR_MS);
  });

  it('never goes back when it is slowed down, and wakes whoever is called off', async () => {
    const clock = createSharedClock(path.join(dir, 'slower.json'), 100_000);
    const before = clock.now();
    clock.setRate(1);
    expect(clock.now()).toBeGreaterThanOrEqual(before);
    const caller = new AbortController();
    const sleeping = clock.sleep(HOUR_MS, { signal: caller.signal });
    caller.abort(new Error('called off'));
    await expect(sleeping).rejects.toMatchObject({ name: 'AbortError' });
  });
});
