/** Network of the installed system: what was measured to work, by MAC address, without guesses. */

import { isIPv4 } from 'node:net';
import { RequestError } from '../domain/error.ts';
import type { Facts, Link, LinkAddress, Route } from '../domain/facts.ts';
import type { NetworkRequest } from '../domain/network-request.ts';
import type { NetworkPlan, PlannedAddress, PlannedLink, PlannedRoute } from '../domain/plan.ts';
import { bondWarnings, findBonds } from './bonds.ts';
import { contains, isMadeFromMac, isPublic4 } from './ip.ts';
import { toAddress } from './network-request.ts';
import { isWide, networkWarnings, vlanWarnings } from './network-warnings.ts';
import { measuredVlans, withVlans } from './vlans.ts';

export interface NetworkChoice {
  readonly network: NetworkPlan;
  readonly warnings: readonly string[];
}

/** Hetzner's recursive resolvers, https://docs.hetzner.com/dns-console/dns/general/recursive-name-servers */
const HETZNER_NAMESERVERS = [
  '185.12.64.1',
  '185.12.64.2',
  '2a01:4ff:ff00::add:1',
  '2a01:4ff:ff00::add:2',
];

/** Some boards show their management controller as a USB card that grabs a default route. */
const USB_LINK = /^(cdc_|rndis_host|usbnet|ax88179|r8152|asix)/;

/**
 * Rules, each from a fact of Hetzner's networks (docs.hetzner.com, and the vendor's rescue system):
 *
 * - Cards and bonds alone, and of these the ones with an address of more than the link, or a default route.
 * - Static VLANs on them as measured; what was asked for lies on the link that leads out, as a vSwitch does.
 * - IPv4 that came by DHCP stays DHCP (Cloud: a /32 whose gateway 172.31.1.1 is off its prefix).
 * - But a physical machine's public IPv4 becomes /32 with the gateway on the link: the switch drops what
 *   goes straight to a neighbour, and DHCP there installs the whole prefix.
 * - Other static addresses stay as measured. IPv6 is static always; what came by router advertisement
 *   is left out, and so is an address made from the MAC where a chosen one stands in the same prefix.
 * - A card that the provider says is in a private network is by DHCP, measured or not, and no way out.
 * - The links with a default route stand first. One default route a family, a static one before one that will go away.
 *
 * @param wanted what the facts cannot know of; it is on the link that leads out
 * @throws RequestError `request.network-unclear`
 */
export function planNetwork(
  facts: Facts,
  wanted: NetworkRequest = { addresses: [], vlans: [] },
): NetworkChoice {
  const bonds = findBonds(facts.links);
  const isMember = ({ master }: Link): boolean => bonds.some(({ link }) => link.name === master);
  const cards = [
    ...facts.links.filter(
      (link) => link.kind === 'ethernet' && !USB_LINK.test(link.driver ?? '') && !isMember(link),
    ),
    ...bonds.map(({ link }) => link),
  ];
  const layers = (link: Link): Pick<PlannedLink, 'bond' | 'vlans'> => {
    const bond = bonds.find((one) => one.link === link)?.planned;
    const vlans = measuredVlans(facts, link, (vlan) => waysOf(facts, vlan));
    return { ...(bond === undefined ? {} : { bond }), ...(vlans.length === 0 ? {} : { vlans }) };
  };
  const isPrivate = ({ mac }: Link): boolean => facts.privateMacs?.includes(mac) ?? false;
  const open = cards.filter((card) => !isPrivate(card));
  const defaults = [bestDefault(facts, open, 4), bestDefault(facts, open, 6)];
  const isUplink = (link: PlannedLink): boolean =>
    defaults.some((route) => route?.link === link.measuredName);
  const planned = cards
    .map((link) => ({
      ...(isPrivate(link) ? planPrivateLink(link) : planLink(facts, link, defaults)),
      ...layers(link),
    }))
    .filter((link) => link.usesDhcp4 || link.addresses.length > 0 || link.vlans !== undefined)
    .sort((a, b) => Number(isUplink(b)) - Number(isUplink(a)) || (a.mac < b.mac ? -1 : 1));
  if (!planned.some(isUplink)) throw unclear(facts, 'no card has an address and a default route');
  const links = withVlans(withAddresses(planned, wanted.addresses), wanted.vlans);
  return {
    network: {
      links,
      nameservers: chooseNameservers(facts, links),
    },
    warnings: [
      ...networkWarnings(facts, cards, links),
      ...bondWarnings(bonds),
      ...vlanWarnings(planned, wanted.vlans),
    ],
  };
}

