/** The project's private networks, and the cards that servers have in them. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { LOCATIONS } from './catalog.ts';
import { type FieldReader, readFields } from './fields.ts';
import { addressAt, covers, offsetOf, overlap, readRange } from './ipv4-range.ts';
import type { ProjectBase, ServerRecord } from './project.ts';
import { Refusal } from './refusal.ts';
import { createShelf, type Shelf, type Shelved } from './shelf.ts';

/** A part of a network. */
export interface Subnet {
  readonly type: string;
  readonly ip_range: string;
  readonly network_zone: string;
  readonly gateway: string;
}

/** One private network. */
export interface NetworkRecord extends Shelved {
  readonly ipRange: string;
  readonly routes: readonly { readonly destination: string; readonly gateway: string }[];
  subnets: readonly Subnet[];
}

/** A server's card in a network. */
export interface PrivateCard {
  readonly network: number;
  readonly ip: string;
  readonly mac_address: string;
}

/** All networks, the calls on them, and the addresses in them. */
export interface Networks extends Shelf<NetworkRecord> {
  /**
   * A card for a server: the wished address, or the next free one of a subnet in the server's zone.
   *
   * @throws Refusal 422 `server_already_attached`, `no_subnet_available`, `ip_not_available`
   */
  makeCard(network: NetworkRecord, server: CardOwner, wishedIp?: string): PrivateCard;
}

/** What is asked of a server that gets a card. */
export type CardOwner = Pick<ServerRecord, 'id' | 'location' | 'cards'>;

const DEFAULT_LENGTH = 24;

/** No networks, and the calls on them. */
export function createNetworks(base: ProjectBase): Networks {
  const attached = (id: number) =>
    [...base.servers.values()].filter(({ cards }) => cards.some(({ network }) => network === id));

  const shelf = createShelf<NetworkRecord>({
    kind: 'network',
    firstId: 4_500_001,
    clock: base.clock,
    actions: base.actions,
    canBeProtected: true,
    toWire: (network) => ({
      id: network.id,
      name: network.name,
      ip_range: network.ipRange,
      subnets: network.subnets,
      routes: network.routes,
      servers: attached(network.id).map(({ id }) => id),
      load_balancers: [],
      protection: { delete: network.isProtected },
      labels: network.labels,
      created: new Date(network.createdAt).toISOString(),
      expose_routes_to_vswitch: false,
    }),
    afterRemoval({ id }) {
      for (const server of attached(id)) detach(server, id);
    },
  });

  function create(call: ApiCall): Reply {
    const fields = readFields(call.body);
    const name = fields.requiredText('name');
    const ipRange = fields.requiredText('ip_range');
    if (readRange(ipRange) === null) fields.reject('ip_range', 'must be a network in CIDR form');
    const labels = fields.labels() ?? {};
    const subnets: Subnet[] = [];
    for (const given of fields.objects('subnets')) {
      subnets.push(...readSubnet(given, { ipRange, known: subnets, fields }));
    }
    const routes = fields.objects('routes').flatMap(readRoute);
    fields.finish();
    const network = shelf.add((shelved) => ({ ...shelved, ipRange, routes, subnets }), {
      name,
      labels,
    });
    return { status: 201, body: { network: shelf.toWire(network) } };
  }

  function addSubnet(call: ApiCall): Reply {
    const network = shelf.get(call);
    const fields = readFields(call.body);
    const { ipRange, subnets: known } = network;
    const made = readSubnet(call.body, { ipRange, known, fields });
    fields.finish();
    const effect = () => {
      network.subnets = [...network.subnets, ...made];
    };
    return {
      status: 201,
      body: { action: shelf.act(network, call, { command: 'add_subnet', effect }) },
    };
  }

  function makeCard(network: NetworkRecord, server: CardOwner, wishedIp?: string): PrivateCard {
    if (server.cards.some((card) => card.network === network.id)) {
      throw new Refusal(
        422,
        'server_already_attached',
        'server is already attached to the network',
      );
    }
    const used = attached(network.id)
      .flatMap(({ cards }) => cards)
      .filter((card) => card.network === network.id)
      .map(({ ip }) => ip);
    const ip = chooseAddress(network, { server, used, wishedIp });
    const number = (server.id * 8 + server.cards.length).toString(16).padStart(8, '0').slice(-8);
    const mac = ['86', '00', ...(number.match(/../g) ?? [])].join(':');
    return { network: network.id, ip, mac_address: mac };
  }

  const ownRoutes: Route[] = [
    { method: 'POST', path: '/networks', serve: create },
    { method: 'POST', path: '/networks/:id/actions/add_subnet', serve: addSubnet },
  ];
  return { ...shelf, makeCard, routes: [...shelf.routes, ...ownRoutes] };
}

