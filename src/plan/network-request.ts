/** What is asked of a network beside what is measured: whether it can be. */

import { isIP } from 'node:net';
import { RequestError } from '../domain/error.ts';
import type { VlanRequest } from '../domain/network-request.ts';
import type { PlannedAddress } from '../domain/plan.ts';
import type { InstallRequest } from '../domain/request.ts';
import { contains } from './ip.ts';

/** What Robot's switches take for a vSwitch. @see https://docs.hetzner.com/robot/dedicated-server/network/vswitch/ */
const VSWITCH = { firstId: 4000, lastId: 4091, mtuBytes: 1400 } as const;

/**
 * Refuses, before anything is ordered or touched, addresses that are none, and VLANs that no switch would carry or that
 * contradict themselves.
 *
 * @throws RequestError `request.invalid` with `system.network`
 */
export function requireSoundNetwork({ machine, system }: InstallRequest): void {
  const { provider } = machine.kind === 'order' ? machine.order : machine.existing;
  const { addresses = [], vlans = [] } = system.network ?? {};
  requireSoundAddresses('addresses', addresses);
  requireSoundVlans(vlans, provider);
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
    requireSoundAddresses(`VLAN ${vlan.id}`, vlan.addresses);
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

function requireSoundAddresses(where: string, addresses: readonly string[]): void {
  for (const text of addresses) {
    const { address, prefixLength } = toAddress(text);
    const longest = isIP(address) === 4 ? 32 : 128;
    if (isIP(address) === 0 || prefixLength > longest)
      throw refused(`${where}: ${text} is no address with a prefix length`);
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

/** `10.0.1.2/24` in its parts. */
export function toAddress(text: string): PlannedAddress {
  const [address = '', length = ''] = text.split('/');
  return { address, prefixLength: Number(length) };
}
