/** How a reader of stored events waits for more. */

/** Rung by wake-ups; a reader looks again after each. */
export interface Bell {
  reset(): void;
  /** Until the bell rang since the last reset, the signal fired, or some time has passed. */
  wait(): Promise<void>;
  close(): void;
}

/**
 * A bell that hears from now on.
 *
 * @param subscribe calls `wake` after each change; returns how to stop
 */
export function createBell(
  subscribe: (wake: () => void) => () => void,
  signal: AbortSignal,
  lookAgainMs: number,
): Bell {
  let rang = false;
  let wake = (): void => {};
  const ring = (): void => {
    rang = true;
    wake();
  };
  const unsubscribe = subscribe(ring);
  signal.addEventListener('abort', ring);
  return {
    reset() {
      rang = false;
    },
    async wait() {
      if (rang || signal.aborted) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, lookAgainMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
    close() {
      unsubscribe();
      signal.removeEventListener('abort', ring);
    },
  };
}
