/** How long restarts into rescue took: the last ones of each product and way. */
import type { ProviderName } from '../domain/machine.ts';
import type { Database } from './database.ts';

/** More of them would tell of firmware that is not the present one. */
const KEPT = 10;

/** Restarts that can be compared. */
export interface RestartKind {
  readonly provider: ProviderName;
  readonly product: string;
  /** The way, in our words. */
  readonly method: string;
}

export interface RestartTimes {
  /** Milliseconds until the rescue system answered, of the last ten at most, newest first. */
  last(kind: RestartKind): Promise<readonly number[]>;
  /** Keeps one time; the first of a key stays. May be repeated. */
  remember(key: string, kind: RestartKind, tookMs: number): Promise<void>;
}

/** Makes the reader and writer. */
export function createRestartTimes({ db }: Database): RestartTimes {
  const newest = ({ provider, product, method }: RestartKind) =>
    db
      .selectFrom('restart_time')
      .where('provider', '=', provider)
      .where('product', '=', product)
      .where('method', '=', method)
      .orderBy('ordinal', 'desc')
      .limit(KEPT);
  return {
    async last(kind) {
      const rows = await newest(kind).select('took_ms').execute();
      return rows.map((row) => row.took_ms);
    },
    async remember(key, kind, tookMs) {
      const { provider, product, method } = kind;
      await db
        .insertInto('restart_time')
        .values({ restart_key: key, provider, product, method, took_ms: Math.round(tookMs) })
        .onConflict((conflict) => conflict.column('restart_key').doNothing())
        .execute();
      await db
        .deleteFrom('restart_time')
        .where('provider', '=', provider)
        .where('product', '=', product)
        .where('method', '=', method)
        .where('restart_key', 'not in', newest(kind).select('restart_key'))
        .execute();
    },
  };
}
