/** One piece of work with an end: by its deadline, or by a signal from outside. */
import type { Clock } from './clock.ts';

/** How long work that was told to stop may take to stop, before it is left behind. */
const GRACE_MS = 500;

export interface DeadlineOptions {
  readonly clock: Clock;
  /** None when absent. */
  readonly deadlineMs?: number | undefined;
  /** Ends the work early; its reason is thrown. */
  readonly signal: AbortSignal;
  /** The error that a passed deadline means. */
  readonly onDeadline: () => Error;
}

/**
 * Runs the work and hands it a signal that fires at the deadline or with the outer signal. Work that does
 * not end within half a second of it is left behind; what it still returns is dropped.
 *
 * @throws the error of `onDeadline`, the signal's reason, or the work's own error
 */
export async function withDeadline<T>(
  work: (signal: AbortSignal) => Promise<T>,
  options: DeadlineOptions,
): Promise<T> {
  const { clock, deadlineMs, signal, onDeadline } = options;
  signal.throwIfAborted();
  const inner = new AbortController();
  const finished = new AbortController();
  const forward = () => inner.abort(signal.reason);
  signal.addEventListener('abort', forward, { once: true });
  if (deadlineMs !== undefined) {
    const expire = () => inner.abort(onDeadline());
    clock.sleep(deadlineMs, finished.signal).then(expire, ignore);
  }
  try {
    return await Promise.race([
      work(inner.signal),
      abandoned(inner.signal, clock, finished.signal),
    ]);
  } catch (error) {
    // Whatever the work made of the signal, the reason says what happened.
    if (inner.signal.aborted) throw inner.signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', forward);
    finished.abort();
  }
}

/** Rejects some time after the signal fired; never settles otherwise. */
function abandoned(signal: AbortSignal, clock: Clock, finished: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const giveUp = () => {
      clock.sleep(GRACE_MS, finished).then(() => reject(signal.reason), ignore);
    };
    signal.addEventListener('abort', giveUp, { once: true });
  });
}

function ignore(): void {}
