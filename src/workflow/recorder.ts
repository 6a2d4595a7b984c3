/** Runs and records steps on DBOS, and lets go of them when the process stops. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import { RequestError } from '../domain/error.ts';
import type { Clock } from './clock.ts';

export interface Recorder {
  record<T>(name: string, body: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /**
   * Lets no further step begin, gives running ones so long to end, then tells them to stop. What did not end
   * is not recorded, and runs again where the workflow is resumed.
   */
  drain(graceMs: number): Promise<void>;
}

export interface RecorderOptions {
  readonly clock: Clock;
  /** False: another process may have taken our work, so no step may begin. */
  readonly isFresh: () => boolean;
}

const STALE_CHECK_MS = 100;
/** For steps that were told to stop. */
const LAST_GRACE_MS = 1_000;

export function createRecorder({ clock, isFresh }: RecorderOptions): Recorder {
  const closing = new AbortController();
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();

  const guarded = async <T>(body: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    while (!isFresh() && !closing.signal.aborted) await clock.sleep(STALE_CHECK_MS);
    if (closing.signal.aborted) return parked();
    return interruptible(body, stopping.signal);
  };
  return {
    record(name, body) {
      if (closing.signal.aborted) return parked();
      // No await before this call: parallel steps are numbered in the order they are called.
      const recording = DBOS.runStep(() => guarded(body), { name });
      running.add(recording);
      const forget = () => running.delete(recording);
      recording.then(forget, forget);
      return recording;
    },
    async drain(graceMs) {
      closing.abort();
      await settled(running, graceMs, clock);
      stopping.abort(new Error('The process is stopping.'));
      await settled(running, LAST_GRACE_MS, clock);
    },
  };
}

/** Never settles: the workflow stands still here until another run of it takes over. */
function parked(): Promise<never> {
  return new Promise(() => {});
}

async function interruptible<T>(
  body: (signal: AbortSignal) => Promise<T>,
  stopSignal: AbortSignal,
): Promise<T> {
  const cancelSignal = DBOS.stepStatus?.cancelSignal;
  const merged = new AbortController();
  const onCancel = () => merged.abort(new RequestError('request.cancelled', 'It was cancelled.'));
  const onStop = () => merged.abort(stopSignal.reason);
  cancelSignal?.addEventListener('abort', onCancel, { once: true });
  stopSignal.addEventListener('abort', onStop, { once: true });
  if (cancelSignal?.aborted) onCancel();
  try {
    return await body(merged.signal);
  } catch (error) {
    if (stopSignal.aborted && !cancelSignal?.aborted) return parked();
    throw error;
  } finally {
    cancelSignal?.removeEventListener('abort', onCancel);
    stopSignal.removeEventListener('abort', onStop);
  }
}

async function settled(
  running: ReadonlySet<Promise<unknown>>,
  forMs: number,
  clock: Clock,
): Promise<void> {
  if (running.size === 0) return;
  const enough = new AbortController();
  await Promise.race([
    Promise.allSettled(running),
    clock.sleep(forMs, enough.signal).catch(() => {}),
  ]);
  enough.abort();
}
