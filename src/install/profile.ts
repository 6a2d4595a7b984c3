/** What an order would buy, chosen from the vendor's offers in the order's own sequence. */

import { ProviderError } from '../domain/error.ts';
import { formatMoney, parseMoney } from '../domain/money.ts';
import { monthlyUnits, type Offer } from '../domain/offer.ts';
import type { OrderProfile } from '../domain/plan-run.ts';
import type { OrderRequest } from '../domain/request.ts';

/**
 * The first type and location that is in stock within the ceiling; `monthlyGross` of the answer has the
 * IPv4 address in it, as the order would.
 *
 * @throws ProviderError `provider.sold-out`, `provider.price-too-high` when dear ones were all that is left
 */
export function profileOf(order: OrderRequest, offers: readonly Offer[]): OrderProfile {
  const passedOver: string[] = [];
  let isOnlyTooDear = false;
  for (const serverType of order.serverTypes) {
    for (const location of order.locations) {
      const offer = offers.find((one) => one.id === serverType && one.location === location);
      const why = offer === undefined ? 'not sold there' : whyNot(order, offer);
      if (offer !== undefined && why === null) {
        return { offer: { ...offer, monthlyGross: priceOf(offer) }, passedOver };
      }
      isOnlyTooDear ||= why === TOO_DEAR;
      passedOver.push(`${serverType} in ${location}: ${why}`);
    }
  }
  throw new ProviderError(
    isOnlyTooDear ? 'provider.price-too-high' : 'provider.sold-out',
    `None of the wanted machines can be ordered now. ${passedOver.join('; ')}.`,
    { passedOver },
  );
}

const TOO_DEAR = 'dearer than allowed';

function whyNot({ maxPrice }: OrderRequest, offer: Offer): string | null {
  if (offer.isAvailable === false) return 'sold out';
  if (maxPrice === null) return null;
  if (maxPrice.currency !== offer.currency) return `priced in ${offer.currency}`;
  const limit = parseMoney(maxPrice.monthlyGross, 'down');
  const units = monthlyUnits(offer, offer.ipv4MonthlyGross !== null);
  return limit === null || units === null || units > limit ? TOO_DEAR : null;
}

function priceOf(offer: Offer): string {
  const units = monthlyUnits(offer, offer.ipv4MonthlyGross !== null);
  return units === null ? offer.monthlyGross : formatMoney(units);
}
