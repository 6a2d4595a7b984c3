/** How a call is asked again; which errors deserve it is each vendor's. */

import pRetry from 'p-retry';
import type { RequestError } from '../../src/domain/error.ts';
import type { ProviderClock } from '../provider.ts';
import { isOutcomeUnknown } from './errors.ts';

/**
 * What a call permits. `read`: asking twice changes nothing. `repeatable`: doing it twice comes to the
 * same. `once`: never sent again, whatever comes.
 */
export type Repetition = 'read' | 'repeatable' | 'once';

/** One vendor's. */
export interface RetryRules {
  /** After the first try. */
  readonly retries: number;
  /** Milliseconds before the next try, by how many retries there were; null: another does not help. */
  delayMs(error: unknown, retriesConsumed: number, now: number): number | null;
  /** What a call ends with when its signal fires. */
  cancelled(): RequestError;
}

/** Calls and pauses by these rules. */
export interface Retry {
  /**
   * Runs a call, again where that is allowed and may help. A signal that fires ends it at once.
   *
   * @throws what the last try threw; RequestError `request.cancelled`
   */
  withRetry<T>(
    repetition: Repetition,
    clock: ProviderClock,
    signal: AbortSignal,
    call: () => Promise<T>,
  ): Promise<T>;
  /** Waits on the clock; RequestError `request.cancelled` when the signal fires. */
  pause(clock: ProviderClock, ms: number, signal: AbortSignal): Promise<void>;
}

/** Makes them. */
export function createRetry({ retries, delayMs, cancelled }: RetryRules): Retry {
  return {
    async withRetry(repetition, clock, signal, call) {
      if (signal.aborted) throw cancelled();
      try {
        return await pRetry(call, {
          retries: repetition === 'once' ? 0 : retries,
          // No timer of p-retry's own: waiting is the clock's, in shouldRetry.
          minTimeout: 0,
          shouldRetry: async ({ error, retriesConsumed }) => {
            const delay = delayMs(error, retriesConsumed, clock.now());
            if (delay === null) return false;
            await clock.sleep(delay, signal);
            return true;
          },
        });
      } catch (error) {
        if (signal.aborted && !isOutcomeUnknown(error)) throw cancelled();
        throw error;
      }
    },
    async pause(clock, ms, signal) {
      try {
        await clock.sleep(ms, signal);
      } catch (error) {
        if (signal.aborted) throw cancelled();
        throw error;
      }
    },
  };
}
