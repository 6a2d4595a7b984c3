/** What an order of a cloud server would buy: the provider's own choice, as it sells it. */

import type { Provider } from '../../providers/provider.ts';
import { ProviderError } from '../domain/error.ts';
import type { OrderProfile } from '../domain/plan-run.ts';
import type { OrderRequest } from '../domain/request.ts';
import { withAbility } from './ability.ts';

/**
 * Chooses as the order would, with all that it names; `monthlyGross` of the answer is what the order would
 * cost a month.
 *
 * @throws ProviderError as `Ordering.check`, `provider.unsupported`, `provider.sold-out` when it went meanwhile
 */
export async function profileOf(
  provider: Provider,
  order: OrderRequest,
  signal: AbortSignal,
): Promise<OrderProfile> {
  const { check } = withAbility(provider, 'ordering');
  const { offers, abilities } = provider;
  if (check === null || offers === null) {
    throw new ProviderError(
      'provider.unsupported',
      `The provider ${provider.name} shows no offers: ${abilities.offers.note}`,
    );
  }
  const { quote, passedOver, named } = await check(order, signal);
  const { serverType, location, monthlyGross } = quote;
  const all = await offers.list({ channels: ['cloud'] }, signal);
  const offer = all.find((one) => one.id === serverType && one.location === location);
  if (offer !== undefined) return { offer: { ...offer, monthlyGross }, passedOver, named };
  throw new ProviderError(
    'provider.sold-out',
    `${serverType} in ${location} was offered a moment ago, and is not any more. Plan again.`,
    { passedOver },
  );
}
