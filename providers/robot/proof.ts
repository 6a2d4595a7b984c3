import { cancelled } from './errors.ts';

/** Whether credentials have been accepted, and a way to find out with one call at a time. */
export interface Proof {
  /** The vendor has accepted these credentials, and has not refused them since. */
  readonly isGood: boolean;
  set(isGood: boolean): void;
  /**
   * Runs alone among those that ask for it, in their order; all together once the proof is there.
   *
   * @throws RequestError `request.cancelled` when the signal fires before its turn
   */
  alone<T>(act: () => Promise<T>, signal: AbortSignal): Promise<T>;
}

/** Nothing is proven at first. */
export function createProof(): Proof {
  let isGood = false;
  let turn: Promise<void> = Promise.resolve();
  return {
    get isGood() {
      return isGood;
    },
    set(now) {
      isGood = now;
    },
    async alone(act, signal) {
      const before = turn;
      const done = Promise.withResolvers<void>();
      turn = before.then(() => done.promise);
      try {
        await unlessAborted(before, signal);
        // Proven in the meantime: whoever waits behind need not wait for this one.
        if (isGood) done.resolve();
        return await act();
      } finally {
        done.resolve();
      }
    },
  };
}

function unlessAborted(waiting: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    void waiting.then(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
  });
}
