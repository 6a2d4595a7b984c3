/** An order → what may be bought for it, with all that it names. Nothing is bought or changed here. */

import { RequestError } from '../../src/domain/error.ts';
import type { OrderedThing } from '../../src/domain/plan-run.ts';
import type { OrderRequest } from '../../src/domain/request.ts';
import type { OrderCheck, OrderInput } from '../provider.ts';
import { type Belongings, findBelongings } from './belongings.ts';
import { getPricing, listServerTypes } from './calls.ts';
import type { HcloudContext } from './context.ts';
import { findImage } from './images.ts';
import { chooseOffers, type Offer, soldOut } from './offers.ts';
import type { WireImage } from './wire.ts';

export interface Choice {
  /** Never empty. */
  readonly offers: readonly Offer[];
  readonly passedOver: readonly string[];
  readonly belongings: Belongings;
  /** The image to start from, or why there is none. */
  imageOf(offer: Offer): Promise<WireImage | string>;
}

/**
 * Reads prices, stock, and what the order names.
 *
 * @throws ProviderError as `chooseOffers` and `findBelongings`
 */
export async function chooseFor(
  context: HcloudContext,
  order: OrderRequest,
  signal: AbortSignal,
): Promise<Choice> {
  const { client, clock } = context;
  const [serverTypes, pricing, belongings] = await Promise.all([
    listServerTypes(client, signal),
    getPricing(client, signal),
    findBelongings(client, order, signal),
  ]);
  const { whyNotIn } = belongings;
  const chosen = chooseOffers(order, { serverTypes, pricing, now: clock.now(), whyNotIn });
  return { ...chosen, belongings, imageOf: imageFinder(context, order, signal) };
}

/** What an order would come to now; see `Ordering.check`. */
export async function checkOrder(
  context: HcloudContext,
  order: OrderInput['order'],
  signal: AbortSignal,
): Promise<OrderCheck> {
  const { offers, belongings, imageOf, ...choice } = await chooseFor(
    context,
    cloudOrder(order),
    signal,
  );
  const passedOver = [...choice.passedOver];
  for (const offer of offers) {
    const image = await imageOf(offer);
    if (typeof image !== 'string') {
      return { quote: offer.quote, passedOver, named: [toNamed(image), ...belongings.named] };
    }
    passedOver.push(image);
  }
  throw soldOut(passedOver);
}

/** @throws RequestError `request.invalid` for another provider's order */
export function cloudOrder(order: OrderInput['order']): OrderRequest {
  if (order.provider === 'hcloud') return order;
  throw new RequestError(
    'request.invalid',
    `An order for the provider ${order.provider} was sent to Hetzner Cloud; nothing was ordered.`,
    { outcome: 'not-sent' },
  );
}

function toNamed({ id, name }: WireImage): OrderedThing {
  return { kind: 'image', name: name ?? `image ${id}`, ref: String(id) };
}

/** Images by architecture, each asked for once. */
function imageFinder({ client }: HcloudContext, order: OrderRequest, signal: AbortSignal) {
  const known = new Map<string, WireImage | null>();
  return async ({ architecture, quote }: Offer): Promise<WireImage | string> => {
    const { serverType, location } = quote;
    const seen = known.get(architecture);
    const image =
      seen === undefined
        ? await findImage(client, order.image ?? null, architecture, signal)
        : seen;
    known.set(architecture, image);
    if (image !== null) return image;
    const what = order.image === undefined ? 'no usable image' : `no image "${order.image}"`;
    return `${serverType} in ${location}: ${what} for ${architecture}`;
  };
}
