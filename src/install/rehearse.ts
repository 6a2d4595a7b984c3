/** The order of a dedicated server as its vendor judges it, with nothing ordered. */

import { ProviderError } from '../domain/error.ts';
import type { OrderProfile } from '../domain/plan-run.ts';
import type { RobotOrderRequest } from '../domain/request.ts';
import { withAbility } from './ability.ts';
import type { InstallRun } from './context.ts';
import { orderInput } from './order.ts';

/**
 * Has the vendor check the order of the best offer. May cost one of the orders that are allowed a day.
 *
 * @throws ProviderError as `Ordering.rehearse`, `provider.unsupported`
 */
export async function rehearseOrder(
  run: InstallRun,
  order: RobotOrderRequest,
  signal: AbortSignal,
): Promise<OrderProfile> {
  const provider = run.deps.provider(order.provider, order.account);
  const { rehearse } = withAbility(provider, 'ordering');
  if (rehearse === null) {
    throw new ProviderError(
      'provider.unsupported',
      `The provider ${provider.name} checks no order without placing it. Leave out "rehearse".`,
    );
  }
  // Nothing is spent, so nothing is to be written down before it is sent.
  const { offer, quote, passedOver } = await rehearse(
    await orderInput(run, order, async () => {}),
    signal,
  );
  const { monthlyGross } = quote;
  return { offer: { ...offer, monthlyGross }, passedOver, isRehearsed: true };
}
