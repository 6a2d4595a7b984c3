/** A clock that moves only when a test says so. */
import type { Clock } from '../../src/workflow/clock.ts';

export interface ManualClock extends Clock {
  /** Moves on, waking sleepers in the order of their times, each with all it sets off before the next. */
  advance(ms: number): Promise<void>;
  /** How many sleep now. */
  readonly sleeperCount: number;
}

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** Makes a clock that stands at this instant. */
export function createManualClock(startMs = Date.UTC(2026, 0, 1)): ManualClock {
  let nowMs = startMs;
  const sleepers = new Set<Sleeper>();
  const nextBefore = (endMs: number) =>
    [...sleepers].filter(({ wakeAt }) => wakeAt <= endMs).sort((a, b) => a.wakeAt - b.wakeAt)[0];
  return {
    now: () => nowMs,
    get sleeperCount() {
      return sleepers.size;
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper: Sleeper = { wakeAt: nowMs + ms, wake: resolve };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', () => {
          if (sleepers.delete(sleeper)) reject(signal.reason);
        });
      });
    },
    async advance(ms) {
      await settle();
      const endMs = nowMs + ms;
      for (let next = nextBefore(endMs); next; next = nextBefore(endMs)) {
        nowMs = Math.max(nowMs, next.wakeAt);
        sleepers.delete(next);
        next.wake();
        await settle();
      }
      nowMs = endMs;
      await settle();
    },
  };
}

/** Lets everything run that needs no time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
