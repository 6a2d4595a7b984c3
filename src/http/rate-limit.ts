/** So many calls a minute for each token; a burst of a tenth of it at once. */

import { RequestError } from '../domain/error.ts';
import type { Caller } from './auth.ts';

export interface RateLimit {
  /** Counts one call. @throws RequestError `request.rate-limited` with `details.retryAfterSeconds` */
  take(caller: Caller): void;
}

export interface RateLimitOptions {
  readonly callsPerMinute: number;
  /** Milliseconds; of a clock that never goes back. */
  readonly now?: () => number;
}

const MINUTE_MS = 60_000;
const SMALLEST_BURST = 10;
/** The smallest burst at one call a minute: then every bucket is full again. */
const LONGEST_FILL_MS = SMALLEST_BURST * MINUTE_MS;
const BURST_PART = 10;
/** Buckets that have filled up again are forgotten when there are more than this. */
const MOST_BUCKETS = 10_000;

/** A bucket for each token, in this process; filled evenly, so that a caller never waits a whole minute. */
export function createRateLimit({
  callsPerMinute: usual,
  now = () => performance.now(),
}: RateLimitOptions): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return {
    take(caller) {
      const key = caller.tokenId ?? caller.name;
      const { callsPerMinute = usual } = caller;
      const size = Math.max(SMALLEST_BURST, Math.floor(callsPerMinute / BURST_PART));
      const msPerCall = MINUTE_MS / callsPerMinute;
      const at = now();
      if (buckets.size > MOST_BUCKETS) forgetFull(buckets, at - LONGEST_FILL_MS);
      const known = buckets.get(key) ?? { left: size, at };
      const left = Math.min(size, known.left + (at - known.at) / msPerCall);
      if (left >= 1) {
        buckets.set(key, { left: left - 1, at });
        return;
      }
      buckets.set(key, { left, at });
      const retryAfterSeconds = Math.max(1, Math.ceil(((1 - left) * msPerCall) / 1000));
      throw new RequestError(
        'request.rate-limited',
        `The token "${caller.name}" may make ${callsPerMinute} calls a minute. Nothing was done; wait ${retryAfterSeconds} s.`,
        { retryAfterSeconds },
      );
    },
  };
}

function forgetFull(buckets: Map<string, { left: number; at: number }>, fullSince: number): void {
  for (const [key, { at }] of buckets) if (at < fullSince) buckets.delete(key);
}