/** The first link with more addresses; one that was measured stays as it was. */
function withAddresses(
  [uplink, ...others]: readonly PlannedLink[],
  wanted: readonly string[],
): readonly PlannedLink[] {
  if (uplink === undefined) return others;
  const more = wanted
    .map(toAddress)
    .filter(({ address }) => !uplink.addresses.some((own) => own.address === address));
  return [{ ...uplink, addresses: [...uplink.addresses, ...more] }, ...others];
}

/** What lasts of a VLAN: static addresses, and routes to networks. */
function waysOf(facts: Facts, link: Link): Pick<PlannedLink, 'addresses' | 'routes'> {
  const { addresses, routes } = planLink(facts, link, []);
  return { addresses, routes };
}

/**
 * Hetzner Cloud gives such a card its /32 and the routes of the network by DHCP, and carries 1450 bytes.
 *
 * @see https://docs.hetzner.com/cloud/networks/server-configuration/
 */
function planPrivateLink({ mac, name, driver }: Link): PlannedLink {
  const byDhcp = { usesDhcp4: true, addresses: [], routes: [], mtuBytes: 1450 };
  return { mac, measuredName: name, driver, ...byDhcp };
}

/** Without IPv4 the resolvers that are reached by it are of no use. */
function chooseNameservers(facts: Facts, links: readonly PlannedLink[]): readonly string[] {
  const measured = facts.nameservers.length > 0 ? facts.nameservers : HETZNER_NAMESERVERS;
  const has4 = links.some(
    ({ usesDhcp4, addresses }) => usesDhcp4 || addresses.some(({ address }) => isIPv4(address)),
  );
  if (has4) return measured;
  const usable = (all: readonly string[]) => all.filter((address) => !isIPv4(address));
  return usable(measured).length > 0 ? usable(measured) : usable(HETZNER_NAMESERVERS);
}

function bestDefault(facts: Facts, cards: readonly Link[], family: 4 | 6): Route | null {
  const routes = facts.routes
    .filter((route) => route.family === family && route.destination === 'default')
    .filter((route) => route.gateway !== null && cards.some((card) => card.name === route.link))
    // A router's advertisement is not listened to later; DHCP's v4 route is kept for its gateway.
    .filter((route) => family === 4 || !route.isDynamic)
    .sort(
      (a, b) =>
        Number(a.isDynamic) - Number(b.isDynamic) ||
        (a.metric ?? 0) - (b.metric ?? 0) ||
        Number(isInside(facts, b)) - Number(isInside(facts, a)) ||
        `${a.gateway}`.localeCompare(`${b.gateway}`),
    );
  const [best] = routes;
  if (best === undefined) return null;
  const rival = routes.find(
    (route) =>
      route.link !== best.link &&
      route.isDynamic === best.isDynamic &&
      (route.metric ?? 0) === (best.metric ?? 0),
  );
  if (rival === undefined) return best;
  throw unclear(
    facts,
    `two IPv${family} default routes are equally good, by ${best.link} via ${best.gateway} and by ${rival.link} via ${rival.gateway}`,
  );
}

function isInside(facts: Facts, route: Route): boolean {
  const link = facts.links.find((candidate) => candidate.name === route.link);
  return (link?.addresses ?? []).some(
    (own) =>
      isWide(own) && !own.isDynamic && contains(own.address, own.prefixLength, route.gateway ?? ''),
  );
}

