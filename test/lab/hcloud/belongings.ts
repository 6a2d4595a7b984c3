/** What a new server is given beside itself: addresses, networks, firewalls, volumes, a placement group. */

import type { WireLocation } from './catalog.ts';
import type { FieldReader } from './fields.ts';
import type { FirewallRecord } from './firewalls.ts';
import type { NetworkRecord } from './networks.ts';
import type { PlacementGroupRecord } from './placement-groups.ts';
import type { IpFamily, PrimaryIpRecord } from './primary-ips.ts';
import type { Project, ServerRecord } from './project.ts';
import { notFound } from './refusal.ts';
import type { VolumeRecord } from './volumes.ts';

/** Whether a server gets an address of a family, and which. */
export type AddressWish =
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'existing'; readonly record: PrimaryIpRecord };

/** All of it, found and checked. */
export interface Belongings {
  readonly ipv4: AddressWish;
  readonly ipv6: AddressWish;
  readonly networks: readonly NetworkRecord[];
  readonly firewalls: readonly FirewallRecord[];
  readonly volumes: readonly VolumeRecord[];
  readonly placementGroup: PlacementGroupRecord | null;
}

/** `public_net` as it was sent: an address's id, or whether there is to be one. */
export interface PublicNetWish {
  readonly ipv4: number | boolean;
  readonly ipv6: number | boolean;
}

/** Reads `public_net`. */
export function readPublicNet(fields: FieldReader): PublicNetWish {
  const net = fields.object('public_net');
  const wish = (isEnabled: unknown, id: unknown) =>
    isEnabled !== false && typeof id === 'number' ? id : isEnabled !== false;
  const ipv4 = wish(net.enable_ipv4, net.ipv4);
  const ipv6 = wish(net.enable_ipv6, net.ipv6);
  if (ipv4 === false && ipv6 === false && fields.wholes('networks').length === 0) {
    fields.reject('public_net', 'needs a private network');
  }
  return { ipv4, ipv6 };
}

/** @throws Refusal 404, 412 or 422 for what is not there, is taken, or is elsewhere */
export function readBelongings(
  project: Project,
  { fields, net, place }: { fields: FieldReader; net: PublicNetWish; place: WireLocation },
): Belongings {
  const ids = fields.objects('firewalls').map(({ firewall }) => Number(firewall));
  const groupId = fields.whole('placement_group');
  const volumes = fields.wholes('volumes').map((id) => known(project.volumes.find(id), 'volume'));
  for (const volume of volumes) project.volumes.assertFits(volume, place);
  const networks = fields
    .wholes('networks')
    .map((id) => known(project.networks.find(id), 'network'));
  for (const network of networks) {
    project.networks.makeCard(network, { id: 0, location: place, cards: [] });
  }
  const placementGroup =
    groupId === undefined ? null : known(project.placementGroups.find(groupId), 'placement group');
  if (placementGroup) project.placementGroups.assertRoom(placementGroup);
  const address = (family: IpFamily, wish: number | boolean): AddressWish => {
    if (typeof wish === 'boolean') return { kind: wish ? 'new' : 'none' };
    return { kind: 'existing', record: project.primaryIps.forOrder(wish, family, place) };
  };
  return {
    ipv4: address('ipv4', net.ipv4),
    ipv6: address('ipv6', net.ipv6),
    networks,
    firewalls: ids.map((id) => known(project.firewalls.find(id), 'firewall')),
    volumes,
    placementGroup,
  };
}

function known<T>(found: T | undefined, what: string): T {
  if (found === undefined) throw notFound(what);
  return found;
}

/** Gives a new server its addresses and firewalls, which it has from the first moment on. */
export function takeAddresses(
  { primaryIps }: Project,
  server: ServerRecord,
  { ipv4, ipv6, firewalls }: Belongings,
): void {
  const { id: serverId, location } = server;
  for (const [family, wish] of [
    ['ipv4', ipv4],
    ['ipv6', ipv6],
  ] as const) {
    if (wish.kind === 'existing') wish.record.serverId = serverId;
    if (wish.kind !== 'new') continue;
    const ip = ipOf(family, server.machine.spec.address);
    const name = `primary_ip-${serverId}-${family}`;
    primaryIps.make({ name, labels: {}, family, location, serverId, isAutoDeleted: true, ...ip });
  }
  for (const firewall of firewalls) {
    firewall.targets = [...firewall.targets, { type: 'server', serverId }];
  }
}

/** The address that its machine has, or the network of it; made up where the machine has none of the family. */
function ipOf(family: IpFamily, address: string): { readonly ip?: string } {
  const isOfFamily = (family === 'ipv6') === address.includes(':');
  if (!isOfFamily) return {};
  return { ip: family === 'ipv4' ? address : address.replace(/[0-9a-f]+$/, '') };
}

/** What is attached to a new server once it has been made: the action's name, and its effect. */
export function attachments(
  { networks }: Project,
  server: ServerRecord,
  belongings: Belongings,
): readonly (readonly [string, () => void])[] {
  const cards = belongings.networks.map(
    (network) =>
      [
        'attach_to_network',
        () => {
          server.cards = [...server.cards, networks.makeCard(network, server)];
        },
      ] as const,
  );
  const volumes = belongings.volumes.map(
    (volume) =>
      [
        'attach_volume',
        () => {
          volume.serverId = server.id;
        },
      ] as const,
  );
  return [...cards, ...volumes];
}
