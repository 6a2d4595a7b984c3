import { ProviderError } from '../../src/domain/error.ts';
import type { Delivery, ProviderMachine } from '../provider.ts';
import { getServer } from './calls.ts';
import type { RobotContext } from './context.ts';
import { type OrderRef, parseOrderRef, toFingerprints } from './convert.ts';
import { findServer, machineOf } from './find.ts';
import { getTransaction } from './order-calls.ts';
import { pause } from './retry.ts';
import type { WireServer } from './wire.ts';

const MINUTE_MS = 60_000;
/** For callers that can wait in a process; others look from time to time for days. */
const DEADLINE_MS = 30 * MINUTE_MS;

/**
 * Looks once. Delivery took 4 and 7 minutes for machines of the auction, hours or days for others, and
 * the vendor names no bound. May be repeated.
 *
 * @throws ProviderError `provider.not-found`
 */
export async function lookForDelivery(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const order = parseOrderRef(ref);
  if (order === null)
    return lookAtServer(context, await findServer(context, ref, signal), [], signal);
  return lookAtOrder(context, order, signal);
}

async function lookAtOrder(
  context: RobotContext,
  order: OrderRef,
  signal: AbortSignal,
): Promise<Delivery> {
  const { client, clock } = context;
  const transaction = await getTransaction(client, order.channel, order.id, signal);
  if (transaction.status === 'cancelled') return { state: 'cancelled' };
  if (transaction.status !== 'ready' || transaction.server_number === null) {
    const age = clock.now() - Date.parse(transaction.date);
    return { state: 'in-process', nextLookMs: nextLookMs(age) };
  }
  const server = await getServer(client, transaction.server_number, signal);
  return lookAtServer(context, server, toFingerprints(transaction.host_key), signal);
}

async function lookAtServer(
  context: RobotContext,
  server: WireServer,
  hostKeyFingerprints: readonly string[],
  signal: AbortSignal,
): Promise<Delivery> {
  if (server.status === 'in process') return { state: 'in-process', nextLookMs: MINUTE_MS };
  return { state: 'ready', machine: await machineOf(context, server, signal), hostKeyFingerprints };
}

/** The older an order, the less a minute matters. An age that cannot be told counts as old. */
export function nextLookMs(ageMs: number): number {
  if (ageMs < 20 * MINUTE_MS) return MINUTE_MS / 2;
  return ageMs < 120 * MINUTE_MS ? 2 * MINUTE_MS : 15 * MINUTE_MS;
}

/**
 * Waits up to half an hour for a delivery. May be repeated.
 *
 * @throws ProviderError `provider.action-timeout` when it takes longer, `provider.action-failed` when
 *         the vendor cancelled the order
 */
export async function awaitDelivery(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<ProviderMachine> {
  const startedAt = context.clock.now();
  for (;;) {
    const delivery = await lookForDelivery(context, ref, signal);
    if (delivery.state === 'ready') return delivery.machine;
    if (delivery.state === 'cancelled') throw orderCancelled(ref);
    const waitedMs = context.clock.now() - startedAt;
    if (waitedMs >= DEADLINE_MS) throw stillWaiting(ref, waitedMs);
    await pause(context.clock, delivery.nextLookMs, signal);
  }
}

function orderCancelled(ref: string): ProviderError {
  return new ProviderError(
    'provider.action-failed',
    `Hetzner Robot accepted the order ${ref}, but it was cancelled there. Ask the vendor why, and order anew.`,
    { ref },
  );
}

function stillWaiting(ref: string, waitedMs: number): ProviderError {
  return new ProviderError(
    'provider.action-timeout',
    `Hetzner Robot accepted the order ${ref}, but after ${waitedMs} ms it is not delivered. That is no failure: it may take days. Look again later.`,
    { ref },
  );
}
