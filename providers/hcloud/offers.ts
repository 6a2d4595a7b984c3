/** Wishes, stock and prices → what may be ordered, in order. Nothing is asked of the vendor here. */

import { ProviderError, RequestError } from '../../src/domain/error.ts';
import { formatMoney, parseMoney } from '../../src/domain/money.ts';
import { type MoneyCeiling, type OrderRequest, takesNewIpv4 } from '../../src/domain/request.ts';
import type { Quote } from '../provider.ts';
import type { WirePricing, WireServerType } from './wire.ts';

export interface Offer {
  readonly quote: Quote;
  /** The vendor's word: `x86` or `arm`. */
  readonly architecture: string;
}

export interface Offers {
  /** Never empty. */
  readonly offers: readonly Offer[];
  /** Why the others are none, in words. */
  readonly passedOver: readonly string[];
}

type Verdict =
  | { readonly kind: 'offer'; readonly offer: Offer }
  | { readonly kind: 'unknown' | 'sold-out' | 'too-expensive'; readonly why: string };

export interface Market {
  readonly serverTypes: readonly WireServerType[];
  readonly pricing: WirePricing;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Why what the order names is not to be had in a location; null where it is. */
  whyNotIn(location: string): string | null;
}

/**
 * Every wished server type in every wished location, types first, that is in stock and within the
 * ceiling. The price is the server a month with VAT, and with its IPv4 address where it gets a new one.
 *
 * @throws ProviderError `provider.price-too-high`, `provider.sold-out`, `provider.rejected` (no such
 *         types); RequestError `request.invalid` for a ceiling that is no amount
 */
export function chooseOffers(order: OrderRequest, market: Market): Offers {
  const ceiling = order.maxPrice === null ? null : ceilingUnits(order.maxPrice, market.pricing);
  const newIpv4 = takesNewIpv4(order);
  const verdicts = order.serverTypes.flatMap((type) =>
    order.locations.map((location) => judge({ type, location, ceiling, newIpv4 }, market)),
  );
  const offers = verdicts.flatMap((verdict) => (verdict.kind === 'offer' ? [verdict.offer] : []));
  const passedOver = verdicts.flatMap((verdict) => (verdict.kind === 'offer' ? [] : [verdict.why]));
  if (offers.length === 0) throw noOffer(verdicts, passedOver);
  return { offers, passedOver };
}

function ceilingUnits(maxPrice: MoneyCeiling, pricing: WirePricing): bigint {
  if (maxPrice.currency !== pricing.currency) {
    throw new ProviderError(
      'provider.price-too-high',
      `The ceiling is in ${maxPrice.currency}, but this account is billed in ${pricing.currency}: the two cannot be compared, and nothing was ordered. Give the ceiling in ${pricing.currency}.`,
      { outcome: 'not-sent', currency: pricing.currency },
    );
  }
  const units = parseMoney(maxPrice.monthlyGross, 'down');
  if (units !== null) return units;
  throw new RequestError(
    'request.invalid',
    `The ceiling "${maxPrice.monthlyGross}" is no amount. Write it as 12.50.`,
  );
}

interface Wish {
  readonly type: string;
  readonly location: string;
  readonly ceiling: bigint | null;
  readonly newIpv4: boolean;
}

function judge(wish: Wish, market: Market): Verdict {
  const name = `${wish.type} in ${wish.location}`;
  const type = market.serverTypes.find((candidate) => candidate.name === wish.type);
  if (type === undefined) return { kind: 'unknown', why: `${name}: there is no such server type` };
  const stock = type.locations.find((candidate) => candidate.name === wish.location);
  if (stock === undefined) return { kind: 'unknown', why: `${name}: not offered there` };
  if (hasEnded(stock.deprecation, market.now)) {
    return { kind: 'unknown', why: `${name}: no longer offered there` };
  }
  const elsewhere = market.whyNotIn(wish.location);
  if (elsewhere !== null) return { kind: 'unknown', why: `${name}: ${elsewhere}` };
  if (!stock.available) return { kind: 'sold-out', why: `${name}: sold out` };
  const units = monthlyUnits(type, wish, market.pricing);
  if (units === null) return { kind: 'unknown', why: `${name}: the vendor names no price` };
  const monthlyGross = formatMoney(units);
  const { currency } = market.pricing;
  if (wish.ceiling !== null && units > wish.ceiling) {
    const ceiling = formatMoney(wish.ceiling);
    return {
      kind: 'too-expensive',
      why: `${name}: ${monthlyGross} ${currency} a month, above the ceiling of ${ceiling}`,
    };
  }
  const quote = { serverType: wish.type, location: wish.location, monthlyGross, currency };
  return { kind: 'offer', offer: { quote, architecture: type.architecture } };
}

function hasEnded(deprecation: { unavailable_after: string } | null, now: number): boolean {
  return deprecation !== null && Date.parse(deprecation.unavailable_after) < now;
}

function monthlyUnits(
  type: WireServerType,
  { location, newIpv4 }: Wish,
  pricing: WirePricing,
): bigint | null {
  const server = grossAt(type.prices, location);
  if (!newIpv4) return server;
  const ipv4 = pricing.primary_ips.find((ip) => ip.type === 'ipv4');
  const address = ipv4 === undefined ? null : grossAt(ipv4.prices, location);
  return server === null || address === null ? null : server + address;
}

function grossAt(
  prices: WirePricing['primary_ips'][number]['prices'],
  location: string,
): bigint | null {
  const price = prices.find((candidate) => candidate.location === location);
  return price === undefined ? null : parseMoney(price.price_monthly.gross, 'up');
}

function noOffer(verdicts: readonly Verdict[], passedOver: readonly string[]): ProviderError {
  const reasons = passedOver.join('; ');
  const details = { outcome: 'not-sent', passedOver };
  if (verdicts.some((verdict) => verdict.kind === 'too-expensive')) {
    return new ProviderError(
      'provider.price-too-high',
      `Nothing was ordered, since nothing wished for is in stock within the price ceiling: ${reasons}. Raise the ceiling or allow other types or locations.`,
      details,
    );
  }
  if (verdicts.some((verdict) => verdict.kind === 'sold-out')) return soldOut(passedOver);
  return new ProviderError(
    'provider.rejected',
    `Nothing was ordered, since nothing wished for is offered: ${reasons}. Check the names of server types and locations.`,
    details,
  );
}

/** No wish is left that could be met. */
export function soldOut(passedOver: readonly string[]): ProviderError {
  return new ProviderError(
    'provider.sold-out',
    `Nothing was ordered, since nothing wished for is to be had: ${passedOver.join('; ')}. Allow other types or locations, or try later.`,
    { outcome: 'refused', passedOver },
  );
}
