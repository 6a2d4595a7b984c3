/** The vendor's rate limit: a bucket of tokens for each project, refilled evenly. */

import type { LabClock } from '../stand-in/clock.ts';

/** The answer to one request. */
/** The buckets of all callers. */
export interface RateLimitState {
  readonly isAllowed: boolean;
  /** `RateLimit-*` of the answer. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface RateLimit {
  /** Takes one request from the caller's bucket. */
  take(caller: string): RateLimitState;
}

const HOUR_MS = 3_600_000;

/** Buckets of `perHour` requests, full at first; `RateLimit-Reset` is when one is full again, in UNIX seconds. */
export function createRateLimit(perHour: number, clock: LabClock): RateLimit {
  const msPerRequest = HOUR_MS / perHour;
  // A bucket is told by the moment at which it is full again.
  const fullAt = new Map<string, number>();
  return {
    take(caller) {
      const now = clock.now();
      const before = Math.max(now, fullAt.get(caller) ?? now);
      const isAllowed = before + msPerRequest - now <= HOUR_MS;
      const after = isAllowed ? before + msPerRequest : before;
      fullAt.set(caller, after);
      return {
        isAllowed,
        headers: {
          'RateLimit-Limit': String(perHour),
          'RateLimit-Remaining': String(Math.floor((HOUR_MS - (after - now)) / msPerRequest)),
          'RateLimit-Reset': String(Math.ceil(after / 1000)),
        },
      };
    },
  };
}
