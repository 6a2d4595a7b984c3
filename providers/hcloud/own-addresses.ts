/** The addresses that an order made: marked as ours, so that they go with their server and are found if they stay. */

import { errorCode } from '../../src/domain/error.ts';
import { changePrimaryIp, deletePrimaryIp, getPrimaryIp, listPrimaryIps } from './calls.ts';
import type { HcloudClient } from './client.ts';
import { GIVEN_ADDRESSES_LABEL, OPERATION_LABEL, operationSelector } from './convert.ts';
import type { WireServer } from './wire.ts';

/**
 * Marks the addresses that came with a server of ours, and has them go with it: what the vendor does by
 * itself is not written down, and an address that stays goes on costing. May be repeated.
 */
export async function claimAddresses(
  client: HcloudClient,
  { labels, public_net: { ipv4, ipv6 } }: WireServer,
  signal: AbortSignal,
): Promise<void> {
  const operation = labels[OPERATION_LABEL];
  if (operation === undefined) return;
  const given = (labels[GIVEN_ADDRESSES_LABEL] ?? '').split('.');
  const own = [given.includes('ipv4') ? null : ipv4, given.includes('ipv6') ? null : ipv6];
  for (const id of own.flatMap((address) => address?.id ?? [])) {
    const address = await getPrimaryIp(client, id, signal);
    if (address.auto_delete && address.labels[OPERATION_LABEL] === operation) continue;
    const marked = { ...address.labels, [OPERATION_LABEL]: operation };
    await changePrimaryIp(client, id, { labels: marked, auto_delete: true }, signal);
  }
}

/** Deletes the operation's addresses that no server has. May be repeated. */
export async function deleteOperationAddresses(
  client: HcloudClient,
  operationId: string,
  signal: AbortSignal,
): Promise<void> {
  const query = { label_selector: operationSelector(operationId) };
  const ours = await listPrimaryIps(client, signal, query);
  for (const { id, assignee_id, labels } of ours) {
    if (assignee_id !== null || labels[OPERATION_LABEL] !== operationId) continue;
    try {
      await deletePrimaryIp(client, id, signal);
    } catch (error) {
      // Gone already: somebody else, or our own lost answer, deleted it.
      if (errorCode(error) !== 'provider.not-found') throw error;
    }
  }
}
