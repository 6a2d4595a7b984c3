/** Places an order: the one file that spends money. */

import { errorCode, ProviderError, RequestError } from '../../src/domain/error.ts';
import type { RobotOrderRequest } from '../../src/domain/request.ts';
import { isOutcomeUnknown, notOrdering } from '../http/errors.ts';
import type { OrderInput, OrderReceipt, Quote, Rehearsal } from '../provider.ts';
import { listServers, saysNotFound } from './calls.ts';
import { chooseOffers, nameOf, quoteOf, soldOut, whyNot } from './choose.ts';
import type { Call } from './client.ts';
import type { RobotContext } from './context.ts';
import { formatOrderRef, type OrderRef, toOrderedMachine } from './convert.ts';
import { findOperationOrder, findOrderByKeys } from './find.ts';
import { deleteOperationKeys, ensureOwnKey } from './keys.ts';
import { fromAuction, fromProduct, IPV4_ADDON, type MarketOffer, readMarket } from './market.ts';
import { getAuctionProduct, getCurrency, getProduct, postTransaction } from './order-calls.ts';
import type { WireTransaction } from './order-wire.ts';
import { pause } from './retry.ts';

/** Hands the machine over with our key in the rescue system, where an install starts anyway. */
const RESCUE_DIST = 'Rescue system';

/** Each try may be one of 20 orders a day; a wish that five offers could not meet waits. */
const MAX_TRIES = 5;

/** When a lost answer is looked for: an order shows up late, if it does. */
const LOOK_UP_PAUSES_MS = [1_000, 5_000, 15_000, 30_000, 60_000];

/**
 * Orders the best offer that fits. One POST per offer, and never another after an answer that may have
 * been a yes: then the operation's key tells. An order that was given the key already is the answer.
 * The price is read again right before the POST.
 *
 * @throws as `Ordering.placeOrder`
 */
export async function placeOrder(
  context: RobotContext,
  input: OrderInput,
  signal: AbortSignal,
): Promise<OrderReceipt> {
  const order = robotOrder(input);
  const present = await notOrdering(() => findOperationOrder(context, input.operationId, signal));
  if (present !== null) return receiptOf(context, order, present, null, []);
  await notOrdering(() => refuseTakenName(context, order, signal));
  const ready = await notOrdering(() => prepare(context, input, order, signal));
  const passedOver = [...ready.passedOver];
  for (const choice of ready.choices.slice(0, MAX_TRIES)) {
    const read = await notOrdering(() => readAgain(context, order, choice, signal));
    if (read.kind === 'gone') {
      passedOver.push(`${nameOf(choice)}: ${read.why}`);
      continue;
    }
    const attempt = { order, offer: read.offer, fingerprint: ready.fingerprint };
    await input.aboutToSend();
    const placed = await tryOffer(context, attempt, signal);
    if (placed !== null) {
      return receiptOf(context, order, placed, quoteOf(order, read.offer), passedOver);
    }
    passedOver.push(`${nameOf(choice)}: gone when it was ordered`);
  }
  throw soldOut(passedOver);
}

/**
 * Has the vendor check the order of the best offer. Costs no money, but maybe one of 20 orders a day.
 *
 * @throws as `placeOrder`; `provider.order-unknown` when the answer does not say that it was a rehearsal
 */
export async function rehearse(
  context: RobotContext,
  input: OrderInput,
  signal: AbortSignal,
): Promise<Rehearsal> {
  const order = robotOrder(input);
  const present = await findOperationOrder(context, input.operationId, signal);
  if (present !== null) throw orderedAlready(present);
  const { choices, passedOver, fingerprint } = await prepare(context, input, order, signal);
  const [offer] = choices;
  if (offer === undefined) throw soldOut(passedOver);
  const form = [...formOf({ order, offer, fingerprint }), ['test', 'true'] as const];
  const { status, id } = await postTransaction(context.client, order.channel, form, signal);
  // A rehearsal comes back cancelled at once and is not listed; anything else may be a real order.
  if (status !== 'cancelled') throw notARehearsal({ channel: order.channel, id }, status);
  await deleteOperationKeys(context.client, input.operationId, signal);
  return { offer: offer.offer, quote: quoteOf(order, offer), passedOver };
}

function robotOrder({ order }: OrderInput): RobotOrderRequest {
  if (order.provider === 'robot') return order;
  throw new RequestError(
    'request.invalid',
    `An order for the provider ${order.provider} was sent to Hetzner Robot; nothing was ordered.`,
    { outcome: 'not-sent' },
  );
}

/** Everything before the first call that costs money; the key comes last, since only an order needs it. */
async function prepare(
  context: RobotContext,
  input: OrderInput,
  order: RobotOrderRequest,
  signal: AbortSignal,
) {
  const currency = await getCurrency(context.client, signal);
  const market = await readMarket(context, order.channel, currency, signal);
  const chosen = chooseOffers(order, market, currency);
  const { operationId, authorizedKey } = input;
  const fingerprint = await ensureOwnKey(context.client, operationId, authorizedKey, signal);
  return { ...chosen, fingerprint };
}

