/** Time as the stand-in sees it: the real one, or one that a test moves on by hand. */

/** Where the stand-in reads time, and waits. */
export interface LabClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Runs a task after a while; the answer takes it back. The task must not reject. */
  schedule(delayMs: number, task: () => void | Promise<void>): () => void;
}

/** A clock for tests. */
export interface ManualClock extends LabClock {
  /** Moves time on; ends when every task that fell due, and what it started by then, is done. */
  advance(ms: number): Promise<void>;
}

/** The clock on the wall. */
export function createRealClock(): LabClock {
  return {
    now: Date.now,
    schedule(delayMs, task) {
      const timer = setTimeout(() => void task(), delayMs);
      // A stand-in lives as long as it listens; what it has planned beyond that holds no process back.
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

interface Timer {
  readonly dueAt: number;
  readonly task: () => void | Promise<void>;
}

/** A clock that stands still until it is moved; for tests. */
export function createManualClock(startAt = Date.parse('2026-11-22T12:00:00Z')): ManualClock {
  let now = startAt;
  const timers = new Set<Timer>();
  return {
    now: () => now,
    schedule(delayMs, task) {
      const timer = { dueAt: now + delayMs, task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(timers, until); timer; timer = nextDue(timers, until)) {
        timers.delete(timer);
        now = timer.dueAt;
        await timer.task();
      }
      now = until;
    },
  };
}

function nextDue(timers: ReadonlySet<Timer>, until: number): Timer | undefined {
  const due = [...timers].filter((timer) => timer.dueAt <= until);
  return due.sort((a, b) => a.dueAt - b.dueAt)[0];
}
