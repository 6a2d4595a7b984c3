/** The vendor's limits per kind of call, kept on our side of the wire. */

import { BugError } from '../../src/domain/error.ts';
import type { CallFacts } from '../http/errors.ts';
import type { ProviderClock, QuotaLeft } from '../provider.ts';
import { gateClosed, limitReached } from './errors.ts';

/** Where calls are counted; the service keeps it in its database, so that a restart forgets nothing. */
export interface QuotaLedger {
  /** How many calls were counted under this key within the last `windowMs`. */
  count(key: string, windowMs: number): Promise<number>;
  /**
   * Counts one call, now, unless `most` were counted under this key within the last `windowMs`; true: it was. However
   * many ask at once, in whatever process, there are never more.
   */
  take(key: string, most: number, windowMs: number): Promise<boolean>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

interface Limit {
  readonly group: string;
  readonly methods: readonly string[];
  readonly path: RegExp;
  readonly limit: number;
  readonly windowMs: number;
}

const ANY = ['GET', 'POST', 'PUT', 'DELETE'];
const READ = ['GET'];
const WRITE = ['POST', 'PUT', 'DELETE'];

/**
 * First match counts. The vendor names limits per call and not their scope, so calls of a kind share
 * one here, and both sorts of order share the 20 a day. The limit of vSwitch writes is not documented.
 *
 * @see https://robot.hetzner.com/doc/webservice/en.html
 */
const LIMITS: readonly Limit[] = [
  limit('cancellation', ANY, /^\/server\/\d+\/cancellation$/, 200),
  limit('server-read', READ, /^\/server(\/|$)/, 200),
  limit('server-write', WRITE, /^\/server\//, 200),
  limit('reset-read', READ, /^\/reset(\/|$)/, 500),
  limit('reset', WRITE, /^\/reset\//, 50),
  limit('wol-read', READ, /^\/wol\//, 500),
  limit('wol', WRITE, /^\/wol\//, 10),
  limit('boot', ANY, /^\/boot\//, 500),
  limit('key-read', READ, /^\/key(\/|$)/, 500),
  limit('key-write', WRITE, /^\/key(\/|$)/, 200),
  limit('ip', READ, /^\/ip\//, 5000),
  limit('subnet', READ, /^\/subnet\//, 5000),
  limit('rdns', ANY, /^\/rdns\//, 500),
  limit('vswitch-read', READ, /^\/vswitch(\/|$)/, 500),
  limit('vswitch-write', WRITE, /^\/vswitch(\/|$)/, 100),
  limit('order', WRITE, /^\/order\//, 20, DAY_MS),
  limit('order-read', READ, /^\/order\//, 500),
];

function limit(
  group: string,
  methods: readonly string[],
  path: RegExp,
  count: number,
  windowMs = HOUR_MS,
): Limit {
  return { group, methods, path, limit: count, windowMs };
}

/** @throws BugError for a call of which no limit is known */
export function limitOf(method: string, path: string): Limit {
  const found = LIMITS.find((one) => one.methods.includes(method) && one.path.test(path));
  if (found !== undefined) return found;
  throw new BugError('bug.unexpected', `No limit is known for ${method} ${path} of Hetzner Robot.`);
}

/** All gates of one credential. */
export interface Quota {
  /**
   * Counts a call before it is sent.
   *
   * @throws ProviderError `provider.rate-limited`, with `details.tryAgainAt`; nothing was counted then
   */
  take(key: string, call: CallFacts): Promise<void>;
  /** The vendor refused by its limit: closes the gate of this call. */
  close(call: CallFacts, intervalMs: number): void;
  /** What is left behind each gate. */
  left(key: string): Promise<readonly QuotaLeft[]>;
}

/** Counts over a ledger. What the vendor says is believed on top of it, until the process ends. */
export function createQuota(ledger: QuotaLedger, clock: ProviderClock): Quota {
  const closedUntil = new Map<string, number>();
  return {
    async take(key, call) {
      const { group, limit: most, windowMs } = limitOf(call.method, call.path);
      const reopensAt = closedUntil.get(group) ?? 0;
      if (clock.now() < reopensAt) throw gateClosed(call, group, reopensAt);
      const ledgerKey = `${key}:${group}`;
      if (await ledger.take(ledgerKey, most, windowMs)) return;
      const tryAgainAt = clock.now() + (await untilBelow(ledger, ledgerKey, most, windowMs));
      throw limitReached(call, { group, limit: most, windowMs, tryAgainAt });
    },
    close(call, intervalMs) {
      const { group } = limitOf(call.method, call.path);
      closedUntil.set(group, clock.now() + intervalMs);
    },
    left(key) {
      return Promise.all(
        LIMITS.map(async ({ group, limit: most, windowMs }) => {
          const isClosed = clock.now() < (closedUntil.get(group) ?? 0);
          const used = await ledger.count(`${key}:${group}`, windowMs);
          return { group, limit: most, left: isClosed ? 0 : Math.max(0, most - used) };
        }),
      );
    },
  };
}

/** How long until enough counted calls are older than the window, to the second: by halving. */
async function untilBelow(
  ledger: QuotaLedger,
  key: string,
  most: number,
  windowMs: number,
): Promise<number> {
  let low = 0;
  let high = windowMs;
  while (high - low > 1_000) {
    const middle = Math.floor((low + high) / 2);
    if ((await ledger.count(key, middle)) < most) low = middle;
    else high = middle;
  }
  return windowMs - low;
}

/** Counts in memory; for tests, and where nothing else is given. */
export function createMemoryQuotaLedger(clock: ProviderClock): QuotaLedger {
  const times = new Map<string, number[]>();
  const within = (key: string, windowMs: number) =>
    (times.get(key) ?? []).filter((at) => at > clock.now() - windowMs);
  return {
    count: async (key, windowMs) => within(key, windowMs).length,
    take: async (key, most, windowMs) => {
      if (within(key, windowMs).length >= most) return false;
      times.set(key, [...within(key, DAY_MS), clock.now()]);
      return true;
    },
  };
}
