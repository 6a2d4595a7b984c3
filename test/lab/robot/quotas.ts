/** Robot's request limits, a sliding window for each kind of call. The vendor does not tell their scope; the strict reading is taken. */

import type { LabClock } from '../stand-in/clock.ts';
import { limitExceeded, type Refusal } from './refusal.ts';

/** How many calls of a kind there may be. */
export interface Quota {
  readonly kind: string;
  readonly path: RegExp;
  /** Calls that only read, calls that change something, or both. */
  readonly of: 'reads' | 'writes' | 'both';
  readonly most: number;
  readonly seconds: number;
}

const HOUR = 3600;
const DAY = 24 * HOUR;

/** The first that fits counts. @see https://robot.hetzner.com/doc/webservice/en.html */
const QUOTAS: readonly Quota[] = [
  quota('cancellation', /^\/server\/\d+\/cancellation$/, 'both', 200),
  quota('server reads', /^\/server(\/|$)/, 'reads', 200),
  quota('server writes', /^\/server(\/|$)/, 'writes', 200),
  quota('reset reads', /^\/reset(\/|$)/, 'reads', 500),
  quota('resets', /^\/reset\//, 'writes', 50),
  quota('wol reads', /^\/wol\//, 'reads', 500),
  quota('wol', /^\/wol\//, 'writes', 10),
  quota('boot', /^\/boot\//, 'both', 500),
  quota('key reads', /^\/key(\/|$)/, 'reads', 500),
  quota('key writes', /^\/key(\/|$)/, 'writes', 200),
  quota('ip', /^\/ip(\/|$)/, 'both', 5000),
  quota('subnet', /^\/subnet(\/|$)/, 'both', 5000),
  quota('rdns', /^\/rdns(\/|$)/, 'both', 500),
  quota('failover reads', /^\/failover(\/|$)/, 'reads', 100),
  quota('failover writes', /^\/failover\//, 'writes', 50),
  quota('vswitch reads', /^\/vswitch(\/|$)/, 'reads', 500),
  quota('vswitch writes', /^\/vswitch(\/|$)/, 'writes', 100),
  quota('firewall', /^\/firewall\//, 'both', 500),
  quota('order reads', /^\/order\//, 'reads', 500),
  quota('orders', /^\/order\//, 'writes', 20, DAY),
];

function quota(kind: string, path: RegExp, of: Quota['of'], most: number, seconds = HOUR): Quota {
  return { kind, path, of, most, seconds };
}

/** The limit that a call counts against; undefined: none. */
export function quotaOf(method: string, path: string): Quota | undefined {
  const side = method === 'GET' ? 'reads' : 'writes';
  return QUOTAS.find(({ of, path: fits }) => (of === 'both' || of === side) && fits.test(path));
}

/** All windows of one account. */
export interface QuotaBook {
  /** Counts a call, unless it is one too many; then the refusal is the answer. */
  take(method: string, path: string): Refusal | null;
  /** Calls of each kind within its present window. */
  usage(): Readonly<Record<string, number>>;
}

/** Empty windows. A refused call does not count. */
export function createQuotaBook(clock: LabClock): QuotaBook {
  const taken = new Map<Quota, number[]>();

  function within(one: Quota): number[] {
    const since = clock.now() - one.seconds * 1000;
    return (taken.get(one) ?? []).filter((at) => at > since);
  }

  return {
    take(method, path) {
      const one = quotaOf(method, path);
      if (!one) return null;
      const present = within(one);
      if (present.length >= one.most) return limitExceeded(one.most, one.seconds);
      taken.set(one, [...present, clock.now()]);
      return null;
    },
    usage: () => Object.fromEntries([...taken.keys()].map((one) => [one.kind, within(one).length])),
  };
}
