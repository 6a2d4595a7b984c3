import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { createLines } from '../../src/workflow/lines.ts';

/** Pools that connect to nothing, told apart by their size. */
function poolOf(max: number): pg.Pool {
  return new pg.Pool({ max });
}

describe('the lines to the database', () => {
  const own = poolOf(7);
  const lines = createLines(own, poolOf(3));
  const size = async () => lines.pool.options.max;

  it('are the engine’s own where nobody waits', async () => {
    expect(await size()).toBe(7);
  });

  it('are the callers’ for what a caller waits for, and not for work that it began', async () => {
    expect(await lines.forCaller(size)).toBe(3);
    expect(await lines.forCaller(() => lines.forWork(size))).toBe(7);
    expect(await lines.forCaller(async () => Promise.resolve().then(size))).toBe(3);
  });

  it('are one where callers have no connections of their own', async () => {
    expect(await createLines(own).forCaller(async () => createLines(own).pool.options.max)).toBe(7);
  });
});
