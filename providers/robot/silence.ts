/** What it is worth that an order which was sent is found nowhere: the one decision that may let it be sent again. */

import type { Silence } from '../provider.ts';
import type { RobotContext } from './context.ts';
import { operationFingerprints } from './keys.ts';
import { CHANNELS, listTransactions } from './order-calls.ts';
import type { WireTransaction } from './order-wire.ts';
import { pause } from './retry.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** From then on a call that was sent and shows no order can no longer become one; see `judgeSilence`. */
export const SETTLED_MS = 30 * MINUTE_MS;
/** Robot lists orders of 30 days; a day less, for clocks and zones. */
const LISTED_MS = 29 * DAY_MS;
/** How far Robot's clock, or ours, may be off. */
const SKEW_MS = 10 * MINUTE_MS;
/** One list that lags behind must not decide. */
const DECIDING_LOOKS = 3;
const BETWEEN_LOOKS_MS = 20_000;

/**
 * Robot refuses no doubles, so "nothing was ordered" has to be certain before an order is sent again.
 *
 * - A call that is on its way can still arrive. Our own deadline ends it after 60 s; a killed process's
 *   bytes are sent again by its kernel for up to 924 s (15.4 min, Linux's `tcp_retries2`); whatever stands
 *   before the vendor's service gives a request up within minutes. 30 minutes after it was sent none of
 *   these holds it any more. Sent later than it was noted it cannot be: the client sends right after the note,
 *   and a client that lost the intent in between sends nothing.
 * - An order that was taken is listed with its key's fingerprint. That this holds for products as for the
 *   auction is not established; so an order of that time that names no key at all may be ours, and decides
 *   nothing. Nor does an account in which our key is missing: it was stored before the order, and is
 *   taken away only at the end.
 * - One look decides nothing: three of them, over 40 s, have to show the same.
 * - Lists reach back 30 days.
 *
 * @throws ProviderError as every call; an error is never read as absence
 */
export async function judgeSilence(
  context: RobotContext,
  { operationId, sentAt }: { readonly operationId: string; readonly sentAt: number },
  signal: AbortSignal,
): Promise<Silence> {
  const ageMs = context.clock.now() - sentAt;
  const decidedAt = sentAt + SETTLED_MS;
  if (ageMs < SETTLED_MS) return { kind: 'too-early', lookAgainMs: lookAgainMs(ageMs), decidedAt };
  if (ageMs > LISTED_MS) {
    return undecidable('Hetzner Robot lists orders of the last 30 days only, and it is older');
  }
  for (let look = 1; ; look += 1) {
    const why = await whyNotCertain(context, operationId, sentAt, signal);
    if (why !== null) return undecidable(why);
    if (look === DECIDING_LOOKS) return { kind: 'nothing-ordered' };
    await pause(context.clock, BETWEEN_LOOKS_MS, signal);
  }
}

/** null: this look shows that nothing was ordered. */
async function whyNotCertain(
  { client }: RobotContext,
  operationId: string,
  sentAt: number,
  signal: AbortSignal,
): Promise<string | null> {
  const ours = await operationFingerprints(client, operationId, signal);
  if (ours.length === 0) return 'Its SSH key was taken out of the Robot account';
  for (const channel of CHANNELS) {
    for (const transaction of await listTransactions(client, channel, signal)) {
      if (isNameless(transaction) && isOfThatTime(transaction, sentAt)) {
        return `The order ${transaction.id} at Hetzner Robot is of that time and names no key`;
      }
      if (transaction.authorized_key.some(({ key }) => ours.includes(key.fingerprint))) {
        return `The order ${transaction.id} at Hetzner Robot has just shown up with its key`;
      }
    }
  }
  return null;
}

function isNameless({ authorized_key }: WireTransaction): boolean {
  return authorized_key.length === 0;
}

/** A date that cannot be read may be any. */
function isOfThatTime({ date }: WireTransaction, sentAt: number): boolean {
  const at = Date.parse(date);
  return Number.isNaN(at) || at > sentAt - SKEW_MS;
}

/** Of 500 order reads an hour one such order takes about 30. */
function lookAgainMs(ageMs: number): number {
  if (ageMs < MINUTE_MS) return 15_000;
  const wished = ageMs < 5 * MINUTE_MS ? MINUTE_MS : 3 * MINUTE_MS;
  return Math.min(wished, SETTLED_MS - ageMs);
}

function undecidable(why: string): Silence {
  return { kind: 'undecidable', why };
}