function planLink(facts: Facts, link: Link, defaults: readonly (Route | null)[]): PlannedLink {
  const own = defaults.filter((route) => route !== null && route.link === link.name);
  const v4 = link.addresses.filter((entry) => entry.family === 4 && isWide(entry));
  const v6 = link.addresses.filter((entry) => entry.family === 6 && isKept6(entry, link));
  const gateway4 = own.find((route) => route?.family === 4)?.gateway ?? null;
  const pinned = v4.filter((entry) => isPinned(facts, entry, gateway4));
  const usesDhcp4 = v4.some((entry) => entry.isDynamic && !pinned.includes(entry));
  const addresses: PlannedAddress[] = [
    ...v4.filter((entry) => pinned.includes(entry) || !entry.isDynamic),
    ...v6,
  ].map((entry) => ({
    address: entry.address,
    prefixLength: pinned.includes(entry) ? 32 : entry.prefixLength,
  }));
  const routes = facts.routes.filter(
    (route) => route.link === link.name && isKeptRoute(route, own, usesDhcp4),
  );
  return {
    mac: link.mac,
    measuredName: link.name,
    driver: link.driver,
    usesDhcp4,
    addresses,
    routes: routes.map((route) => toRoute(route, addresses)).sort(byDestination),
  };
}

function isKept6(entry: LinkAddress, link: Link): boolean {
  if (!isWide(entry) || entry.isDynamic) return false;
  if (!isMadeFromMac(entry.address, link.mac)) return true;
  return !link.addresses.some(
    (other) =>
      other !== entry &&
      !other.isDynamic &&
      other.family === 6 &&
      contains(entry.address, entry.prefixLength, other.address),
  );
}

/** Public IPv4 of a physical machine whose gateway is known: see the rules above. */
function isPinned(facts: Facts, entry: LinkAddress, gateway: string | null): boolean {
  if (facts.isVirtual || gateway === null || !isPublic4(entry.address)) return false;
  return entry.prefixLength === 32 || contains(entry.address, entry.prefixLength, gateway);
}

function isKeptRoute(route: Route, own: readonly (Route | null)[], usesDhcp4: boolean): boolean {
  if (route.gateway === null) return false;
  if (route.destination === 'default') {
    return own.includes(route) && !(route.family === 4 && usesDhcp4);
  }
  return !route.isDynamic && route.protocol !== 'kernel';
}

function toRoute(route: Route, addresses: readonly PlannedAddress[]): PlannedRoute {
  const gateway = route.gateway ?? '';
  const everything = route.family === 4 ? '0.0.0.0/0' : '::/0';
  const hostLength = route.family === 4 ? 32 : 128;
  const named = route.destination.includes('/')
    ? route.destination
    : `${route.destination}/${hostLength}`;
  return {
    destination: route.destination === 'default' ? everything : named,
    gateway,
    isOnLink: !addresses.some((own) => contains(own.address, own.prefixLength, gateway)),
  };
}

function byDestination(a: PlannedRoute, b: PlannedRoute): number {
  const key = (route: PlannedRoute): string =>
    `${route.destination.includes(':') ? 6 : 4} ${route.destination} ${route.gateway}`;
  return key(a) < key(b) ? -1 : 1;
}

function unclear(facts: Facts, reason: string): RequestError {
  const seen = facts.links
    .filter((link) => link.kind !== 'loopback')
    .map((link) => {
      const addresses = link.addresses.map((own) => `${own.address}/${own.prefixLength}`);
      return `${link.name} (${link.kind}, ${link.driver ?? 'no driver'}): ${addresses.join(', ') || 'no address'}`;
    });
  const routes = facts.routes
    .filter((route) => route.destination === 'default')
    .map((route) => `default via ${route.gateway ?? 'no gateway'} by ${route.link}`);
  return new RequestError(
    'request.network-unclear',
    `Looked for the network of the installed system: ${reason}. Seen: ${[...seen, ...routes].join('; ') || 'no link'}. Start the machine on its plain network (in the rescue system, say) and plan again.`,
    { reason },
  );
}
