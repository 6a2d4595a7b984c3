/** The one place that decides what is asked again. */

import pRetry from 'p-retry';
import { errorCode, ProviderError } from '../../src/domain/error.ts';
import type { ProviderClock } from '../provider.ts';
import { cancelled, isOutcomeUnknown } from './errors.ts';

/**
 * What a call permits. `read`: asking twice changes nothing. `repeatable`: doing it twice comes to the
 * same. `once`: never sent again, whatever comes.
 */
export type Repetition = 'read' | 'repeatable' | 'once';

const RETRIES = 4;
const FIRST_DELAY_MS = 1_000;
/** A gate that opens again so soon is waited for here; what a step has asked before need not be asked anew. */
const SHORT_LIMIT_MS = 10_000;

/**
 * Runs a call, again where that is allowed and may help: 5 tries over about 15 s, each of which counts
 * against the vendor's limit. A limit of minutes and a wrong password are never asked again here. A signal
 * that fires ends it at once.
 *
 * @throws what the last try threw; RequestError `request.cancelled`
 */
export async function withRetry<T>(
  repetition: Repetition,
  clock: ProviderClock,
  signal: AbortSignal,
  call: () => Promise<T>,
): Promise<T> {
  if (signal.aborted) throw cancelled();
  try {
    return await pRetry(call, {
      retries: repetition === 'once' ? 0 : RETRIES,
      // No timer of p-retry's own: waiting is the clock's, in shouldRetry.
      minTimeout: 0,
      shouldRetry: async ({ error, retriesConsumed }) => {
        const delayMs = shortLimitMs(error, clock.now()) ?? delayOf(error, retriesConsumed);
        if (delayMs === null) return false;
        await clock.sleep(delayMs, signal);
        return true;
      },
    });
  } catch (error) {
    if (signal.aborted && !isOutcomeUnknown(error)) throw cancelled();
    throw error;
  }
}

/** Before the next try; null: another does not help. */
function delayOf(error: unknown, retriesConsumed: number): number | null {
  const code = errorCode(error);
  const isPassing = code === 'provider.unavailable' || code === 'provider.busy';
  return isPassing ? FIRST_DELAY_MS * 2 ** retriesConsumed : null;
}

/** Until a gate opens, where that is soon; null: it does not, or there is none. */
function shortLimitMs(error: unknown, now: number): number | null {
  if (errorCode(error) !== 'provider.rate-limited' || !(error instanceof ProviderError))
    return null;
  const leftMs = Date.parse(String(error.details.tryAgainAt)) - now;
  return leftMs <= SHORT_LIMIT_MS ? Math.max(leftMs, 0) : null;
}

/** Waits on the clock; RequestError `request.cancelled` when the signal fires. */
export async function pause(clock: ProviderClock, ms: number, signal: AbortSignal): Promise<void> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (signal.aborted) throw cancelled();
    throw error;
  }
}
