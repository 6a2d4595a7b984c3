/** Two lines to the database: one for what somebody waits for at the service's door, one for the work itself. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { Pool } from 'pg';

export interface Lines {
  /** Goes over the callers' connections inside of `forCaller`, and over the engine's own elsewhere. */
  readonly pool: Pool;
  /** Somebody waits for this: it does not stand behind hundreds of running workflows. */
  forCaller<T>(work: () => Promise<T>): Promise<T>;
  /** Nobody waits for this, even where a caller began it. */
  forWork<T>(work: () => Promise<T>): Promise<T>;
}

/** Makes both lines of two pools; one pool is both where callers have none of their own. */
export function createLines(ofWork: Pool, ofCallers: Pool = ofWork): Lines {
  const storage = new AsyncLocalStorage<'caller' | 'work'>();
  const pool = new Proxy(ofWork, {
    get(_, property) {
      const chosen = storage.getStore() === 'caller' ? ofCallers : ofWork;
      const value: unknown = Reflect.get(chosen, property);
      return typeof value === 'function' ? value.bind(chosen) : value;
    },
  });
  return {
    pool,
    forCaller: (work) => storage.run('caller', work),
    forWork: (work) => storage.run('work', work),
  };
}
