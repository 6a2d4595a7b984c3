/** A storm over all calls: by its seed the same calls in the same order meet the same weather. */

import type { TransportFault } from './faults.ts';

/** Parts of all calls, from 0 to 1. */
export interface StormOptions {
  readonly seed: number;
  /** Answered 429, half of them without a body. */
  readonly refused: number;
  /** Answered 5xx, most with a page of HTML. */
  readonly broken: number;
  /** Take effect, and the answer is cut off. */
  readonly lost: number;
}

/** What the next call meets; null: nothing. */
export type Storm = () => TransportFault | null;

/** Makes one. */
export function createStorm({ seed, refused, broken, lost }: StormOptions): Storm {
  const random = seeded(seed);
  return () => {
    const fate = random();
    const kind = random();
    if (fate < refused) return tooMany(kind);
    if (fate < refused + broken) return fault(kind);
    return fate < refused + broken + lost ? { kind: 'lost-answer' } : null;
  };
}

function tooMany(kind: number): TransportFault {
  const error = { status: 429, code: 'rate_limit_exceeded', message: 'too many', details: null };
  return { kind: 'reply', status: 429, ...(kind < 0.5 ? {} : { body: { error } }) };
}

function fault(kind: number): TransportFault {
  if (kind < 0.25) return { kind: 'reply', status: 503 };
  const status = kind < 0.6 ? 502 : 500;
  return { kind: 'reply', status, body: '<html><body><h1>Bad Gateway</h1></body></html>' };
}

/** Mulberry32: 32 bits of state are enough for weather. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
