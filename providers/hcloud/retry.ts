/** The one place that decides what is asked again: 7 tries over about half a minute. */

import { type ErrorCode, errorCode } from '../../src/domain/error.ts';
import { createRetry } from '../http/retry.ts';
import { cancelled } from './errors.ts';

const PASSING: ReadonlySet<ErrorCode> = new Set([
  'provider.busy',
  'provider.rate-limited',
  'provider.unavailable',
]);

const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 10_000;

/** See `Retry`. */
export const { withRetry, pause } = createRetry({
  retries: 6,
  cancelled,
  delayMs(error, retriesConsumed) {
    const code = errorCode(error);
    if (code === undefined || !PASSING.has(code)) return null;
    return Math.min(FIRST_DELAY_MS * 2 ** retriesConsumed, MAX_DELAY_MS);
  },
});
