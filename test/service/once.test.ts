import { describe, expect, it } from '@jest/globals';
import { createOnce } from '../../src/service/once.ts';
import { createMemoryCallKeys } from './memory-call-keys.ts';

/** A gate whose pauses end as soon as others had their turn. */
function createGate() {
  const made: string[] = [];
  const once = createOnce({
    keys: createMemoryCallKeys(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
  });
  const ask = (key: string | null, wish: unknown = 'w') =>
    once({
      key,
      wish,
      make: async (id) => {
        await new Promise((resolve) => setImmediate(resolve));
        made.push(id);
        return `made ${id}`;
      },
      present: async (id) => `present ${id}`,
    });
  return { made, once, ask };
}

describe('a call under a key', () => {
  it('makes one thing, of which fifty at once hear the present state', async () => {
    const { made, ask } = createGate();
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('k')));
    expect(made).toHaveLength(1);
    expect(answers.filter(({ isNew }) => isNew)).toEqual([
      { value: `made ${made[0]}`, isNew: true },
    ]);
    const others = answers.filter(({ isNew }) => !isNew);
    expect(new Set(others.map(({ value }) => value))).toEqual(new Set([`present ${made[0]}`]));
  });

  it('makes a thing each time without a key, and for each key', async () => {
    const { made, ask } = createGate();
    for (const key of [null, null, 'a', 'b', 'a']) await ask(key);
    expect(made).toHaveLength(4);
  });

  it('is refused when it means something else, whatever the order of its fields', async () => {
    const { made, ask } = createGate();
    await ask('k', { a: 1, b: 2 });
    expect((await ask('k', { b: 2, a: 1 })).isNew).toBe(false);
    await expect(ask('k', { a: 1, b: 3 })).rejects.toMatchObject({
      code: 'request.idempotency-key-reused',
    });
    expect(made).toHaveLength(1);
  });

  it('does not remember what was refused', async () => {
    const { once, ask } = createGate();
    const make = async () => Promise.reject(new Error('no'));
    await expect(once({ key: 'k', wish: 'w', make, present: make })).rejects.toThrow('no');
    expect((await ask('k')).isNew).toBe(true);
  });

  it('waits for the one at work, and says so when that takes too long', async () => {
    const { once, ask } = createGate();
    const forever = new Promise<string>(() => {});
    void once({ key: 'k', wish: 'w', make: () => forever, present: async () => '' });
    await expect(ask('k')).rejects.toMatchObject({
      code: 'request.conflict',
      details: { retryAfterSeconds: 5 },
    });
  });
});
