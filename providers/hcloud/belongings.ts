/** What an order names beside the server itself: looked for and checked before any money is spent. */

import { RequestError } from '../../src/domain/error.ts';
import type { OrderedThing } from '../../src/domain/plan-run.ts';
import type { OrderRequest } from '../../src/domain/request.ts';
import { findNetworks, type Networks } from './belongings-network.ts';
import { listFirewalls, listPlacementGroups, listPrimaryIps, listVolumes } from './calls.ts';
import type { HcloudClient } from './client.ts';
import { findNamed } from './find-named.ts';
import type { WireCreateServer, WireFirewall, WirePrimaryIp, WireVolume } from './wire.ts';

/** What the order's own call says of all this. */
export type BelongingsBody = Pick<
  WireCreateServer,
  'public_net' | 'networks' | 'firewalls' | 'volumes' | 'placement_group'
>;

export interface Belongings {
  readonly body: BelongingsBody;
  /** For people, each with its id. */
  readonly named: readonly OrderedThing[];
  /** Why a server in this location could not have them; null when it can. */
  whyNotIn(location: string): string | null;
}

interface Asked {
  readonly client: HcloudClient;
  readonly order: OrderRequest;
  readonly signal: AbortSignal;
}

/**
 * Finds all that the order names, by id or name. Nothing is changed.
 *
 * @throws ProviderError `provider.not-found` for what is not in the project; RequestError
 *         `request.invalid` for what is in use, is of the wrong kind, or would shut the installer out
 */
export async function findBelongings(
  client: HcloudClient,
  order: OrderRequest,
  signal: AbortSignal,
): Promise<Belongings> {
  const asked = { client, order, signal };
  const [networks, firewalls, volumes, group, addresses] = await Promise.all([
    findNetworks(client, order.networks ?? [], signal),
    findFirewalls(asked),
    findVolumes(asked),
    findGroup(asked),
    findAddresses(asked),
  ]);
  const given = [addresses.ipv4, addresses.ipv6].flatMap((address) => address ?? []);
  const places = [
    ...volumes.map(({ name, location }) => ({ what: `the volume ${name}`, at: location.name })),
    ...given.map(({ name, location }) => ({ what: `the primary IP ${name}`, at: location.name })),
  ];
  return {
    body: toBody(order, { networks, firewalls, volumes, group, addresses }),
    named: [
      ...networks.found.map((one) => named('network', one)),
      ...firewalls.map((one) => named('firewall', one)),
      ...volumes.map((one) => named('volume', one)),
      ...(group === null ? [] : [named('placement-group', group)]),
      ...given.map((one) => named('primary-ip', one)),
    ],
    whyNotIn(location) {
      const place = places.find(({ at }) => at !== location);
      return place === undefined ? networks.whyNotIn(location) : `${place.what} is in ${place.at}`;
    },
  };
}

interface Found {
  readonly networks: Networks;
  readonly firewalls: readonly WireFirewall[];
  readonly volumes: readonly WireVolume[];
  readonly group: { readonly id: number } | null;
  readonly addresses: Addresses;
}

function toBody({ withIpv4 = true, withIpv6 = true }: OrderRequest, found: Found): BelongingsBody {
  const { networks, firewalls, volumes, group, addresses } = found;
  const ids = (things: readonly { readonly id: number }[]) => things.map(({ id }) => id);
  return {
    public_net: {
      enable_ipv4: withIpv4,
      enable_ipv6: withIpv6,
      ...(addresses.ipv4 === null ? {} : { ipv4: addresses.ipv4.id }),
      ...(addresses.ipv6 === null ? {} : { ipv6: addresses.ipv6.id }),
    },
    ...(networks.found.length === 0 ? {} : { networks: ids(networks.found) }),
    ...(firewalls.length === 0 ? {} : { firewalls: firewalls.map(({ id }) => ({ firewall: id })) }),
    ...(volumes.length === 0 ? {} : { volumes: ids(volumes) }),
    ...(group === null ? {} : { placement_group: group.id }),
  };
}

function named(
  kind: OrderedThing['kind'],
  { id, name }: { readonly id: number; readonly name: string },
): OrderedThing {
  return { kind, name, ref: String(id) };
}

async function findFirewalls({ client, order, signal }: Asked): Promise<readonly WireFirewall[]> {
  const { firewalls: refs = [] } = order;
  if (refs.length === 0) return [];
  const firewalls = findNamed('firewall', refs, await listFirewalls(client, signal));
  if (firewalls.some(({ rules }) => rules.some(letsSshIn))) return firewalls;
  throw unusable(
    `the firewalls ${refs.join(', ')} let nothing in on TCP port 22, by which the machine is installed. Add a rule for it; it may be taken away again afterwards.`,
    { firewalls: refs },
  );
}

function letsSshIn({ direction, protocol, port }: WireFirewall['rules'][number]): boolean {
  if (direction !== 'in' || protocol !== 'tcp' || port === null) return false;
  if (port === 'any') return true;
  const [first = 0, last = first] = port.split('-').map(Number);
  return first <= 22 && 22 <= last;
}

async function findVolumes({ client, order, signal }: Asked): Promise<readonly WireVolume[]> {
  const { volumes: refs = [] } = order;
  if (refs.length === 0) return [];
  const volumes = findNamed('volume', refs, await listVolumes(client, signal));
  const taken = volumes.find(({ server }) => server !== null);
  if (taken === undefined) return volumes;
  throw unusable(
    `the volume ${taken.name} (${taken.id}) is attached to the server ${taken.server}. Detach it first, or leave it out.`,
    { volume: taken.id, server: taken.server },
  );
}

async function findGroup({ client, order, signal }: Asked) {
  if (order.placementGroup === undefined) return null;
  const groups = await listPlacementGroups(client, signal);
  return findNamed('placement group', [order.placementGroup], groups)[0] ?? null;
}

interface Addresses {
  readonly ipv4: WirePrimaryIp | null;
  readonly ipv6: WirePrimaryIp | null;
}

async function findAddresses({ client, order, signal }: Asked): Promise<Addresses> {
  const { primaryIpv4, primaryIpv6 } = order;
  if (primaryIpv4 === undefined && primaryIpv6 === undefined) return { ipv4: null, ipv6: null };
  const all = await listPrimaryIps(client, signal);
  const find = (ref: string | undefined, type: 'ipv4' | 'ipv6') =>
    ref === undefined ? null : freeAddress(findNamed('primary IP', [ref], all), type);
  return { ipv4: find(primaryIpv4, 'ipv4'), ipv6: find(primaryIpv6, 'ipv6') };
}

function freeAddress(
  [found]: readonly WirePrimaryIp[],
  type: 'ipv4' | 'ipv6',
): WirePrimaryIp | null {
  if (found === undefined) return null;
  const { id, name } = found;
  if (found.type !== type) {
    throw unusable(`the primary IP ${name} (${id}) is of type ${found.type}, not ${type}.`, { id });
  }
  if (found.assignee_id === null) return found;
  throw unusable(
    `the primary IP ${name} (${id}) is assigned to the server ${found.assignee_id}. Unassign it first, or name another.`,
    { id, server: found.assignee_id },
  );
}

function unusable(why: string, details: Readonly<Record<string, unknown>>): RequestError {
  return new RequestError('request.invalid', `Nothing was ordered: ${why}`, {
    outcome: 'not-sent',
    ...details,
  });
}
