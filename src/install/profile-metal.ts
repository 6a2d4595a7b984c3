/** What an order of a dedicated server would buy, chosen from the vendor's offers. */

import { ProviderError } from '../domain/error.ts';
import { formatMoney } from '../domain/money.ts';
import { monthlyUnits, type Offer, type OfferFilter, whyNotOffered } from '../domain/offer.ts';
import type { OrderProfile } from '../domain/plan-run.ts';
import type { RobotOrderRequest } from '../domain/request.ts';

/** Every offer of the order's channel; what does not fit is passed over in words. */
export function filterOf({ channel }: RobotOrderRequest): OfferFilter {
  return { channels: [channel] };
}

/**
 * The first offer that fits within the ceiling: in the order of its ids, else cheapest first. `monthlyGross`
 * of the answer has the IPv4 address in it where one was asked for.
 *
 * @param offers cheapest first
 * @throws ProviderError `provider.sold-out`, `provider.price-too-high` when dear ones were all that is left
 */
export function profileOfMetal(order: RobotOrderRequest, offers: readonly Offer[]): OrderProfile {
  const passedOver: string[] = [];
  let isOnlyTooDear = false;
  for (const offer of candidates(order, offers)) {
    const why = whyNot(order, offer);
    if (why === null) return { offer: withAddress(order, offer), passedOver };
    isOnlyTooDear ||= whyNotOffered(offer, order.wish) === null;
    passedOver.push(`${offer.id} in ${offer.location}: ${why}`);
  }
  throw new ProviderError(
    isOnlyTooDear ? 'provider.price-too-high' : 'provider.sold-out',
    `None of the wanted machines can be ordered now. ${passedOver.join('; ') || 'None of them is offered'}.`,
    { passedOver },
  );
}

function candidates({ ids }: RobotOrderRequest, offers: readonly Offer[]): readonly Offer[] {
  if (ids === null) return offers;
  return ids.flatMap((id) => offers.filter((offer) => offer.id === id));
}

function whyNot({ wish, withIpv4, maxPrice }: RobotOrderRequest, offer: Offer): string | null {
  if (offer.isAvailable === false) return 'sold out';
  if (offer.currency !== maxPrice.currency) return `priced in ${offer.currency}`;
  const { monthlyGross: maxMonthlyGross, setupGross: maxSetupGross } = maxPrice;
  return whyNotOffered(offer, { ...wish, withIpv4, maxMonthlyGross, maxSetupGross });
}

function withAddress({ withIpv4 }: RobotOrderRequest, offer: Offer): Offer {
  const units = monthlyUnits(offer, withIpv4);
  return units === null ? offer : { ...offer, monthlyGross: formatMoney(units) };
}
