/** Money is never spent twice: what is known of an order is committed before the next thing is done with it. */
import { randomUUID } from 'node:crypto';
import {
  type ErrorCode,
  type ErrorData,
  errorCode,
  fromErrorData,
  ProviderError,
  toErrorData,
} from '../domain/error.ts';
import type { Json } from './json.ts';

/** An order that somebody meant to place and of which nothing came back yet. */
export interface SpendIntent {
  /** `unknown`: nobody could find out what came of it, and a person has to look. */
  readonly state: 'intent' | 'unknown';
  /** Who may place it: the last one that took it. */
  readonly claim: string;
  /** When the call that orders was about to be sent, for the last time, in ms since 1970; null: it never was. */
  readonly sentAt: number | null;
}

/** What the ledger knows of a key. `placed`: this came back. `refused`: the vendor said no for certain. */
export type SpendEntry =
  | SpendIntent
  | { readonly state: 'placed'; readonly receipt: unknown }
  | { readonly state: 'refused'; readonly problem: ErrorData };

/** How an intent ended. */
export type SpendEnd = Exclude<SpendEntry, SpendIntent> | { readonly state: 'unknown' };

/** How many orders there may be in 24 hours, of which account. */
export interface SpendLimit {
  /** `PROVIDER/NAME`. */
  readonly account: string;
  readonly ordersPerDay: number;
}

/** Every change but that to `placed` is made only for the claim that holds the intent. */
export interface SpendLedger {
  /**
   * Commits an intent durably. True: it is new, and this claim holds it.
   *
   * @throws RequestError `request.order-limit` when it would be one too many; counted in the same transaction
   */
  intend(key: string, claim: string, limit: SpendLimit): Promise<boolean>;
  find(key: string): Promise<SpendEntry | null>;
  /** Gives an intent, if it still is as it was read, to another claim. True: the former one can send nothing more. */
  takeOver(key: string, seen: SpendIntent, claim: string): Promise<boolean>;
  /** Commits that the call is about to be sent. False: another claim holds the intent; nothing may be sent. */
  markSent(key: string, claim: string, at: number): Promise<boolean>;
  /** What became of the intent. A placed order stays placed. */
  settle(key: string, claim: string, end: SpendEnd): Promise<void>;
  /** Takes back an intent under which certainly nothing was sent. May be repeated. */
  withdraw(key: string, claim: string): Promise<void>;
}

/** What an order that was sent and is found nowhere is worth. */
export type Silence =
  /** Certainly nothing was ordered, and nothing can be any more: it may be placed again. */
  | { readonly kind: 'nothing-ordered' }
  /** It may still show up; another look is worth its call after this time. */
  | {
      readonly kind: 'too-early';
      readonly lookAgainMs: number;
      /** When it will be certain, in ms since 1970. */
      readonly decidedAt: number;
    }
  /** What the vendor shows does not tell; the reason in words. */
  | { readonly kind: 'undecidable'; readonly why: string };

