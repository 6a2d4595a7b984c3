import { describe, expect, it } from '@jest/globals';
import { canonicalJson } from '../../src/plan/digest.ts';

describe('canonical JSON', () => {
  it('sorts keys at every level, keeps the order of lists, and leaves out what is undefined', () => {
    const value = { b: [{ z: 1, a: 2 }, 'x'], a: { d: null, c: undefined } };
    expect(canonicalJson(value)).toBe('{"a":{"d":null},"b":[{"a":2,"z":1},"x"]}');
  });
});
