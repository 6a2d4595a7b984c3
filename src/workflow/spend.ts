/** Money is never spent twice: a committed intent comes before the order, and an old intent is only looked up. */
import {
  type ErrorCode,
  type ErrorData,
  errorCode,
  fromErrorData,
  ProviderError,
  toErrorData,
} from '../domain/error.ts';
import type { Json } from './json.ts';

/**
 * What the ledger knows of a key. `intent`: an order may have been sent. `placed`: it was, and this came back.
 * `refused`: the vendor said no for certain. `unknown`: nobody could find out; a person has to look.
 */
export type SpendEntry =
  | { readonly state: 'intent' | 'unknown' }
  | { readonly state: 'placed'; readonly receipt: unknown }
  | { readonly state: 'refused'; readonly problem: ErrorData };

export interface SpendLedger {
  /** Commits an intent durably. True: it is new, and this caller alone may order. */
  intend(key: string): Promise<boolean>;
  find(key: string): Promise<SpendEntry | null>;
  /** What became of the intent. A placed order stays placed. */
  settle(key: string, entry: SpendEntry): Promise<void>;
  /** Takes back an intent under which certainly nothing was sent; a placed order stays. May be repeated. */
  withdraw(key: string): Promise<void>;
}

export interface Spending<T> {
  /** COSTS MONEY. Called at most once for a key, over all processes and restarts, but for the two cases below. */
  readonly place: () => Promise<T>;
  /**
   * True where the vendor itself refuses a second order of the same operation (a name that is unique at the
   * vendor): then one that cannot be found again is placed again, and a double is impossible.
   */
  readonly refusesDoubles?: boolean;
  /** Finds what an earlier attempt bought, by label; tries several times by itself; null: the vendor has none. */
  readonly lookUp: () => Promise<T | null>;
}

/** With these answers the vendor, or the client before it asked, has certainly ordered nothing. */
const REFUSALS: ReadonlySet<ErrorCode> = new Set([
  'provider.unauthorized',
  'provider.forbidden',
  'provider.not-found',
  'provider.conflict',
  'provider.sold-out',
  'provider.limit-reached',
  'provider.rejected',
  'provider.price-too-high',
  'provider.unsupported',
]);

/**
 * Orders once. May be repeated, from any process: only the caller that committed the intent orders, every
 * other one looks up what came of it. A refusal is remembered and thrown again; an order that was certainly
 * not sent (`details.outcome` is `refused` or `not-sent`) leaves no intent, so that a later try may order.
 *
 * @throws ProviderError `provider.order-unknown` when it may have been ordered and cannot be found; a refusal
 *         of the vendor; errors of `lookUp`
 */
export async function spendOnce<T extends Json>(
  ledger: SpendLedger,
  key: string,
  spending: Spending<T>,
): Promise<T> {
  if (!(await ledger.intend(key))) return adopt(ledger, key, spending);
  return order(ledger, key, spending);
}

async function order<T extends Json>(
  ledger: SpendLedger,
  key: string,
  spending: Spending<T>,
): Promise<T> {
  try {
    const receipt = await spending.place();
    await ledger.settle(key, { state: 'placed', receipt });
    return receipt;
  } catch (error) {
    const code = errorCode(error);
    if (code !== undefined && REFUSALS.has(code)) {
      await ledger.settle(key, { state: 'refused', problem: toErrorData(error) });
      throw error;
    }
    if (isNothingOrdered(error)) {
      await ledger.withdraw(key);
      throw error;
    }
    return adopt(ledger, key, { ...spending, refusesDoubles: false }, error);
  }
}

/** The provider says so in as many words; silence counts as "perhaps". */
function isNothingOrdered(error: unknown): boolean {
  const { outcome } = toErrorData(error).details;
  return outcome === 'refused' || outcome === 'not-sent';
}

/** Finds what an earlier attempt bought; never orders. */
async function adopt<T extends Json>(
  ledger: SpendLedger,
  key: string,
  spending: Spending<T>,
  cause?: unknown,
): Promise<T> {
  const entry = await ledger.find(key);
  if (entry?.state === 'refused') throw fromErrorData(entry.problem);
  const found = await spending.lookUp();
  if (found !== null) {
    await ledger.settle(key, { state: 'placed', receipt: found });
    return found;
  }
  if (spending.refusesDoubles) return order(ledger, key, spending);
  await ledger.settle(key, { state: 'unknown' });
  throw new ProviderError(
    'provider.order-unknown',
    `The order ${key} may have been placed, but the provider shows nothing that bears its label. Look at the provider's console before ordering again.`,
    { key },
    cause,
  );
}