/** Robot itself lets servers share a name, and then nobody can tell them apart. */
async function refuseTakenName(
  { client }: RobotContext,
  { name }: RobotOrderRequest,
  signal: AbortSignal,
): Promise<void> {
  const servers = await listServers(client, signal);
  const taken = servers.find(({ server_name }) => server_name === name);
  if (taken === undefined) return;
  throw new ProviderError(
    'provider.conflict',
    `Nothing was ordered: Hetzner Robot already has a server named "${name}" (${taken.server_number}). Choose another name, or install on that server with machine.existing.`,
    { outcome: 'refused', name },
  );
}

type ReadAgain =
  | { readonly kind: 'there'; readonly offer: MarketOffer }
  | { readonly kind: 'gone'; readonly why: string };

/** The offer as it is at this moment: sold, dearer, or as it was. */
async function readAgain(
  { client }: RobotContext,
  order: RobotOrderRequest,
  { offer }: MarketOffer,
  signal: AbortSignal,
): Promise<ReadAgain> {
  try {
    const now =
      order.channel === 'product'
        ? fromProduct(await getProduct(client, offer.id, signal), offer.currency)
        : fromAuction(await getAuctionProduct(client, offer.id, signal), offer.currency);
    const same = now.find((one) => one.offer.location === offer.location);
    if (same === undefined) return { kind: 'gone', why: 'no longer offered there' };
    const why = whyNot(order, same);
    return why === null ? { kind: 'there', offer: same } : { kind: 'gone', why };
  } catch (error) {
    if (saysNotFound(error)) return { kind: 'gone', why: 'sold' };
    throw error;
  }
}

interface Attempt {
  readonly order: RobotOrderRequest;
  readonly offer: MarketOffer;
  readonly fingerprint: string;
}

/** The order, or null when the vendor no longer has this offer. */
async function tryOffer(
  context: RobotContext,
  attempt: Attempt,
  signal: AbortSignal,
): Promise<OrderRef | null> {
  const { channel } = attempt.order;
  try {
    const { id } = await postTransaction(context.client, channel, formOf(attempt), signal);
    return { channel, id };
  } catch (error) {
    if (isOutcomeUnknown(error)) return await lookUp(context, attempt, signal);
    if (isGone(error)) return null;
    throw error;
  }
}

/** Refused for the offer's sake, not for the order's: another offer may be taken. */
function isGone(error: unknown): boolean {
  const code = errorCode(error);
  if (code === 'provider.sold-out' || code === 'provider.conflict') return true;
  if (code === 'provider.not-found') return saysNotFound(error);
  if (code !== 'provider.rejected' || !(error instanceof ProviderError)) return false;
  const { invalid } = error.details;
  return Array.isArray(invalid) && invalid.length === 1 && invalid[0] === 'product_id';
}

/** Never with a comment: it would call a person, and the order would wait. */
function formOf({ order, offer, fingerprint }: Attempt): NonNullable<Call['form']> {
  return [
    ['product_id', offer.offer.id],
    ...(order.channel === 'product' ? [['location', offer.offer.location] as const] : []),
    ['authorized_key[]', fingerprint],
    ...(offer.dist.includes(RESCUE_DIST) ? [['dist', RESCUE_DIST] as const] : []),
    ...(order.withIpv4 ? [['addon[]', IPV4_ADDON] as const] : []),
  ];
}

/** No clear answer: the key tells, or nobody knows. Nothing is sent again. */
async function lookUp(
  context: RobotContext,
  { offer, fingerprint }: Attempt,
  signal: AbortSignal,
): Promise<OrderRef> {
  const startedAt = context.clock.now();
  for (const pauseMs of LOOK_UP_PAUSES_MS) {
    await pause(context.clock, pauseMs, signal);
    const seen = await lookOnce(context, fingerprint, signal);
    if (seen !== null) return seen;
  }
  const waitedMs = context.clock.now() - startedAt;
  throw new ProviderError(
    'provider.order-unknown',
    `${nameOf(offer)} was ordered from Hetzner Robot, the answer was lost, and for ${waitedMs} ms no order with the key ${fingerprint} was seen. It is not ordered again; look for it in the Robot console, for some days.`,
    { outcome: 'unknown', fingerprint, offer: nameOf(offer) },
  );
}

/** null: not seen. A vendor that cannot tell is never read as absence, only as not seen yet. */
async function lookOnce(
  context: RobotContext,
  fingerprint: string,
  signal: AbortSignal,
): Promise<OrderRef | null> {
  try {
    return await findOrderByKeys(context, [fingerprint], signal);
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code === 'provider.order-unknown') throw error;
    return null;
  }
}

function orderedAlready(ref: OrderRef): ProviderError {
  return new ProviderError(
    'provider.conflict',
    `There is nothing to rehearse: this operation has ordered already (${formatOrderRef(ref)}).`,
    { outcome: 'not-sent', ref: formatOrderRef(ref) },
  );
}

function notARehearsal(ref: OrderRef, status: WireTransaction['status']): ProviderError {
  return new ProviderError(
    'provider.order-unknown',
    `A rehearsal was asked of Hetzner Robot, and it answered with the order ${ref.id}, which is ${status} and not cancelled: it may be a real one. Look at it in the Robot console now.`,
    { outcome: 'unknown', ref: formatOrderRef(ref) },
  );
}

function receiptOf(
  context: RobotContext,
  { name }: RobotOrderRequest,
  ref: OrderRef,
  quote: Quote | null,
  passedOver: readonly string[],
): OrderReceipt {
  return { machine: { ...toOrderedMachine(ref, context), name }, quote, passedOver };
}