export interface Spending<T> {
  /**
   * COSTS MONEY. Calls `aboutToSend` before each call that orders, and sends nothing when that throws; no
   * such call is under way any more when this has ended.
   */
  readonly place: (aboutToSend: () => Promise<void>) => Promise<T>;
  /** Finds what was bought, by its mark; tries several times by itself; null: the vendor shows none. */
  readonly lookUp: () => Promise<T | null>;
  /** Asked after a look-up that found nothing. */
  readonly judgeSilence: (sentAt: number) => Promise<Silence>;
  /** Whether a stored receipt is one. */
  readonly isReceipt: (value: unknown) => value is T;
  readonly limit: SpendLimit;
  readonly clock: { now(): number; sleep(ms: number): Promise<void> };
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

/** A vendor that takes so many calls and shows nothing of them needs a person. */
const MOST_PLACINGS = 8;
/** How long another process that holds the intent, and has sent nothing, is left to its work. */
const PATIENCE_MS = 120_000;
const PATIENT_LOOK_MS = 2_000;

/**
 * Orders once. May be repeated, from any process, at any moment, even twice at once.
 *
 * Two commits stand before the call that orders: the intent, and right before the call that it is about to be
 * sent, which only the holder of the intent can make. So of a killed process we know: without the second one
 * nothing was sent, and nothing will be, since whoever goes on takes the intent away first. With it, the
 * vendor is asked what it shows; where it shows nothing, `judgeSilence` says when that is certain. A refusal
 * is remembered and thrown again; an order that was certainly not sent (`details.outcome` is `refused` or
 * `not-sent`) leaves no intent, so that a later try may order.
 *
 * @throws RequestError `request.order-limit`; ProviderError `provider.order-unknown` when it may have been ordered and cannot be found; a refusal
 *         of the vendor; errors of the ledger, of `lookUp` and of `judgeSilence`
 */
export async function spendOnce<T extends Json>(
  ledger: SpendLedger,
  key: string,
  spending: Spending<T>,
): Promise<T> {
  const order: Order<T> = { ledger, key, spending, placings: 0, wasSuperseded: false };
  const claim = randomUUID();
  return (await ledger.intend(key, claim, spending.limit)) ? place(order, claim) : goOn(order);
}

interface Order<T> {
  readonly ledger: SpendLedger;
  readonly key: string;
  readonly spending: Spending<T>;
  placings: number;
  wasSuperseded: boolean;
}

/** Somebody else goes on with the order; this one must send nothing. */
class ClaimLost extends Error {}

async function place<T extends Json>(order: Order<T>, claim: string): Promise<T> {
  const { ledger, key, spending } = order;
  order.placings += 1;
  let isSent = false;
  const aboutToSend = async () => {
    if (!(await ledger.markSent(key, claim, spending.clock.now()))) throw new ClaimLost();
    isSent = true;
  };
  try {
    const receipt = await spending.place(aboutToSend);
    await ledger.settle(key, claim, { state: 'placed', receipt });
    return receipt;
  } catch (error) {
    if (error instanceof ClaimLost) {
      order.wasSuperseded = true;
      return goOn(order);
    }
    const code = errorCode(error);
    if (code !== undefined && REFUSALS.has(code)) {
      await ledger.settle(key, claim, { state: 'refused', problem: toErrorData(error) });
      throw error;
    }
    if (!isSent || isNothingOrdered(error)) {
      await ledger.withdraw(key, claim);
      throw error;
    }
    return goOn(order);
  }
}

/** The provider says so in as many words; silence counts as "perhaps". */
function isNothingOrdered(error: unknown): boolean {
  const { outcome } = toErrorData(error).details;
  return outcome === 'refused' || outcome === 'not-sent';
}

/** Goes on with an intent that is there. */
async function goOn<T extends Json>(order: Order<T>): Promise<T> {
  const { ledger, key, spending } = order;
  const patientUntil = order.wasSuperseded ? spending.clock.now() + PATIENCE_MS : 0;
  for (;;) {
    const entry = await ledger.find(key);
    if (entry === null) return spendOnce(ledger, key, spending);
    if (entry.state === 'placed') return stored(order, entry.receipt);
    if (entry.state === 'refused') throw fromErrorData(entry.problem);
    if (entry.sentAt === null && spending.clock.now() < patientUntil) {
      await spending.clock.sleep(PATIENT_LOOK_MS);
      continue;
    }
    const found = await settled(order, entry);
    if (found !== null) return found;
    const claim = randomUUID();
    if (await ledger.takeOver(key, entry, claim)) return place(order, claim);
  }
}

/** What was bought; null when it is certain that nothing was, and the order may be placed again. */
async function settled<T extends Json>(
  order: Order<T>,
  { claim, sentAt }: SpendIntent,
): Promise<T | null> {
  const { ledger, key, spending } = order;
  if (sentAt === null) return null;
  for (;;) {
    const found = await spending.lookUp();
    if (found !== null) {
      await ledger.settle(key, claim, { state: 'placed', receipt: found });
      return found;
    }
    const silence = await spending.judgeSilence(sentAt);
    switch (silence.kind) {
      case 'nothing-ordered':
        if (order.placings < MOST_PLACINGS) return null;
        return unknown(order, claim, `It was sent ${order.placings} times`);
      case 'too-early':
        await spending.clock.sleep(silence.lookAgainMs);
        break;
      case 'undecidable':
        return unknown(order, claim, silence.why);
      default:
        return silence satisfies never;
    }
  }
}

async function unknown<T>({ ledger, key }: Order<T>, claim: string, why: string): Promise<never> {
  await ledger.settle(key, claim, { state: 'unknown' });
  throw new ProviderError(
    'provider.order-unknown',
    `The order ${key} may have been placed, but the provider shows nothing that bears its mark. ${why}. Look at the provider's console before ordering again.`,
    { key },
  );
}

function stored<T>({ key, spending }: Order<T>, receipt: unknown): T {
  if (spending.isReceipt(receipt)) return receipt;
  throw new ProviderError(
    'provider.order-unknown',
    `The order ${key} was placed, but its receipt in the ledger cannot be read. Look at the provider's console.`,
    { key },
  );
}
