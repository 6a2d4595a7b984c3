/** A reference or an operation → the vendor's server. */

import { errorCode, ProviderError } from '../../src/domain/error.ts';
import { getServer, listServers } from './calls.ts';
import type { HcloudClient } from './client.ts';
import { bearsOperation, operationSelector } from './convert.ts';
import type { WireServer } from './wire.ts';

/**
 * The server of this id or, where no server has that id, of this exact name. May be repeated.
 *
 * @throws ProviderError `provider.not-found`
 */
export async function findServer(
  client: HcloudClient,
  ref: string,
  signal: AbortSignal,
): Promise<WireServer> {
  if (/^\d{1,15}$/.test(ref)) {
    try {
      return await getServer(client, ref, signal);
    } catch (error) {
      if (errorCode(error) !== 'provider.not-found') throw error;
    }
  }
  const [server] = await listServers(client, { name: ref }, signal);
  if (server !== undefined) return server;
  throw new ProviderError(
    'provider.not-found',
    `Hetzner Cloud has no server with the id or name "${ref}" in the project of this token. Check the name, and which project the account's token belongs to.`,
    { ref },
  );
}

/**
 * The one server that bears the operation's label; null when the vendor says there is none.
 *
 * @throws ProviderError `provider.order-unknown` when there are several
 */
export async function findOperationServer(
  client: HcloudClient,
  operationId: string,
  signal: AbortSignal,
): Promise<WireServer | null> {
  const selector = { label_selector: operationSelector(operationId) };
  const listed = await listServers(client, selector, signal);
  const servers = listed.filter((server) => bearsOperation(server.labels, operationId));
  const [server] = servers;
  if (server === undefined) return null;
  if (servers.length === 1) return server;
  const ids = servers.map(({ id }) => id);
  throw new ProviderError(
    'provider.order-unknown',
    `Hetzner Cloud has ${ids.length} servers with the label of operation ${operationId}: ${ids.join(', ')}. Only one can be ours: remove the label or the surplus servers.`,
    { outcome: 'unknown', serverIds: ids },
  );
}
