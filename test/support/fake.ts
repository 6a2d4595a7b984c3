/** A value of which a test needs a few members only. */

import { BugError } from '../../src/domain/error.ts';

/** Any member that was not given fails the test that uses it. */
export function fake<T extends object>(members: Partial<T>): T {
  return new Proxy<T>(Object.create(null), {
    get(_target, name) {
      const found = Object.entries(members).find(([key]) => key === name);
      // A promise that resolves to it looks for this one.
      if (found !== undefined || name === 'then') return found?.[1];
      throw new BugError('bug.unexpected', `${String(name)} was not expected`);
    },
  });
}
