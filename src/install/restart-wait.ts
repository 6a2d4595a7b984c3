/** How long a rescue system is waited for before the next way to restart is tried. Pure. */

import type { RestartMethod } from '../../providers/provider.ts';
import type { ProviderName } from '../domain/machine.ts';
import { DEADLINES } from './deadlines.ts';
import type { KnownMachine } from './records.ts';

/** Restarts whose times can be compared. */
export interface RestartKind {
  readonly provider: ProviderName;
  readonly product: string;
  readonly method: RestartMethod;
}

/** What earlier restarts into rescue took; the store keeps it. */
export interface RestartTimes {
  /** Milliseconds until the rescue system answered, of the last ones. */
  last(kind: RestartKind): Promise<readonly number[]>;
  /** Keeps one time; the first of a key stays. May be repeated. */
  remember(key: string, kind: RestartKind, tookMs: number): Promise<void>;
}

export interface RestartWait {
  readonly ms: number;
  readonly reason: string;
}

/** Firmware takes longer at times: after a change of memory, or with a network boot that is tried twice. */
const MARGIN = 3;
const FLOOR_MS = 60_000;

/** Which restarts tell of this one; null: the machine's product is not known. */
export function kindOfRestart(
  { origin, serverType }: Pick<KnownMachine, 'origin' | 'serverType'>,
  method: RestartMethod,
): RestartKind | null {
  if (serverType === null || serverType === '') return null;
  const { provider, providerRef } = origin;
  // The auction's word stands for machines of every make: each tells of itself alone.
  const isAnyMake = /auction/i.test(serverType);
  const product = isAnyMake ? `${serverType} ${providerRef}` : serverType;
  return { provider, product, method };
}

/**
 * Three times the slowest of the remembered restarts, at least a minute; never longer than the deadline that
 * stands without history. That one stands too where no other way is left, as a short wait would gain nothing.
 */
export function waitAfter({
  method,
  product,
  tookMs,
  hasOtherWays,
}: {
  readonly method: RestartMethod;
  /** null: it is not known. */
  readonly product: string | null;
  readonly tookMs: readonly number[];
  readonly hasOtherWays: boolean;
}): RestartWait {
  const longestMs = DEADLINES.restartMs[method];
  if (!hasOtherWays) return says(longestMs, 'no other way to restart it is left to gain time for');
  if (product === null) return says(longestMs, 'its product is not known');
  if (tookMs.length === 0) {
    return says(longestMs, `no restart of ${product} by ${method} is remembered`);
  }
  const slowestMs = Math.max(...tookMs);
  const ms = Math.min(longestMs, Math.max(FLOOR_MS, MARGIN * slowestMs));
  const restarts = tookMs.length === 1 ? '1 restart' : `${tookMs.length} restarts`;
  return says(
    ms,
    `the slowest of ${restarts} of ${product} by ${method} took ${seconds(slowestMs)}`,
  );
}

/** After a boot has taken the rescue system: the whole deadline, since harder restarts would lose it. */
export function waitOn(method: RestartMethod): RestartWait {
  return says(DEADLINES.restartMs[method], 'a slow start is given its whole time');
}

function says(ms: number, why: string): RestartWait {
  return { ms, reason: `waits ${seconds(ms)}: ${why}` };
}

function seconds(ms: number): string {
  return `${Math.ceil(ms / 1000)} s`;
}
