/**
 * The one place that decides what is asked again: 5 tries over about 15 s, each of which counts against the
 * vendor's limit. A limit of minutes and a wrong password are never asked again here.
 */

import { errorCode, ProviderError } from '../../src/domain/error.ts';
import { createRetry } from '../http/retry.ts';
import { cancelled } from './errors.ts';

const FIRST_DELAY_MS = 1_000;
/** A gate that opens again so soon is waited for here; what a step has asked before need not be asked anew. */
const SHORT_LIMIT_MS = 10_000;

/** See `Retry`. */
export const { withRetry, pause } = createRetry({
  retries: 4,
  cancelled,
  delayMs(error, retriesConsumed, now) {
    const code = errorCode(error);
    if (code === 'provider.rate-limited') return shortLimitMs(error, now);
    const isPassing = code === 'provider.unavailable' || code === 'provider.busy';
    return isPassing ? FIRST_DELAY_MS * 2 ** retriesConsumed : null;
  },
});

/** Until a gate opens, where that is soon; null: it does not, or there is none. */
function shortLimitMs(error: unknown, now: number): number | null {
  if (!(error instanceof ProviderError)) return null;
  const leftMs = Date.parse(String(error.details.tryAgainAt)) - now;
  return leftMs <= SHORT_LIMIT_MS ? Math.max(leftMs, 0) : null;
}
