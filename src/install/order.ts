/** Phase order: one machine is bought, or found again when it was bought before. */

import type { OrderReceipt } from '../../providers/provider.ts';
import type { OrderRequest, RobotOrderRequest } from '../domain/request.ts';
import { type Spending, spendOnce } from '../workflow/spend.ts';
import { withAbility } from './ability.ts';
import { act, waitUntil } from './act.ts';
import type { InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { firstBootDocument } from './first-boot.ts';
import type { KnownMachine } from './records.ts';

/**
 * Orders the machine and waits until the provider has started it; off, where its first boot is to be the
 * rescue system.
 *
 * @throws ProviderError as `Ordering.placeOrder`; `provider.order-unknown` stops and asks a person
 */
export async function orderMachine(run: InstallRun, order: OrderRequest): Promise<KnownMachine> {
  const provider = run.deps.provider(order.provider, order.account);
  const ordering = withAbility(provider, 'ordering');
  // Before any money: a machine that nothing could be installed on is not ordered.
  for (const serverType of order.serverTypes) run.deps.kexecImage(architectureOf(serverType));
  const placed = await placeOnce(run, order);
  await waitUntil(
    run,
    'order.delivery',
    order.path === 'rescue'
      ? 'the provider makes the new machine'
      : 'the provider starts the new machine',
    DEADLINES.reachBootMs,
  );
  return act(run, 'order.delivery', async ({ signal, machine }) => {
    const delivered = await machine(ordering.awaitDelivery(placed, signal));
    const { origin, addresses, serverType, location } = delivered;
    const known = { origin, addresses, serverType, location };
    await run.deps.records.machineKnown(run.installId, known);
    return known;
  });
}

/**
 * Places the order, once over all restarts; returns the provider's reference of what was ordered.
 *
 * @throws as `orderMachine`
 */
export async function placeOnce(
  run: InstallRun,
  order: OrderRequest | RobotOrderRequest,
): Promise<string> {
  return act(run, 'order.place', async ({ signal }) => {
    const receipt = await spendOnce(run.deps.ledger, `order:${run.installId}`, {
      ...spendingOf(run, order, signal),
      isReceipt,
    });
    await noteReceipt(run, receipt);
    return receipt.machine.origin.providerRef;
  });
}

function spendingOf(
  run: InstallRun,
  order: OrderRequest | RobotOrderRequest,
  signal: AbortSignal,
): Omit<Spending<OrderReceipt>, 'isReceipt'> {
  const ordering = withAbility(run.deps.provider(order.provider, order.account), 'ordering');
  const { clock } = run.deps;
  return {
    place: async (aboutToSend) =>
      ordering.placeOrder(await orderInput(run, order, aboutToSend), signal),
    lookUp: async () => foundAgain(await ordering.findByOperation(run.installId, signal)),
    async judgeSilence(sentAt) {
      const silence = await ordering.judgeSilence({ operationId: run.installId, sentAt }, signal);
      if (silence.kind === 'too-early') await tellSilence(run, silence.decidedAt);
      return silence;
    },
    limit: {
      account: `${order.provider}/${order.account}`,
      ordersPerDay: run.deps.ordersPerDay,
    },
    clock: { now: clock.now, sleep: (ms) => clock.sleep(ms, signal) },
  };
}

function isReceipt(value: unknown): value is OrderReceipt {
  if (typeof value !== 'object' || value === null || !('machine' in value)) return false;
  const { machine } = value;
  return typeof machine === 'object' && machine !== null && 'origin' in machine;
}

async function tellSilence(run: InstallRun, decidedAt: number): Promise<void> {
  await run.deps.records.waiting(run.installId, `order.silence.${decidedAt}`, {
    for: 'the order shows up at the provider, whose answer was lost, or certainly was never placed',
    until: new Date(decidedAt).toISOString(),
  });
}

/** Hetzner's ARM types are the `cax` line; all others are x86-64. */
function architectureOf(serverType: string): string {
  return serverType.startsWith('cax') ? 'aarch64' : 'x86_64';
}

/** What a provider is given with an order; makes the keys of this run where there are none yet. May be repeated. */
export async function orderInput(
  run: InstallRun,
  order: OrderRequest | RobotOrderRequest,
  aboutToSend: () => Promise<void>,
) {
  const access = await run.deps.keys.get(run.installId, 'access');
  const hostKey = await run.deps.keys.get(run.installId, 'firstHost');
  return {
    order,
    operationId: run.installId,
    authorizedKey: access.publicKey,
    userData: firstBootDocument({ hostKey, authorizedKey: access.publicKey }),
    aboutToSend,
  };
}

function foundAgain(machine: OrderReceipt['machine'] | null): OrderReceipt | null {
  return machine === null ? null : { machine, quote: null, passedOver: [] };
}

async function noteReceipt(run: InstallRun, receipt: OrderReceipt): Promise<void> {
  const { machine, quote, passedOver } = receipt;
  const { providerRef } = machine.origin;
  const { records } = run.deps;
  const chosen = quote === null ? null : { ...quote, setupGross: quote.setupGross ?? '0.00' };
  await records.orderPlaced(run.installId, { providerRef, chosen, passedOver });
  const price = quote === null ? '' : ` for ${quote.monthlyGross} ${quote.currency} a month`;
  const serverType = machine.serverType ?? quote?.serverType ?? 'type unknown';
  const location = machine.location ?? quote?.location ?? 'location unknown';
  const text = `Ordered ${machine.name} (${serverType} in ${location})${price}`;
  await records.note(run.installId, 'order.placed', text, { providerRef, quote, passedOver });
}
