import { roundPrice } from '../../src/domain/money.ts';
import { type Offer, type OfferFilter, sortOffers, whyNotOffered } from '../../src/domain/offer.ts';
import { getPricing, listServerTypes } from './calls.ts';
import type { HcloudContext } from './context.ts';
import type { WirePricing, WireServerType } from './wire.ts';

/** Server types with price and stock in each location, those that fit, cheapest first. May be repeated. */
export async function listOffers(
  { client, clock }: HcloudContext,
  filter: OfferFilter,
  signal: AbortSignal,
): Promise<readonly Offer[]> {
  const [types, pricing] = await Promise.all([
    listServerTypes(client, signal),
    getPricing(client, signal),
  ]);
  const offers = types.flatMap((type) => toOffers(type, pricing, clock.now()));
  return sortOffers(offers.filter((offer) => whyNotOffered(offer, filter) === null));
}

/** One offer for each location with a price where the type is not withdrawn. */
export function toOffers(type: WireServerType, pricing: WirePricing, now: number): Offer[] {
  return type.locations.flatMap(({ name: location, available, deprecation }) => {
    const price = type.prices.find((candidate) => candidate.location === location);
    const hasEnded = deprecation !== null && Date.parse(deprecation.unavailable_after) < now;
    const monthlyGross = price === undefined ? null : roundPrice(price.price_monthly.gross);
    if (price === undefined || monthlyGross === null || hasEnded) return [];
    return [
      {
        provider: 'hcloud',
        channel: 'cloud',
        id: type.name,
        name: type.description,
        location,
        isAvailable: available,
        architecture: toArchitecture(type.architecture),
        cpu: type.architecture,
        cpuCores: type.cores,
        memoryGb: type.memory,
        // Local NVMe, which the machine sees as one SCSI disk.
        disks: [{ kind: 'ssd', count: 1, sizeGb: type.disk }],
        monthlyGross,
        hourlyGross: roundPrice(price.price_hourly.gross),
        setupGross: '0.00',
        ipv4MonthlyGross: ipv4Price(pricing, location),
        currency: pricing.currency,
      },
    ];
  });
}

function ipv4Price({ primary_ips }: WirePricing, location: string): string | null {
  const prices = primary_ips.find(({ type }) => type === 'ipv4')?.prices ?? [];
  const gross = prices.find((price) => price.location === location)?.price_monthly.gross;
  return gross === undefined ? null : roundPrice(gross);
}

function toArchitecture(word: string): Offer['architecture'] {
  if (word === 'x86') return 'x86_64';
  return word === 'arm' ? 'aarch64' : 'unknown';
}
