/** The only source of time: handed in, so that tests need not wait. */
import { setTimeout as delay } from 'node:timers/promises';

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends after that many milliseconds, or rejects with the signal's reason when it fires first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** setTimeout takes 31 bits; more makes it fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of this machine. */
export function createSystemClock(): Clock {
  return { now: () => Date.now(), sleep: sleepReally };
}

async function sleepReally(ms: number, signal?: AbortSignal): Promise<void> {
  for (let leftMs = ms; leftMs > 0; leftMs -= LONGEST_TIMER_MS) {
    signal?.throwIfAborted();
    try {
      await delay(Math.min(leftMs, LONGEST_TIMER_MS), undefined, signal ? { signal } : {});
    } catch (error) {
      // Node wraps the reason in an AbortError of its own; callers want the reason itself.
      signal?.throwIfAborted();
      throw error;
    }
  }
  signal?.throwIfAborted();
}
