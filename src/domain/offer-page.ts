/** Offers of several accounts in an order, by pages that go on where the last one ended. */

import { RequestError } from './error.ts';
import { monthlyUnits, type Offer } from './offer.ts';

/** An offer, and whose order of it would have this price. */
export interface AccountOffer extends Offer {
  readonly account: string;
}

export const OFFER_SORTS = ['price', '-price', 'memory', '-memory', 'cores', '-cores'] as const;
export type OfferSort = (typeof OFFER_SORTS)[number];

export interface OfferPageQuery {
  readonly sort: OfferSort;
  readonly limit: number;
  /** Of the page before; the first page when undefined. */
  readonly cursor: string | undefined;
  /** Counts the IPv4 address into the price. */
  readonly withIpv4: boolean;
}

export interface OfferPage {
  readonly items: readonly AccountOffer[];
  /** null: this is the last page. */
  readonly nextCursor: string | null;
  /** Over all pages. */
  readonly total: number;
}

/** By what an offer is placed: the sorted value, then its name, so that the order is always the same. */
type Place = readonly [value: number, name: string];

/**
 * One page. A cursor holds the place of the last offer that was seen, so what was sold or added meanwhile
 * makes no offer come twice. What has no value for the order comes last.
 *
 * @throws RequestError `request.invalid` for a cursor that is none of ours
 */
export function pageOfOffers(
  offers: readonly AccountOffer[],
  { sort, limit, cursor, withIpv4 }: OfferPageQuery,
): OfferPage {
  const placed = offers
    .map((offer) => ({ offer, place: placeOf(offer, sort, withIpv4) }))
    .toSorted((one, other) => compare(one.place, other.place));
  const after = cursor === undefined ? null : fromCursor(cursor);
  const rest = after === null ? placed : placed.filter(({ place }) => compare(place, after) > 0);
  const page = rest.slice(0, limit);
  const last = rest.length > limit ? page.at(-1) : undefined;
  return {
    items: page.map(({ offer }) => offer),
    nextCursor: last === undefined ? null : toCursor(last.place),
    total: offers.length,
  };
}

function placeOf(offer: AccountOffer, sort: OfferSort, withIpv4: boolean): Place {
  const { provider, account, channel, id, location } = offer;
  const name = [id, location, provider, account, channel].join(' ');
  const value = rankOf(offer, sort.replace('-', ''), withIpv4);
  if (value === null) return [Number.MAX_VALUE, name];
  return [sort.startsWith('-') ? -value : value, name];
}

function rankOf(offer: AccountOffer, by: string, withIpv4: boolean): number | null {
  if (by === 'memory') return offer.memoryGb;
  if (by === 'cores') return offer.cpuCores;
  const units = monthlyUnits(offer, withIpv4);
  return units === null ? null : Number(units);
}

function compare([value, name]: Place, [otherValue, otherName]: Place): number {
  if (value !== otherValue) return value < otherValue ? -1 : 1;
  return name < otherName ? -1 : Number(name > otherName);
}

function toCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

function fromCursor(cursor: string): Place {
  const [value, name]: readonly unknown[] = parseList(Buffer.from(cursor, 'base64url').toString());
  if (typeof value === 'number' && typeof name === 'string') return [value, name];
  throw new RequestError('request.invalid', 'The cursor is none that this service gave out.');
}

function parseList(text: string): readonly unknown[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
