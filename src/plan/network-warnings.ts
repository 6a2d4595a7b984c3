/** What a person should know of a planned network. */

import type { Facts, Link, LinkAddress } from '../domain/facts.ts';
import type { VlanRequest } from '../domain/network-request.ts';
import type { PlannedLink } from '../domain/plan.ts';

/** What the plan of a network leaves out or changes, beside what was measured. */
export function networkWarnings(
  facts: Facts,
  cards: readonly Link[],
  links: readonly PlannedLink[],
): readonly string[] {
  const warnings: string[] = [];
  const has6 = links.some((link) => link.addresses.some((own) => own.address.includes(':')));
  const has6Route = links.some((link) => link.routes.some((route) => route.destination === '::/0'));
  if (has6 && !has6Route) {
    warnings.push('IPv6 addresses are static, but no static IPv6 default route was measured.');
  }
  for (const mac of facts.privateMacs ?? []) {
    if (cards.some((card) => card.mac === mac)) continue;
    warnings.push(`The provider names a card ${mac} in a private network; the machine shows none.`);
  }
  for (const card of cards) {
    for (const entry of card.addresses) {
      const planned = links.find((link) => link.mac === card.mac);
      const now = planned?.addresses.find((own) => own.address === entry.address);
      if (entry.family === 4 && now !== undefined && now.prefixLength !== entry.prefixLength) {
        warnings.push(
          `${entry.address}/${entry.prefixLength} becomes a static /32 with its gateway on the link: the network of a physical machine drops what goes straight to a neighbour.`,
        );
      }
    }
  }
  warnings.push(...linksLeftOut(facts, links));
  if (facts.nameservers.length === 0) {
    warnings.push('No usable name server was measured; those of Hetzner are planned.');
  }
  return warnings;
}

function linksLeftOut({ links }: Facts, planned: readonly PlannedLink[]): readonly string[] {
  const ways = planned.flatMap((link) => [link, ...(link.vlans ?? [])]);
  const isPlanned = ({ address }: LinkAddress): boolean =>
    ways.some((way) => way.addresses.some((own) => own.address === address));
  return links.flatMap(({ kind, name, addresses, bond }) => {
    const left = addresses
      .filter((own) => isWide(own) && !isPlanned(own))
      .map((own) => `${own.address}/${own.prefixLength}`);
    const isWay =
      bond !== undefined && ways.some((way) => 'measuredName' in way && way.measuredName === name);
    if (kind !== 'other' || left.length === 0 || isWay) return [];
    return [
      `${name} has ${left.join(', ')}, and is no card but a VLAN, bond, bridge or tunnel: it is not planned. A module can add it, as systemd.network.netdevs and networks.`,
    ];
  });
}

/** VLANs that were measured otherwise than they were asked for. */
export function vlanWarnings(
  [uplink]: readonly PlannedLink[],
  wanted: readonly VlanRequest[],
): readonly string[] {
  return (uplink?.vlans ?? []).flatMap(({ id, addresses }) => {
    const asked = wanted.find((one) => one.id === id);
    const now = addresses.map((own) => `${own.address}/${own.prefixLength}`);
    if (asked === undefined || now.join() === asked.addresses.join()) return [];
    return [
      `VLAN ${id} was measured with ${now.join(', ')}; ${asked.addresses.join(', ')} was asked for and is planned.`,
    ];
  });
}

/** More than the link or the machine itself; `site` is what the kernel calls fec0::/10. */
export function isWide(entry: LinkAddress): boolean {
  return (
    (entry.scope === 'global' || entry.scope === 'site') && !entry.address.startsWith('169.254.')
  );
}
