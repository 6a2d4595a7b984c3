/** Network plan → network.nix: systemd-networkd, each link by its MAC address. */

import type { NetworkPlan, PlannedLink } from '../domain/plan.ts';
import { bondEntries, vlanEntries } from './network-layers.ts';
import { wayEntries } from './network-ways.ts';
import { bool, type Entry, entry, list, type Nix, part, renderFile, set, str } from './nix.ts';

/** @see systemd.network(5); nixpkgs checks each key of these sections by name */
export function renderNetwork(network: NetworkPlan): string {
  const entries = [
    entry('networking.useNetworkd', bool(true)),
    entry('networking.useDHCP', bool(false), 'No DHCP on links that are not named below.'),
    entry('networking.nameservers', list(network.nameservers.map(str))),
    ...network.links.flatMap(bondEntries),
    ...network.links.map(linkEntry),
    ...network.links.flatMap(vlanEntries),
  ];
  return renderFile(set(entries), {
    comment: 'Links are matched by MAC address: their names differ between kernels and systems.',
  });
}

/** Name of the unit of a link; the first one leads out. */
export function unitName(index: number): string {
  return index === 0 ? '10-uplink' : `${20 + index}-link${index}`;
}

function linkEntry(link: PlannedLink, index: number): Entry {
  const driver = link.driver === null ? '' : `, driver ${link.driver}`;
  const has6 = link.addresses.some((own) => own.address.includes(':'));
  const vlans = link.vlans ?? [];
  const entries = [
    entry('matchConfig', set(matchEntries(link, index))),
    entry('networkConfig', networkConfig(link, has6)),
    ...(vlans.length === 0 ? [] : [entry('vlan', list(vlans.map(({ name }) => str(name))))]),
    ...wayEntries(link),
    ...(index === 0 ? [] : [entry('linkConfig.RequiredForOnline', str('no'))]),
    ...(link.mtuBytes === undefined ? [] : [entry('linkConfig.MTUBytes', str(`${link.mtuBytes}`))]),
  ];
  return part(
    ['systemd', 'network', 'networks', unitName(index)],
    set(entries),
    `Measured as ${link.measuredName}${driver}.`,
  );
}

function matchEntries({ mac, bond }: PlannedLink, index: number): readonly Entry[] {
  if (bond !== undefined) return [entry('Name', str(bond.name))];
  return [entry('MACAddress', str(mac)), entry('Type', str('ether'), typeComment(index))];
}

function typeComment(index: number): string | undefined {
  return index === 0 ? 'A VLAN or bridge on top has the same MAC address.' : undefined;
}

function networkConfig(link: PlannedLink, has6: boolean): Nix {
  return set([
    entry(
      'DHCP',
      str(link.usesDhcp4 ? 'ipv4' : 'no'),
      link.usesDhcp4 ? 'The IPv4 address was measured to come by DHCP.' : undefined,
    ),
    entry(
      'IPv6AcceptRA',
      bool(false),
      has6
        ? 'IPv6 is static here; an advertised second default route would only compete.'
        : undefined,
    ),
  ]);
}
