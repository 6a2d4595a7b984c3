/** Three tellings of one network held against each other: the provider's, the running kernel's, the built system's. */

import type { Facts } from '../domain/facts.ts';
import type { NetworkPlan, PlannedLink, PlannedVlan } from '../domain/plan.ts';
import { contains, isPublic4 } from './ip.ts';
import type { NetworkUnit } from './network-units.ts';

/** An address, or a network, that the provider routes to the machine. */
export interface RoutedAddress {
  readonly family: 4 | 6;
  readonly kind: 'address' | 'network';
  readonly address: string;
  readonly prefixLength: number;
  /** null: the provider names none. */
  readonly gateway: string | null;
}

/**
 * What speaks against the planned network by what the provider knows, in words; empty when they agree.
 *
 * A machine with none but private IPv4 addresses stands behind a translation, and its public address is on no
 * card: then IPv4 is not compared.
 */
export function compareWithProvider(
  network: NetworkPlan,
  facts: Facts,
  routed: readonly RoutedAddress[],
): string[] {
  const public4 = facts.links.flatMap(({ addresses }) =>
    addresses.filter(({ family, address }) => family === 4 && isPublic4(address)),
  );
  const compared = public4.length === 0 ? routed.filter(({ family }) => family === 6) : routed;
  if (compared.length === 0) return [];
  return [
    ...missingMain(network, facts, compared),
    ...network.links.flatMap((link) => [
      ...strangers(link, compared),
      ...wrongWays(link, compared),
    ]),
  ];
}

/** The provider's first IPv4 address is how the machine is reached; it must be there after the restart. */
function missingMain(
  { links }: NetworkPlan,
  facts: Facts,
  routed: readonly RoutedAddress[],
): string[] {
  const main = routed.find(({ family, kind }) => family === 4 && kind === 'address');
  if (main === undefined) return [];
  const isStatic = links.some(({ addresses }) =>
    addresses.some(({ address }) => address === main.address),
  );
  const byDhcp = links
    .filter(({ usesDhcp4 }) => usesDhcp4)
    .flatMap(({ mac }) => facts.links.find((link) => link.mac === mac)?.addresses ?? []);
  if (isStatic || byDhcp.some(({ address }) => address === main.address)) return [];
  return [`the provider routes ${main.address} to the machine, and no card of it would have that`];
}

function strangers({ addresses, mac }: PlannedLink, routed: readonly RoutedAddress[]): string[] {
  const isGlobal = (address: string) =>
    address.includes(':') ? /^[23]/.test(address) : isPublic4(address);
  return addresses
    .filter(({ address }) => isGlobal(address) && routed.some((one) => isSameFamily(one, address)))
    .filter(({ address }) => !routed.some((one) => covers(one, address)))
    .map(
      ({ address }) => `${address} (on ${mac}) is nothing that the provider routes to the machine`,
    );
}

function wrongWays({ routes, mac }: PlannedLink, routed: readonly RoutedAddress[]): string[] {
  return routes
    .filter(({ destination }) => destination.endsWith('/0'))
    .flatMap(({ gateway }) => {
      const known = routed.flatMap((one) =>
        isSameFamily(one, gateway) && one.gateway !== null ? [one.gateway] : [],
      );
      if (known.length === 0 || known.includes(gateway)) return [];
      return [
        `${gateway} (on ${mac}) is not the provider's gateway ${[...new Set(known)].join(', ')}`,
      ];
    });
}

function isSameFamily({ family }: RoutedAddress, address: string): boolean {
  return (family === 6) === address.includes(':');
}

function covers({ kind, address, prefixLength }: RoutedAddress, other: string): boolean {
  return kind === 'address' ? address === other : contains(address, prefixLength, other);
}

/**
 * What speaks against the restart by what the built system will do and by the cards that are there now; empty when
 * all agree. Modules of the caller may add to the network and move addresses to bridges; they may not lose any.
 *
 * @param units of systemd-networkd, as they were built; none: the system has another kind of network, which is not
 *              compared
 */
export function compareWithSystem(
  network: NetworkPlan,
  facts: Facts,
  units: readonly NetworkUnit[],
): string[] {
  const cards = new Set(facts.links.flatMap(({ mac, permanentMac = mac }) => [mac, permanentMac]));
  const gone = network.links.flatMap((link) =>
    cardsOf(link)
      .filter((mac) => !cards.has(mac))
      .map((mac) => `the card ${mac} (${link.measuredName}) is not there any more`),
  );
  if (units.every(({ device }) => device !== null)) return gone;
  return [...gone, ...network.links.flatMap((link) => lostBy(link, units))];
}

/** MAC addresses of the cards below a link. */
function cardsOf({ mac, bond }: PlannedLink): readonly string[] {
  return bond === undefined ? [mac] : bond.members.map((member) => member.mac);
}

function lostBy(link: PlannedLink, units: readonly NetworkUnit[]): string[] {
  const { bond, usesDhcp4, vlans = [] } = link;
  return [
    ...cardsOf(link)
      .filter((mac) => !units.some(({ macs }) => macs.includes(mac)))
      .map((mac) => `no unit of it is for the card ${mac}`),
    ...(bond === undefined || units.some(({ device }) => device?.kind === 'bond')
      ? []
      : [`it makes no bond of ${link.measuredName}`]),
    ...(usesDhcp4 && !units.some((unit) => unit.usesDhcp4)
      ? [`it asks no DHCP server for IPv4`]
      : []),
    ...waysLostBy(link, units),
    ...vlans.flatMap((vlan) => [...vlanLostBy(vlan, units), ...waysLostBy(vlan, units)]),
  ];
}

function vlanLostBy({ id }: PlannedVlan, units: readonly NetworkUnit[]): string[] {
  const isMade = units.some(({ device }) => device?.vlanId === id);
  return isMade ? [] : [`it makes no VLAN ${id}`];
}

function waysLostBy(
  { addresses, routes }: Pick<PlannedLink, 'addresses' | 'routes'>,
  units: readonly NetworkUnit[],
): string[] {
  const has = (address: string) => units.some((unit) => unit.addresses.includes(address));
  const goes = (gateway: string) => units.some((unit) => unit.gateways.includes(gateway));
  return [
    ...addresses
      .filter(({ address }) => !has(address))
      .map(({ address }) => `it has no unit with the address ${address}`),
    ...routes
      .filter(({ gateway }) => !goes(gateway))
      .map(({ gateway, destination }) => `it has no way to ${destination} by ${gateway}`),
  ];
}

/** A private switch of the provider's, which is one VLAN. */
export interface KnownSwitch {
  readonly name: string;
  readonly vlan: number;
  /** How far it is with this machine; null: it is no member. */
  readonly state: 'ready' | 'in-process' | 'failed' | 'unknown' | null;
}

/** What speaks against the planned VLANs by the switches that the provider knows, in words. */
export function compareWithSwitches(
  { links }: NetworkPlan,
  switches: readonly KnownSwitch[],
): string[] {
  const joined = switches.filter(({ state }) => state !== null);
  const known = joined.map(({ name, vlan }) => `${vlan} (${name})`).join(', ') || 'none';
  return links.flatMap(({ vlans = [] }) =>
    vlans.flatMap(({ id }) => {
      const states = joined.filter(({ vlan }) => vlan === id).map(({ state }) => state);
      if (states.length === 0)
        return [
          `VLAN ${id} is that of no vSwitch which the machine is joined to (joined: ${known})`,
        ];
      const hasFailed = states.every((state) => state === 'failed');
      return hasFailed ? [`the vSwitch with VLAN ${id} failed to take the machine in`] : [];
    }),
  );
}
