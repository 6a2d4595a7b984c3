/** Network plan → network.nix: systemd-networkd, each link by its MAC address. */

import type { NetworkPlan, PlannedLink, PlannedRoute } from '../domain/plan.ts';
import { bool, type Entry, entry, list, type Nix, part, renderFile, set, str } from './nix.ts';

/** @see systemd.network(5); nixpkgs checks each key of these sections by name */
export function renderNetwork(network: NetworkPlan): string {
  const entries = [
    entry('networking.useNetworkd', bool(true)),
    entry('networking.useDHCP', bool(false), 'No DHCP on links that are not named below.'),
    entry('networking.nameservers', list(network.nameservers.map(str))),
    ...network.links.map(linkEntry),
  ];
  return renderFile(set(entries), {
    comment: 'Links are matched by MAC address: their names differ between kernels and systems.',
  });
}

function linkEntry(link: PlannedLink, index: number): Entry {
  const name = index === 0 ? '10-uplink' : `${20 + index}-link${index}`;
  const driver = link.driver === null ? '' : `, driver ${link.driver}`;
  const has6 = link.addresses.some((own) => own.address.includes(':'));
  const entries = [
    entry(
      'matchConfig',
      set([entry('MACAddress', str(link.mac)), entry('Type', str('ether'), typeComment(index))]),
    ),
    entry('networkConfig', networkConfig(link, has6)),
    ...(link.addresses.length === 0
      ? []
      : [
          entry(
            'address',
            list(link.addresses.map((own) => str(`${own.address}/${own.prefixLength}`))),
          ),
        ]),
    ...(link.routes.length === 0
      ? []
      : [entry('routes', list(link.routes.map(routeSet)), routeComment(link))]),
    ...(index === 0 ? [] : [entry('linkConfig.RequiredForOnline', str('no'))]),
    ...(link.mtuBytes === undefined ? [] : [entry('linkConfig.MTUBytes', str(`${link.mtuBytes}`))]),
  ];
  return part(
    ['systemd', 'network', 'networks', name],
    set(entries),
    `Measured as ${link.measuredName}${driver}.`,
  );
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

function routeComment(link: PlannedLink): string | undefined {
  return link.routes.some((route) => route.isOnLink)
    ? 'A gateway outside of the own prefixes has to be looked for on the link itself.'
    : undefined;
}

function routeSet(route: PlannedRoute): Nix {
  const isDefault = route.destination.endsWith('/0');
  return set([
    ...(isDefault ? [] : [entry('Destination', str(route.destination))]),
    entry('Gateway', str(route.gateway)),
    ...(route.isOnLink ? [entry('GatewayOnLink', bool(true))] : []),
  ]);
}
