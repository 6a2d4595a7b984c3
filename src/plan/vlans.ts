/** VLANs on top of cards and bonds: those that were measured, and those that were asked for. */

import { isIP } from 'node:net';
import { RequestError } from '../domain/error.ts';
import type { Facts, Link, LinkAddress } from '../domain/facts.ts';
import type { VlanRequest } from '../domain/network-request.ts';
import type { PlannedAddress, PlannedLink, PlannedRoute, PlannedVlan } from '../domain/plan.ts';
import type { InstallRequest } from '../domain/request.ts';
import { contains } from './ip.ts';

/** What Robot's switches take for a vSwitch. @see https://docs.hetzner.com/robot/dedicated-server/network/vswitch/ */
const VSWITCH = { firstId: 4000, lastId: 4091, mtuBytes: 1400 } as const;

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

function toAddress(text: string): PlannedAddress {
  const [address = '', length = ''] = text.split('/');
  return { address, prefixLength: Number(length) };
}

/**
 * Refuses, before anything is ordered or touched, VLANs that no switch would carry, or that contradict themselves.
 *
 * @throws RequestError `request.invalid` with `system.network`
 */
export function requireSoundNetwork({ machine, system }: InstallRequest): void {
  const { provider } = machine.kind === 'order' ? machine.order : machine.existing;
  requireSoundVlans(system.network?.vlans ?? [], provider);
}

/**
 * @param provider where the machine is from: Robot's switches take few numbers, and Cloud has other networks
 * @throws RequestError `request.invalid` with `system.network`
 */
export function requireSoundVlans(
  vlans: readonly VlanRequest[],
  provider: 'hcloud' | 'robot' | 'ssh',
): void {
  if (provider === 'hcloud' && vlans.length > 0) {
    throw refused(
      'a cloud server has no VLANs; order it into "networks", and its cards are set up by themselves',
    );
  }
  for (const [index, vlan] of vlans.entries()) {
    if (vlans.findIndex(({ id }) => id === vlan.id) !== index)
      throw refused(`VLAN ${vlan.id} is given twice`);
    if (provider === 'robot') requireVswitch(vlan);
    requireSoundAddresses(vlan);
    requireSoundRoutes(vlan);
  }
}

function requireVswitch({ id, mtuBytes }: VlanRequest): void {
  const { firstId, lastId } = VSWITCH;
  if (id < firstId || id > lastId)
    throw refused(`VLAN ${id}: a vSwitch has one from ${firstId} to ${lastId}`);
  if (mtuBytes > VSWITCH.mtuBytes)
    throw refused(`VLAN ${id}: a vSwitch carries packets of ${VSWITCH.mtuBytes} bytes at the most`);
}

function requireSoundAddresses({ id, addresses }: VlanRequest): void {
  for (const text of addresses) {
    const { address, prefixLength } = toAddress(text);
    const longest = isIP(address) === 4 ? 32 : 128;
    if (isIP(address) === 0 || prefixLength > longest)
      throw refused(`VLAN ${id}: ${text} is no address with a prefix length`);
  }
}

function requireSoundRoutes({ id, addresses, routes }: VlanRequest): void {
  for (const { destination, gateway } of routes) {
    const to = toAddress(destination);
    if (isIP(to.address) === 0 || to.prefixLength === 0)
      throw refused(
        `VLAN ${id}: a route to ${destination}; name a network, and leave the default route to the link that leads out`,
      );
    const isNear = addresses.map(toAddress).some((own) => {
      return contains(own.address, own.prefixLength, gateway);
    });
    if (!isNear)
      throw refused(`VLAN ${id}: the gateway ${gateway} lies in none of its own networks`);
  }
}

function refused(what: string): RequestError {
  return new RequestError('request.invalid', `Checked system.network: ${what}.`, {
    field: 'system.network',
  });
}
