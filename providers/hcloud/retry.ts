/** The one place that decides what is asked again. */

import pRetry from 'p-retry';
import { type ErrorCode, errorCode, RequestError } from '../../src/domain/error.ts';
import type { ProviderClock } from '../provider.ts';
import { isOutcomeUnknown } from './errors.ts';

/**
 * What a call permits. `read`: asking twice changes nothing. `repeatable`: doing it twice comes to the
 * same. `once`: never sent again, whatever comes.
 */
export type Repetition = 'read' | 'repeatable' | 'once';

const PASSING: ReadonlySet<ErrorCode> = new Set([
  'provider.busy',
  'provider.rate-limited',
  'provider.unavailable',
]);

const RETRIES = 6;
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

/**
 * Runs a call, again where that is allowed and may help: 7 tries over about half a minute. A signal
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
        if (!isPassing(error)) return false;
        await clock.sleep(Math.min(FIRST_DELAY_MS * 2 ** retriesConsumed, MAX_DELAY_MS), signal);
        return true;
      },
    });
  } catch (error) {
    if (signal.aborted && !isOutcomeUnknown(error)) throw cancelled();
    throw error;
  }
}

function isPassing(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && PASSING.has(code);
}

/** What every call ends with when its signal fires. */
export function cancelled(): RequestError {
  return new RequestError(
    'request.cancelled',
    'A call of the Hetzner Cloud API was given up because its caller cancelled it.',
  );
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
