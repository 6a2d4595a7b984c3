/** Units of systemd-networkd as text → what they give to links, and which links they make. */

export interface NetworkUnit {
  /** As `10-uplink.network`. */
  readonly name: string;
  /** In lower case; empty: it is matched by something else. */
  readonly macs: readonly string[];
  readonly usesDhcp4: boolean;
  /** Without prefix lengths. */
  readonly addresses: readonly string[];
  readonly gateways: readonly string[];
  /** What networkd makes by it; null: it sets up what is there. */
  readonly device: {
    readonly kind: string;
    readonly name: string;
    readonly vlanId: number | null;
  } | null;
}

/** What stands above each unit in a text of several. */
export const UNIT_HEAD = 'unit: ';

/** @see systemd.network(5), systemd.netdev(5) */
export function parseNetworkUnits(text: string): readonly NetworkUnit[] {
  const parts = text.split(/^unit: /m).slice(1);
  return parts.map((part) => {
    const [name = '', ...lines] = part.split('\n');
    return toUnit(name.trim(), lines);
  });
}

function toUnit(name: string, lines: readonly string[]): NetworkUnit {
  let section = '';
  const values = new Map<string, string[]>();
  for (const line of lines.map((one) => one.trim())) {
    section = /^\[(\w+)\]$/.exec(line)?.[1] ?? section;
    const [, key, value = ''] = /^(\w+)\s*=\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    const place = `${section}.${key}`;
    values.set(place, [...(values.get(place) ?? []), value]);
  }
  const all = (...places: readonly string[]) => places.flatMap((place) => values.get(place) ?? []);
  const [kind] = all('NetDev.Kind');
  const [id] = all('VLAN.Id');
  const device = {
    kind: kind ?? '',
    name: all('NetDev.Name')[0] ?? '',
    vlanId: id === undefined ? null : Number(id),
  };
  const dhcp = all('Network.DHCP').at(-1) ?? 'no';
  return {
    name,
    macs: all('Match.MACAddress', 'Match.PermanentMACAddress').flatMap((value) =>
      value.toLowerCase().split(/\s+/),
    ),
    usesDhcp4: ['yes', 'true', 'ipv4'].includes(dhcp.toLowerCase()),
    addresses: all('Network.Address', 'Address.Address').map((value) => value.split('/')[0] ?? ''),
    gateways: all('Network.Gateway', 'Route.Gateway'),
    device: kind === undefined ? null : device,
  };
}
