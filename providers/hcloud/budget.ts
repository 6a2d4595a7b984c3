/** The vendor's rate limit, kept on our side of the wire: one bucket per credential. */

import type { ProviderClock } from '../provider.ts';

/** What an answer says of the limit; null where it says nothing. */
export interface RateHeaders {
  /** Calls an hour. */
  readonly limit: number | null;
  /** Calls left now. */
  readonly remaining: number | null;
}

export interface Budget {
  /** Waits until a call is allowed and counts it. Rejects with the signal's reason. */
  take(signal: AbortSignal): Promise<void>;
  /** Learns from an answer's headers; `isRefused` after a 429. */
  learn(headers: RateHeaders, isRefused: boolean): void;
  /** What may be called now without a wait. */
  left(): { readonly limit: number; readonly left: number };
}

const HOUR_MS = 3_600_000;
/** @see https://docs.hetzner.cloud/reference/cloud#rate-limiting */
const DEFAULT_LIMIT = 3600;

/** A bucket that refills evenly over the hour. What the vendor says is believed when it is less. */
export function createBudget(clock: ProviderClock): Budget {
  let limit = DEFAULT_LIMIT;
  let tokens = limit;
  let filledAt = clock.now();

  function refill(): void {
    const now = clock.now();
    tokens = Math.min(limit, tokens + ((now - filledAt) * limit) / HOUR_MS);
    filledAt = now;
  }

  return {
    async take(signal) {
      refill();
      // The count may go below zero: whoever comes later waits longer, so the order is kept.
      tokens -= 1;
      if (tokens < 0) await clock.sleep(Math.ceil((-tokens * HOUR_MS) / limit), signal);
    },
    learn(headers, isRefused) {
      refill();
      if (headers.limit !== null && headers.limit > 0) limit = headers.limit;
      const remaining = isRefused ? 0 : headers.remaining;
      if (remaining !== null) tokens = Math.min(tokens, remaining);
    },
    left() {
      refill();
      return { limit, left: Math.max(0, Math.floor(tokens)) };
    },
  };
}
