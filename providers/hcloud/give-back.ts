/** Gives a server back: the one file that destroys one. */

import { errorCode, ProviderError, RequestError } from '../../src/domain/error.ts';
import type { GiveBackWish, GivenBack } from '../provider.ts';
import { awaitAction } from './actions.ts';
import { deletePrimaryIp, deleteServer, listPrimaryIps } from './calls.ts';
import type { HcloudContext } from './context.ts';
import { OPERATION_LABEL } from './convert.ts';
import { findServer } from './find.ts';
import type { WirePrimaryIp, WireServer } from './wire.ts';

const DEADLINE_MS = 5 * 60_000;

/**
 * Deletes a server and what it leaves behind under our label: ITS DATA IS LOST. Addresses of the
 * server that are not ours stay, and are named in the answer, since they go on costing.
 *
 * @throws RequestError `request.invalid` when the name is not the server's
 * @throws ProviderError `provider.not-found`, `provider.protected`, `provider.action-failed`
 */
export async function giveBack(
  context: HcloudContext,
  input: GiveBackWish,
  signal: AbortSignal,
): Promise<GivenBack> {
  const server = await findServer(context.client, input.ref, signal);
  refuseOtherName(server, input.name);
  refuseDay(server, input.on);
  refuseProtected(server);
  await removeServer(context, server, signal);
  const remaining = await sweepAddresses(context, server, signal);
  return { endsOn: new Date(context.clock.now()).toISOString().slice(0, 10), remaining };
}

function refuseOtherName(server: WireServer, name: string): void {
  if (name === server.name || name === String(server.id)) return;
  throw new RequestError(
    'request.invalid',
    `The server ${server.id} was not deleted: its name is "${server.name}", and the request names "${name}". Name the very server that shall go.`,
    { outcome: 'not-sent', ref: String(server.id) },
  );
}

function refuseDay(server: WireServer, on: string | undefined): void {
  if (on === undefined) return;
  throw new RequestError(
    'request.invalid',
    `The server ${server.name} (${server.id}) was not deleted: Hetzner Cloud deletes at once and knows no day such as ${on}. Leave it out.`,
    { outcome: 'not-sent', ref: String(server.id) },
  );
}

function refuseProtected(server: WireServer): void {
  if (!server.protection.delete) return;
  throw new ProviderError(
    'provider.protected',
    `The server ${server.name} (${server.id}) was not deleted: it is protected at Hetzner Cloud. Remove the protection by hand if this is meant.`,
    { outcome: 'not-sent', ref: String(server.id) },
  );
}

async function removeServer(context: HcloudContext, server: WireServer, signal: AbortSignal) {
  try {
    const deleting = await deleteServer(context.client, server.id, signal);
    await awaitAction(context, deleting, DEADLINE_MS, signal);
  } catch (error) {
    // Gone already: our own lost answer, or somebody else, deleted it.
    if (errorCode(error) !== 'provider.not-found') throw error;
  }
}

/** The server is gone whatever happens here, so a failure is told, not thrown. */
async function sweepAddresses(
  { client }: HcloudContext,
  server: WireServer,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    const all = await listPrimaryIps(client, signal);
    const left = all.filter((ip) => ip.assignee_id === null && isOf(ip, server));
    const ours = left.filter((ip) => bearsLabelOf(ip, server));
    for (const ip of ours) await deletePrimaryIp(client, ip.id, signal);
    return left
      .filter((ip) => !ours.includes(ip))
      .map(({ ip, id }) => `primary IP ${ip} (${id}) stays, and costs until it is deleted`);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [`whether primary IPs of the server stay could not be found out: ${why}`];
  }
}

function isOf(ip: WirePrimaryIp, server: WireServer): boolean {
  const { ipv4, ipv6 } = server.public_net;
  return ip.ip === ipv4?.ip || ip.ip === ipv6?.ip || bearsLabelOf(ip, server);
}

function bearsLabelOf(ip: WirePrimaryIp, server: WireServer): boolean {
  const operation = server.labels[OPERATION_LABEL];
  return operation !== undefined && ip.labels[OPERATION_LABEL] === operation;
}
