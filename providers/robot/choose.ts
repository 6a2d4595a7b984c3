/** A wish and what is offered → what may be ordered, in order; pure. */

import { ProviderError, RequestError } from '../../src/domain/error.ts';
import { formatMoney, parseMoney } from '../../src/domain/money.ts';
import { monthlyUnits, type OfferFilter, whyNotOffered } from '../../src/domain/offer.ts';
import type { RobotOrderRequest } from '../../src/domain/request.ts';
import type { Quote } from '../provider.ts';
import type { MarketOffer } from './market.ts';

export interface Choices {
  /** Never empty; best first. */
  readonly choices: readonly MarketOffer[];
  /** Why others are none: by name where the order named them, else counted by reason. */
  readonly passedOver: readonly string[];
}

/** Reasons by which money, and not the machine, is in the way. */
const TOO_EXPENSIVE: ReadonlySet<string> = new Set([
  'too expensive a month',
  'setup fee too high',
  'no price by the hour, so it may be bound for longer',
]);

/**
 * What fits the order: by its list of ids, in that order, else the cheapest first.
 *
 * @param currency what the account pays in
 * @throws ProviderError `provider.price-too-high`, `provider.sold-out`; RequestError `request.invalid` for
 *         a ceiling that is no amount
 */
export function chooseOffers(
  order: RobotOrderRequest,
  market: readonly MarketOffer[],
  currency: string,
): Choices {
  refuseCeiling(order, currency);
  const candidates = candidatesOf(order, market);
  const verdicts = candidates.map((candidate) => ({ candidate, why: whyNot(order, candidate) }));
  const choices = verdicts.flatMap(({ candidate, why }) => (why === null ? [candidate] : []));
  const passedOver = [...missingOf(order, market), ...reasonsOf(order, verdicts)];
  if (choices.length > 0) return { choices, passedOver };
  const isMoney = verdicts.some(({ why }) => why !== null && TOO_EXPENSIVE.has(why));
  throw noOffer(isMoney, passedOver);
}

/** Why this offer may not be ordered; null when it may. Asked again of what is read just before an order. */
export function whyNot(order: RobotOrderRequest, { offer }: MarketOffer): string | null {
  const filter: OfferFilter = {
    ...order.wish,
    channels: [order.channel],
    withIpv4: order.withIpv4,
    maxMonthlyGross: order.maxPrice.monthlyGross,
    maxSetupGross: order.maxPrice.setupGross,
  };
  const why = whyNotOffered(offer, filter);
  if (why !== null) return why;
  return offer.hourlyGross === null ? 'no price by the hour, so it may be bound for longer' : null;
}

/** The price of an offer as this order would have it. */
export function quoteOf(order: RobotOrderRequest, { offer }: MarketOffer): Quote {
  return {
    serverType: offer.channel === 'auction' ? `${offer.name} ${offer.id}` : offer.id,
    location: offer.location,
    monthlyGross: formatMoney(monthlyUnits(offer, order.withIpv4) ?? 0n),
    setupGross: offer.setupGross,
    currency: offer.currency,
  };
}

function refuseCeiling({ maxPrice }: RobotOrderRequest, currency: string): void {
  if (maxPrice.currency !== currency) {
    throw new ProviderError(
      'provider.price-too-high',
      `The ceiling is in ${maxPrice.currency}, but this account is billed in ${currency}: the two cannot be compared, and nothing was ordered. Give the ceiling in ${currency}.`,
      { outcome: 'not-sent', currency },
    );
  }
  for (const amount of [maxPrice.monthlyGross, maxPrice.setupGross]) {
    if (parseMoney(amount, 'down') !== null) continue;
    throw new RequestError(
      'request.invalid',
      `The ceiling "${amount}" is no amount. Write it as 59.50.`,
      { outcome: 'not-sent' },
    );
  }
}

function candidatesOf(order: RobotOrderRequest, market: readonly MarketOffer[]): MarketOffer[] {
  const { ids } = order;
  if (ids === null) return market.toSorted((a, b) => byPrice(order, a, b));
  return ids.flatMap((id) =>
    market.filter(({ offer }) => offer.id === id).toSorted((a, b) => byPlace(order, a, b)),
  );
}

/** Ceiling first: what two offers cost together with an address, if one is wanted. */
function byPrice(order: RobotOrderRequest, a: MarketOffer, b: MarketOffer): number {
  const left = monthlyUnits(a.offer, order.withIpv4) ?? 0n;
  const right = monthlyUnits(b.offer, order.withIpv4) ?? 0n;
  if (left !== right) return left < right ? -1 : 1;
  const [one, other] = [Number(a.offer.setupGross), Number(b.offer.setupGross)];
  return one - other || a.offer.id.localeCompare(b.offer.id);
}

/** Locations in the order's own order. */
function byPlace({ wish: { locations = [] } }: RobotOrderRequest, a: MarketOffer, b: MarketOffer) {
  const rank = ({ offer }: MarketOffer) =>
    locations.findIndex((one) => offer.location.toLowerCase().startsWith(one.toLowerCase()));
  return rank(a) - rank(b);
}

function missingOf({ ids, channel }: RobotOrderRequest, market: readonly MarketOffer[]): string[] {
  const missing = (ids ?? []).filter((id) => !market.some(({ offer }) => offer.id === id));
  const word = channel === 'auction' ? 'sold, or never there' : 'not offered';
  return missing.map((id) => `${id}: ${word}`);
}

function reasonsOf(
  { ids }: RobotOrderRequest,
  verdicts: readonly { candidate: MarketOffer; why: string | null }[],
): string[] {
  const refused = verdicts.flatMap(({ candidate, why }) =>
    why === null ? [] : [{ name: nameOf(candidate), why }],
  );
  if (ids !== null) return refused.map(({ name, why }) => `${name}: ${why}`);
  const counts = new Map<string, number>();
  for (const { why } of refused) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => `${count} offers: ${why}`);
}

/** `EX44 in FSN1`. */
export function nameOf({ offer }: MarketOffer): string {
  return `${offer.channel === 'auction' ? `${offer.name} ${offer.id}` : offer.id} in ${offer.location}`;
}

function noOffer(isMoney: boolean, passedOver: readonly string[]): ProviderError {
  const reasons = passedOver.length === 0 ? 'nothing is offered at all' : passedOver.join('; ');
  const details = { outcome: 'not-sent', passedOver };
  if (isMoney) {
    return new ProviderError(
      'provider.price-too-high',
      `Nothing was ordered, since nothing that fits is within the price ceiling: ${reasons}. Raise the ceiling or wish for less.`,
      details,
    );
  }
  return soldOut(passedOver);
}

/** No choice is left. */
export function soldOut(passedOver: readonly string[]): ProviderError {
  const reasons = passedOver.length === 0 ? 'nothing is offered at all' : passedOver.join('; ');
  return new ProviderError(
    'provider.sold-out',
    `Nothing was ordered, since nothing wished for is to be had: ${reasons}. Allow other offers or locations, or try later.`,
    { outcome: 'not-sent', passedOver },
  );
}
