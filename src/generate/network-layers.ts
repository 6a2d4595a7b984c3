/** Bonds below links and VLANs on top of them, as devices that systemd-networkd makes. */

import type { PlannedLink, PlannedVlan } from '../domain/plan.ts';
import { wayEntries } from './network-ways.ts';
import { bool, type Entry, entry, int, part, set, str } from './nix.ts';

/** The bond and its cards, by the addresses that they were made with: in the bond they bear that of the bond. */
export function bondEntries({ bond, mac }: PlannedLink): readonly Entry[] {
  if (bond === undefined) return [];
  const { name, mode, hashPolicy, lacpRate, miiMonitorMs, members } = bond;
  const device = set([
    entry('netdevConfig.Kind', str('bond')),
    entry('netdevConfig.Name', str(name)),
    entry('netdevConfig.MACAddress', str(mac), 'As measured: the network may know it by this.'),
    entry('bondConfig.Mode', str(mode)),
    ...(hashPolicy === null ? [] : [entry('bondConfig.TransmitHashPolicy', str(hashPolicy))]),
    ...(lacpRate === null ? [] : [entry('bondConfig.LACPTransmitRate', str(lacpRate))]),
    entry('bondConfig.MIIMonitorSec', str(`${miiMonitorMs}ms`)),
  ]);
  const cards = members.map((member, index) => {
    const match = set([entry('PermanentMACAddress', str(member.mac)), entry('Type', str('ether'))]);
    const driver = member.driver === null ? '' : `Driver ${member.driver}.`;
    return entry(
      ['systemd', 'network', 'networks', `05-${name}-card${index}`],
      set([entry('matchConfig', match), entry('networkConfig.Bond', str(name))]),
      driver === '' ? undefined : driver,
    );
  });
  return [
    part(
      ['systemd', 'network', 'netdevs', `05-${name}`],
      device,
      `${members.length} cards as one link.`,
    ),
    ...cards,
  ];
}

/** Each VLAN of a link as a device, and what is on it. */
export function vlanEntries({ vlans = [] }: PlannedLink): readonly Entry[] {
  return vlans.flatMap((vlan) => [deviceEntry(vlan), networkEntry(vlan)]);
}

function deviceEntry({ id, name, mtuBytes }: PlannedVlan): Entry {
  const device = set([
    entry('netdevConfig.Kind', str('vlan')),
    entry('netdevConfig.Name', str(name)),
    entry('netdevConfig.MTUBytes', str(`${mtuBytes}`)),
    entry('vlanConfig.Id', int(id)),
  ]);
  return part(['systemd', 'network', 'netdevs', `30-${name}`], device);
}

function networkEntry(vlan: PlannedVlan): Entry {
  const network = set([
    entry('matchConfig.Name', str(vlan.name)),
    entry('networkConfig', set([entry('DHCP', str('no')), entry('IPv6AcceptRA', bool(false))])),
    ...wayEntries(vlan),
    entry('linkConfig.RequiredForOnline', str('no')),
  ]);
  return entry(['systemd', 'network', 'networks', `30-${vlan.name}`], network);
}
