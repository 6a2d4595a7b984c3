/** VLANs on top of cards and bonds: those that were measured, and those that were asked for. */

import type { Facts, Link, LinkAddress } from '../domain/facts.ts';
import type { VlanRequest } from '../domain/network-request.ts';
import type { PlannedAddress, PlannedLink, PlannedRoute, PlannedVlan } from '../domain/plan.ts';
import { toAddress } from './network-request.ts';

/** Static addresses and routes of a link, as they were measured. */
export interface MeasuredWays {
  readonly addresses: readonly PlannedAddress[];
  readonly routes: readonly PlannedRoute[];
}

/** VLANs of one link that have a static address; DHCP on a VLAN is left to a module. */
export function measuredVlans(
  facts: Facts,
  parent: Link,
  ways: (link: Link) => MeasuredWays,
): readonly PlannedVlan[] {
  return facts.links.flatMap((link) => {
    const { vlan, mtu } = link;
    if (vlan?.parent !== parent.name || !isPlannable(link)) return [];
    return [{ id: vlan.id, name: `vlan${vlan.id}`, mtuBytes: mtu, ...ways(link) }];
  });
}

function isPlannable({ addresses }: Link): boolean {
  const lasts = ({ scope, isDynamic }: LinkAddress) => scope === 'global' && !isDynamic;
  return addresses.some(lasts);
}

/**
 * The links with the VLANs of the request on the first one, which leads out; what was asked for wins over what was
 * measured. VLANs of one number on several links are told apart by a second one.
 */
export function withVlans(
  links: readonly PlannedLink[],
  wanted: readonly VlanRequest[],
): readonly PlannedLink[] {
  const names = new Set<string>();
  return links.map((link, index) => {
    const asked = index === 0 ? wanted.map(toVlan) : [];
    const measured = (link.vlans ?? []).filter(({ id }) => !asked.some((one) => one.id === id));
    const vlans = [...asked, ...measured]
      .sort((a, b) => a.id - b.id)
      .map((vlan) => {
        const name = names.has(vlan.name) ? `${vlan.name}x${index}` : vlan.name;
        names.add(name);
        return { ...vlan, name };
      });
    const { vlans: _measured, ...rest } = link;
    return vlans.length === 0 ? rest : { ...rest, vlans };
  });
}

function toVlan({ id, addresses, routes, mtuBytes }: VlanRequest): PlannedVlan {
  const own = addresses.map(toAddress);
  return {
    id,
    name: `vlan${id}`,
    mtuBytes,
    addresses: own,
    routes: routes.map((route) => ({ ...route, isOnLink: false })),
  };
}