/** Takes a server's card in a network away. */
export function detach(server: ServerRecord, networkId: number): void {
  server.cards = server.cards.filter(({ network }) => network !== networkId);
}

interface SubnetWish {
  readonly ipRange: string;
  readonly known: readonly Subnet[];
  readonly fields: FieldReader;
}

function readSubnet(given: Readonly<Record<string, unknown>>, wish: SubnetWish): Subnet[] {
  const { ipRange, known, fields } = wish;
  const { type, network_zone: zone } = given;
  if (type !== 'cloud' && type !== 'server') fields.reject('type', 'must be cloud');
  if (!LOCATIONS.some(({ network_zone }) => network_zone === zone)) {
    fields.reject('network_zone', 'unknown network zone');
  }
  const wished = typeof given.ip_range === 'string' ? given.ip_range : nextSubnet(ipRange, known);
  const outer = readRange(ipRange);
  const inner = readRange(wished);
  const isTaken = known.some((subnet) => {
    const other = readRange(subnet.ip_range);
    return other !== null && inner !== null && overlap(other, inner);
  });
  if (!outer || !inner || !covers(outer, inner) || isTaken) {
    fields.reject('ip_range', 'must be a free part of the network');
    return [];
  }
  return [
    { type: 'cloud', ip_range: wished, network_zone: String(zone), gateway: addressAt(outer, 1) },
  ];
}

/** The first /24 that is free, or the network itself where it is smaller. */
function nextSubnet(ipRange: string, known: readonly Subnet[]): string {
  const outer = readRange(ipRange);
  if (!outer) return '';
  const size = Math.min(2 ** (32 - DEFAULT_LENGTH), outer.size);
  const length = 32 - Math.log2(size);
  for (let offset = 0; offset < outer.size; offset += size) {
    const wished = { first: outer.first + offset, size };
    const isFree = known.every((subnet) => {
      const other = readRange(subnet.ip_range);
      return other === null || !overlap(other, wished);
    });
    if (isFree) return `${addressAt(wished, 0)}/${length}`;
  }
  return '';
}

function readRoute(given: Readonly<Record<string, unknown>>) {
  const { destination, gateway } = given;
  return typeof destination === 'string' && typeof gateway === 'string'
    ? [{ destination, gateway }]
    : [];
}

interface AddressWish {
  readonly server: CardOwner;
  readonly used: readonly string[];
  readonly wishedIp: string | undefined;
}

/** The network's first address is its gateway; the last one of a subnet is not given out. */
function chooseAddress(network: NetworkRecord, { server, used, wishedIp }: AddressWish): string {
  const zone = server.location.network_zone;
  const ranges = network.subnets
    .filter((subnet) => subnet.network_zone === zone)
    .flatMap(({ ip_range }) => readRange(ip_range) ?? []);
  const gateway = addressAt(readRange(network.ipRange) ?? { first: 0, size: 0 }, 1);
  const isFree = (ip: string) => ip !== gateway && !used.includes(ip);
  if (wishedIp !== undefined) {
    const isInside = ranges.some((range) => offsetOf(range, wishedIp) !== null);
    if (isInside && isFree(wishedIp)) return wishedIp;
    throw new Refusal(422, 'ip_not_available', `IP ${wishedIp} is not available`);
  }
  for (const range of ranges) {
    for (let offset = 1; offset < range.size - 1; offset += 1) {
      const ip = addressAt(range, offset);
      if (isFree(ip)) return ip;
    }
  }
  throw new Refusal(422, 'no_subnet_available', `no subnet or IP is available in ${zone}`);
}
