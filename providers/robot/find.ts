/** A reference or an operation → the vendor's server or order. */

import { errorCode, ProviderError } from '../../src/domain/error.ts';
import type { ProviderMachine } from '../provider.ts';
import { getRescue, getReset, getServer, listServers } from './calls.ts';
import type { RobotContext } from './context.ts';
import { type OrderRef, parseOrderRef, toMachine, toOrderedMachine } from './convert.ts';
import { operationFingerprints, sameFingerprint } from './keys.ts';
import { CHANNELS, getTransaction, listTransactions } from './order-calls.ts';
import type { WireTransaction } from './order-wire.ts';
import type { WireServer } from './wire.ts';

/**
 * The server of this number, of this exact name, or of this order once it is delivered. May be repeated.
 *
 * @throws ProviderError `provider.not-found`; `provider.conflict` when several bear the name
 */
export async function findServer(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<WireServer> {
  const { client } = context;
  const order = parseOrderRef(ref);
  if (order !== null) return serverOfOrder(context, order, signal);
  if (/^\d{1,15}$/.test(ref)) {
    try {
      return await getServer(client, ref, signal);
    } catch (error) {
      if (errorCode(error) !== 'provider.not-found') throw error;
    }
  }
  const named = (await listServers(client, signal)).filter(
    ({ server_name }) => server_name === ref && ref !== '',
  );
  const [server] = named;
  if (server === undefined) throw noServer(ref);
  if (named.length > 1) throw severalServers(ref, named);
  return await getServer(client, server.server_number, signal);
}

async function serverOfOrder(
  { client }: RobotContext,
  order: OrderRef,
  signal: AbortSignal,
): Promise<WireServer> {
  const { status, server_number } = await getTransaction(client, order.channel, order.id, signal);
  if (server_number !== null) return await getServer(client, server_number, signal);
  throw new ProviderError(
    'provider.not-found',
    `The order ${order.id} at Hetzner Robot has no server: it is ${status}. Wait for its delivery, which may take days.`,
    { orderId: order.id, status },
  );
}

/** The server, whether its rescue system is armed, and its power where the vendor tells. */
export async function getMachine(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<ProviderMachine> {
  return machineOf(context, await findServer(context, ref, signal), signal);
}

/** As `getMachine`, of a server that was read already. */
export async function machineOf(
  context: RobotContext,
  server: WireServer,
  signal: AbortSignal,
): Promise<ProviderMachine> {
  const { client } = context;
  const [rescue, reset] = await Promise.all([
    server.rescue ? whereSupported(getRescue(client, server.server_number, signal)) : null,
    server.reset ? whereSupported(getReset(client, server.server_number, signal)) : null,
  ]);
  return toMachine(server, { rescue, reset }, context);
}

async function whereSupported<T>(calling: Promise<T>): Promise<T | null> {
  try {
    return await calling;
  } catch (error) {
    if (errorCode(error) === 'provider.unsupported') return null;
    throw error;
  }
}

/**
 * The one order that was given the operation's key; null when the vendor says there is none. Only orders
 * of the last 30 days are listed.
 *
 * @throws ProviderError `provider.order-unknown` when there are several
 */
export async function findOperationOrder(
  context: RobotContext,
  operationId: string,
  signal: AbortSignal,
): Promise<OrderRef | null> {
  const ours = await operationFingerprints(context.client, operationId, signal);
  return ours.length === 0 ? null : findOrderByKeys(context, ours, signal);
}

/** The one order that was given one of these keys. @throws as `findOperationOrder` */
export async function findOrderByKeys(
  { client }: RobotContext,
  fingerprints: readonly string[],
  signal: AbortSignal,
): Promise<OrderRef | null> {
  const found: OrderRef[] = [];
  for (const channel of CHANNELS) {
    const listed = await listTransactions(client, channel, signal);
    const ours = listed.filter((transaction) => holdsKey(transaction, fingerprints));
    found.push(...ours.map(({ id }) => ({ channel, id })));
  }
  const [order] = found;
  if (found.length < 2) return order ?? null;
  const orderIds = found.map(({ id }) => id);
  throw new ProviderError(
    'provider.order-unknown',
    `Hetzner Robot has ${orderIds.length} orders with the key of one operation: ${orderIds.join(', ')}. Only one can be ours: look at them in the Robot console.`,
    { outcome: 'unknown', orderIds },
  );
}

function holdsKey({ authorized_key }: WireTransaction, fingerprints: readonly string[]): boolean {
  return authorized_key.some(({ key }) =>
    fingerprints.some((ours) => sameFingerprint(ours, key.fingerprint)),
  );
}

/** The order of an operation as a machine, which has no address until it is delivered. */
export async function findByOperation(
  context: RobotContext,
  operationId: string,
  signal: AbortSignal,
): Promise<ProviderMachine | null> {
  const order = await findOperationOrder(context, operationId, signal);
  return order === null ? null : toOrderedMachine(order, context);
}

function noServer(ref: string): ProviderError {
  return new ProviderError(
    'provider.not-found',
    `Hetzner Robot has no server with the number or name "${ref}" in this account. Check it, and which account the credentials belong to.`,
    { ref },
  );
}

function severalServers(
  ref: string,
  named: readonly { readonly server_number: number }[],
): ProviderError {
  const numbers = named.map(({ server_number }) => server_number);
  return new ProviderError(
    'provider.conflict',
    `Hetzner Robot has ${numbers.length} servers named "${ref}": ${numbers.join(', ')}. Give the number of the one that is meant.`,
    { ref, serverNumbers: numbers },
  );
}
