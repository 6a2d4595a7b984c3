/** What `ip -j address` and /sys/class/net tell → network links. */

import type { Link, LinkAddress } from '../domain/facts.ts';
import {
  type Fields,
  fieldsOf,
  flagField,
  numberField,
  objectsOf,
  parseJson,
  textField,
} from './fields.ts';
import { parsePairs } from './sections.ts';

/** What the kernel's own files say of a link, by name. */
export interface LinkHardware {
  readonly hasDevice: boolean;
  readonly driver: string | null;
  readonly module: string | null;
  readonly hasCarrier: boolean;
  readonly linkMbps: number | null;
}

/** Lines `eth0 device=yes driver=igb module=igb carrier=1 speed=1000`. */
export function parseLinkHardware(text: string): ReadonlyMap<string, LinkHardware> {
  const links = new Map<string, LinkHardware>();
  for (const line of text.split('\n')) {
    const [name, ...words] = line.trim().split(/\s+/);
    if (name === undefined || name === '') continue;
    const pairs = parsePairs(words.join('\n'));
    const speed = Number(pairs.get('speed') || Number.NaN);
    links.set(name, {
      hasDevice: pairs.get('device') === 'yes',
      driver: pairs.get('driver') || null,
      module: pairs.get('module') || null,
      hasCarrier: pairs.get('carrier') === '1',
      // The kernel says -1 for "unknown", as virtio does.
      linkMbps: speed > 0 ? speed : null,
    });
  }
  return links;
}

/**
 * All links in the kernel's order. `ethernet` is a card: bridges, bonds and VLANs, which have no
 * device of their own, are `other`.
 *
 * @throws MachineError `machine.facts-unreadable`
 */
export function parseLinks(
  text: string,
  hardware: ReadonlyMap<string, LinkHardware>,
): readonly Link[] {
  return objectsOf(parseJson(text, 'addresses')).flatMap((entry) => {
    const name = textField(entry, 'ifname');
    return name === null ? [] : [toLink(name, entry, hardware.get(name))];
  });
}

function toLink(name: string, entry: Fields, hardware: LinkHardware | undefined): Link {
  const flags: readonly unknown[] = Array.isArray(entry.flags) ? entry.flags : [];
  return {
    name,
    mac: (textField(entry, 'address') ?? '').toLowerCase(),
    kind: kindOf(textField(entry, 'link_type'), hardware),
    isUp: flags.includes('UP'),
    hasCarrier: flags.includes('LOWER_UP') || (hardware?.hasCarrier ?? false),
    driver: hardware?.driver ?? null,
    linkMbps: hardware?.linkMbps ?? null,
    mtu: numberField(entry, 'mtu') ?? 1500,
    addresses: objectsOf(entry.addr_info).flatMap(toAddress),
    ...layersOf(entry),
  };
}

/** What `ip -d` tells beside: VLANs, bonds, and their members. @see ip-link(8) */
function layersOf(entry: Fields): Pick<Link, 'permanentMac' | 'master' | 'vlan' | 'bond'> {
  const info = fieldsOf(entry.linkinfo);
  const kind = textField(info, 'info_kind');
  const data = fieldsOf(info.info_data);
  const member = fieldsOf(info.info_slave_data);
  const own = (textField(entry, 'permaddr') ?? textField(member, 'perm_hwaddr'))?.toLowerCase();
  const master = textField(entry, 'master');
  const id = numberField(data, 'id');
  const parent = textField(entry, 'link');
  const mode = textField(data, 'mode');
  return {
    ...(own === undefined ? {} : { permanentMac: own }),
    ...(master === null ? {} : { master }),
    ...(kind === 'vlan' && id !== null && parent !== null ? { vlan: { id, parent } } : {}),
    ...(kind === 'bond' && mode !== null
      ? {
          bond: {
            mode,
            hashPolicy: textField(data, 'xmit_hash_policy'),
            lacpRate: textField(data, 'ad_lacp_rate'),
            miiMonitorMs: numberField(data, 'miimon') ?? 0,
          },
        }
      : {}),
  };
}

function kindOf(linkType: string | null, hardware: LinkHardware | undefined): Link['kind'] {
  if (linkType === 'loopback') return 'loopback';
  return linkType === 'ether' && hardware?.hasDevice === true ? 'ethernet' : 'other';
}

function toAddress(entry: Fields): readonly LinkAddress[] {
  const address = textField(entry, 'local');
  const prefixLength = numberField(entry, 'prefixlen');
  if (address === null || prefixLength === null) return [];
  return [
    {
      family: textField(entry, 'family') === 'inet6' ? 6 : 4,
      address,
      prefixLength,
      scope: textField(entry, 'scope') ?? 'unknown',
      isDynamic: flagField(entry, 'dynamic') || flagField(entry, 'temporary'),
      peer: textField(entry, 'address'),
    },
  ];
}
