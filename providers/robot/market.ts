/** The vendor's products and auction → offers in our shape; pure but for `listOffers`. */

import { roundPrice } from '../../src/domain/money.ts';
import { type Offer, type OfferFilter, sortOffers, whyNotOffered } from '../../src/domain/offer.ts';
import type { RobotContext } from './context.ts';
import { parseCpu, parseDisks, parseMemoryGb } from './description.ts';
import { type Channel, getCurrency, listAuction, listProducts } from './order-calls.ts';
import type { WireAddon, WireAuctionProduct, WireProduct } from './order-wire.ts';

/** The addon without which a server has IPv6 only. */
export const IPV4_ADDON = 'primary_ipv4';

/** An offer, and what an order of it needs beside. */
export interface MarketOffer {
  readonly offer: Offer;
  /** Systems it may be handed over with, in the vendor's spelling. */
  readonly dist: readonly string[];
}

/** Products and auction, those that fit, cheapest first. May be repeated. */
export async function listOffers(
  context: RobotContext,
  filter: OfferFilter,
  signal: AbortSignal,
): Promise<readonly Offer[]> {
  const wanted: readonly string[] = filter.channels ?? ['product', 'auction'];
  const currency = await getCurrency(context.client, signal);
  const offers: Offer[] = [];
  for (const channel of ['product', 'auction'] as const) {
    if (!wanted.includes(channel)) continue;
    const listed = await readMarket(context, channel, currency, signal);
    offers.push(...listed.map(({ offer }) => offer));
  }
  return sortOffers(offers.filter((offer) => whyNotOffered(offer, filter) === null));
}

/** Everything that one channel offers now. */
export async function readMarket(
  { client }: RobotContext,
  channel: Channel,
  currency: string,
  signal: AbortSignal,
): Promise<MarketOffer[]> {
  if (channel === 'product') {
    return (await listProducts(client, signal)).flatMap((one) => fromProduct(one, currency));
  }
  return (await listAuction(client, signal)).flatMap((one) => fromAuction(one, currency));
}

/** One for each location with a price; a product without prices is listed but cannot be ordered. */
export function fromProduct(product: WireProduct, currency: string): MarketOffer[] {
  const { description, dist } = product;
  return product.prices.flatMap(({ location, price, price_setup }) => {
    const monthlyGross = roundPrice(price.gross);
    const setupGross = roundPrice(price_setup.gross);
    if (monthlyGross === null || setupGross === null) return [];
    const cpu = parseCpu(description);
    const offer: Offer = {
      provider: 'robot',
      channel: 'product',
      id: product.id,
      name: product.name,
      location,
      // The vendor tells of no stock before the order.
      isAvailable: null,
      architecture: architectureOf(cpu),
      cpu,
      cpuCores: null,
      memoryGb: parseMemoryGb(description),
      disks: parseDisks(description),
      monthlyGross,
      hourlyGross: price.hourly_gross === null ? null : roundPrice(price.hourly_gross),
      setupGross,
      ipv4MonthlyGross: ipv4Price(product.orderable_addons, location),
      currency,
    };
    return [{ offer, dist }];
  });
}

/** None where a price cannot be read. */
export function fromAuction(product: WireAuctionProduct, currency: string): MarketOffer[] {
  const monthlyGross = roundPrice(product.price_vat);
  const setupGross = roundPrice(product.price_setup_vat);
  if (monthlyGross === null || setupGross === null) return [];
  const hourly = product.price_hourly_vat;
  const offer: Offer = {
    provider: 'robot',
    channel: 'auction',
    id: String(product.id),
    name: product.name,
    location: product.datacenter,
    isAvailable: true,
    architecture: architectureOf(product.cpu),
    cpu: product.cpu,
    cpuCores: null,
    memoryGb: product.memory_size,
    disks: parseDisks(product.description),
    monthlyGross,
    hourlyGross: hourly === null ? null : roundPrice(hourly),
    setupGross,
    ipv4MonthlyGross: ipv4Price(product.orderable_addons, product.datacenter),
    currency,
  };
  return [{ offer, dist: product.dist }];
}

/** Robot names none; its ARM machines are those with Ampere processors. */
function architectureOf(cpu: string): Offer['architecture'] {
  if (/\bampere\b/i.test(cpu)) return 'aarch64';
  return /\b(intel|amd|xeon|ryzen|epyc|core)\b/i.test(cpu) ? 'x86_64' : 'unknown';
}

/** An addon is priced per location, sometimes for all alike; `FSN1` also holds for `FSN1-DC18`. */
function ipv4Price(addons: readonly WireAddon[], location: string): string | null {
  const prices = addons.find(({ id }) => id === IPV4_ADDON)?.prices ?? [];
  const here = location.toLowerCase();
  const price = prices.find(({ location: place }) => {
    const there = place?.toLowerCase();
    return there === undefined || here === there || here.startsWith(`${there}-`);
  });
  return price === undefined ? null : roundPrice(price.price.gross);
}
