/** Phase order for dedicated servers: bought once, then looked for, for days if need be. */

import type { Delivery, Provider } from '../../providers/provider.ts';
import { ProviderError, toErrorData } from '../domain/error.ts';
import type { RobotOrderRequest } from '../domain/request.ts';
import { withoutSlot } from '../workflow/context.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { waitFor } from '../workflow/wait.ts';
import { withAbility } from './ability.ts';
import { act } from './act.ts';
import type { InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { placeOnce } from './order.ts';
import type { KnownMachine } from './records.ts';

/** A server as it was handed over. */
export interface Delivered {
  readonly machine: KnownMachine;
  /** Of the host keys of the system it was handed over with; empty: not told. */
  readonly fingerprints: readonly string[];
}

/** Before the vendor has said when another look is worth its call. */
const FIRST_LOOK_MS = 30_000;

/**
 * Orders the server and waits, across restarts of the service, until it is handed over.
 *
 * @throws ProviderError as `Ordering.placeOrder`; `provider.action-failed` when the vendor cancelled the
 *         order, `provider.action-timeout`
 */
export async function orderMetal(run: InstallRun, order: RobotOrderRequest): Promise<Delivered> {
  const provider = run.deps.provider('robot', order.account);
  // Before any money: a machine that nothing could be installed on is not ordered.
  run.deps.kexecImage(order.wish.architecture ?? 'x86_64');
  const orderRef = await placeOnce(run, order);
  const placedAt = await act(run, 'order.placed-at', async () => run.deps.clock.now());
  const { waitedMs, ...delivered } = await withoutSlot(() =>
    awaitDelivery(run, provider, { orderRef, placedAt }),
  );
  // The provider's own work: it builds, or takes out of the rack.
  run.machineMs += waitedMs;
  await rename(run, provider, delivered.machine.origin.providerRef, order.name);
  return delivered;
}

async function awaitDelivery(
  run: InstallRun,
  provider: Provider,
  { orderRef, placedAt }: { readonly orderRef: string; readonly placedAt: number },
): Promise<Delivered & { readonly waitedMs: number }> {
  const ordering = withAbility(provider, 'ordering');
  let nextLookMs = FIRST_LOOK_MS;
  const what = `the provider hands over the server of ${orderRef}, which may take days`;
  const tellNextLook = () =>
    run.deps.records.stillWaiting(run.installId, {
      for: what,
      until: new Date(placedAt + DEADLINES.deliveryMs).toISOString(),
      nextLookAt: new Date(run.deps.clock.now() + nextLookMs).toISOString(),
    });
  const options = {
    what,
    deadlineMs: DEADLINES.deliveryMs,
    everyMs: () => nextLookMs,
    onWaiting: (waiting: { for: string; until: string }) =>
      run.deps.records.waiting(run.installId, 'order.delivery', waiting),
    onDeadline: () => notDelivered(orderRef),
  };
  return waitFor('order.delivery', options, async ({ signal }) => {
    const delivery = await ordering.lookForDelivery(orderRef, signal);
    if (delivery.state === 'cancelled') throw orderCancelled(orderRef);
    if (delivery.state === 'ready') {
      return { ...(await known(run, delivery)), waitedMs: run.deps.clock.now() - placedAt };
    }
    nextLookMs = delivery.nextLookMs;
    await tellNextLook();
    return null;
  });
}

async function known(
  run: InstallRun,
  { machine, hostKeyFingerprints }: Extract<Delivery, { state: 'ready' }>,
): Promise<Delivered> {
  const { origin, addresses, serverType, location } = machine;
  const knownMachine = { origin, addresses, serverType, location };
  await run.deps.records.machineKnown(run.installId, knownMachine);
  await run.deps.records.note(
    run.installId,
    'order.delivered',
    `Handed over: server ${origin.providerRef} (${serverType ?? 'type unknown'} in ${location ?? 'location unknown'})`,
    { providerRef: origin.providerRef },
  );
  return { machine: knownMachine, fingerprints: hostKeyFingerprints };
}

/** An order cannot name its server. A name that was not taken is told, and fails no install. */
async function rename(
  run: InstallRun,
  provider: Provider,
  ref: string,
  name: string,
): Promise<void> {
  try {
    await act(run, 'order.rename', async ({ signal }) => {
      await provider.naming?.rename(ref, name, signal);
      return null;
    });
  } catch (error) {
    if (isInterruption(error)) throw error;
    await act(run, 'order.not-renamed', async () => {
      const text = `Server ${ref} was not named "${name}": ${toErrorData(error).message}`;
      await run.deps.records.note(run.installId, 'order.not-renamed', text);
      return null;
    });
  }
}

function orderCancelled(orderRef: string): ProviderError {
  return new ProviderError(
    'provider.action-failed',
    `The provider accepted ${orderRef} and cancelled it before a server was handed over. Ask the provider why, and order anew.`,
    { orderRef },
  );
}

function notDelivered(orderRef: string): ProviderError {
  const days = DEADLINES.deliveryMs / 86_400_000;
  return new ProviderError(
    'provider.action-timeout',
    `The provider accepted ${orderRef} and handed no server over within ${days} days. The order stands: look at it in the provider's console, and install with machine.existing once it is there.`,
    { orderRef },
  );
}
