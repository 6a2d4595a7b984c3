/** The project's primary IPs: a server has at most one of each family, and may leave them behind. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { findLocation, type WireLocation } from './catalog.ts';
import { type FieldReader, readFields } from './fields.ts';
import type { Labels } from './labels.ts';
import { asResource, type ProjectBase, type ServerRecord } from './project.ts';
import { notFound, Refusal } from './refusal.ts';
import { createShelf, type Shelf, type Shelved } from './shelf.ts';

/** `ipv4` or `ipv6`. */
export type IpFamily = 'ipv4' | 'ipv6';

/** One address, or one network of the sixth version. */
export interface PrimaryIpRecord extends Shelved {
  readonly family: IpFamily;
  readonly location: WireLocation;
  /** Without prefix length. */
  readonly ip: string;
  serverId: number | null;
  /** Goes with the server that it is assigned to. */
  isAutoDeleted: boolean;
}

/** What is known of an address before it has a number. */
export interface PrimaryIpWish {
  readonly name: string;
  readonly labels: Labels;
  readonly family: IpFamily;
  readonly location: WireLocation;
  /** Made up when absent. */
  readonly ip?: string;
  readonly serverId: number | null;
  readonly isAutoDeleted: boolean;
}

/** All addresses, and the calls on them. */
export interface PrimaryIps extends Shelf<PrimaryIpRecord> {
  ofServer(serverId: number, family: IpFamily): PrimaryIpRecord | undefined;
  make(wish: PrimaryIpWish): PrimaryIpRecord;
  /**
   * The address that an order names.
   *
   * @throws Refusal 404 `not_found`, 412 `primary_ip_version_mismatch`, 422 `primary_ip_assigned`,
   *         `primary_ip_datacenter_mismatch`
   */
  forOrder(id: number, family: IpFamily, place: WireLocation): PrimaryIpRecord;
  /** What becomes of the addresses of a server that is gone. */
  leave(serverId: number): void;
}

/** No addresses, and the calls on them. */
export function createPrimaryIps(base: ProjectBase): PrimaryIps {
  const shelf = createShelf<PrimaryIpRecord>({
    kind: 'primary_ip',
    firstId: 81_000_001,
    clock: base.clock,
    actions: base.actions,
    canBeProtected: true,
    toWire,
    isWanted: ({ ip }, query) => [null, ip].includes(query.get('ip')),
    change(primaryIp, fields) {
      primaryIp.isAutoDeleted = fields.flag('auto_delete') ?? primaryIp.isAutoDeleted;
    },
    refuseRemoval({ serverId }) {
      if (serverId === null) return;
      throw new Refusal(422, 'must_be_unassigned', 'primary IP must be unassigned before deletion');
    },
  });
  const ofServer = (id: number, family: IpFamily) =>
    shelf.all().find((one) => one.serverId === id && one.family === family);

  function make({ name, labels, ...wish }: PrimaryIpWish): PrimaryIpRecord {
    return shelf.add(
      (shelved) => ({
        ...shelved,
        ...wish,
        ip: wish.ip ?? (wish.family === 'ipv4' ? base.takeAddress() : networkOf(shelved.id)),
      }),
      { name, labels },
    );
  }

  /** The server that an address is to go to, which must be off and without one. */
  function readAssignee(call: ApiCall, family: IpFamily): ServerRecord {
    const server = base.servers.get(readFields(call.body).whole('assignee_id') ?? 0);
    if (!server) throw notFound('server');
    if (server.machine.power() === 'on') {
      throw new Refusal(422, 'server_not_stopped', 'server must be powered off');
    }
    if (ofServer(server.id, family)) {
      throw new Refusal(422, `server_has_${family}`, `server already has an ${family} address`);
    }
    return server;
  }

  function create(call: ApiCall): Reply {
    const fields = readFields(call.body);
    const { family, place, ...wish } = readWish(fields);
    if ('datacenter' in call.body) fields.reject('datacenter', 'was removed, use location');
    fields.finish();
    const server = place === null ? readAssignee(call, family) : null;
    const location = server?.location ?? place;
    if (!location) throw notFound('location');
    const made = make({ ...wish, family, location, serverId: null });
    const action = server ? startAssign(made, server, call) : null;
    return { status: 201, body: { primary_ip: toWire(made), action } };
  }

  function startAssign(primaryIp: PrimaryIpRecord, server: ServerRecord, call: ApiCall) {
    const effect = () => {
      primaryIp.serverId = server.id;
    };
    const also = [asResource(server)];
    return shelf.act(primaryIp, call, { command: 'assign_primary_ip', also, effect });
  }

  function assign(call: ApiCall): Reply {
    const primaryIp = shelf.get(call);
    if (primaryIp.serverId !== null) {
      throw new Refusal(422, 'primary_ip_already_assigned', 'primary IP is already assigned');
    }
    const server = readAssignee(call, primaryIp.family);
    return { status: 201, body: { action: startAssign(primaryIp, server, call) } };
  }

  function unassign(call: ApiCall): Reply {
    const primaryIp = shelf.get(call);
    const server = base.servers.get(primaryIp.serverId ?? 0);
    if (server?.machine.power() === 'on') {
      throw new Refusal(422, 'server_not_stopped', 'server must be powered off');
    }
    const effect = () => {
      primaryIp.serverId = null;
    };
    const action = shelf.act(primaryIp, call, { command: 'unassign_primary_ip', effect });
    return { status: 201, body: { action } };
  }

  const path = '/primary_ips/:id/actions';
  const ownRoutes: Route[] = [
    { method: 'POST', path: '/primary_ips', serve: create },
    { method: 'POST', path: `${path}/assign`, serve: assign },
    { method: 'POST', path: `${path}/unassign`, serve: unassign },
  ];
  return {
    ...shelf,
    ofServer,
    make,
    forOrder: (id, family, place) => checkForOrder(shelf.find(id), family, place),
    leave(serverId) {
      for (const one of shelf.all().filter((candidate) => candidate.serverId === serverId)) {
        one.serverId = null;
        if (one.isAutoDeleted) shelf.remove(one.id);
      }
    },
    routes: [...shelf.routes, ...ownRoutes],
  };
}

/** What a call says of a new address; `place` is null where a server is named, whose place is meant. */
function readWish(fields: FieldReader) {
  const name = fields.requiredText('name');
  const labels = fields.labels() ?? {};
  const type = fields.requiredText('type');
  if (!['ipv4', 'ipv6'].includes(type)) fields.reject('type', 'unknown');
  const family: IpFamily = type === 'ipv6' ? 'ipv6' : 'ipv4';
  const isAutoDeleted = fields.flag('auto_delete') ?? false;
  if (fields.whole('assignee_id') !== undefined) {
    return { name, labels, family, isAutoDeleted, place: null };
  }
  const place = findLocation(fields.idOrName('location') ?? '') ?? null;
  if (place === null) fields.reject('location', 'unknown location');
  return { name, labels, family, isAutoDeleted, place };
}

function checkForOrder(
  primaryIp: PrimaryIpRecord | undefined,
  family: IpFamily,
  place: WireLocation,
): PrimaryIpRecord {
  if (!primaryIp) throw notFound('primary IP');
  if (primaryIp.family !== family) {
    throw new Refusal(412, 'primary_ip_version_mismatch', `primary IP is not of type ${family}`);
  }
  if (primaryIp.serverId !== null) {
    throw new Refusal(422, 'primary_ip_assigned', 'primary IP is already assigned to a server');
  }
  if (primaryIp.location.name !== place.name) {
    const message = `primary IP is in ${primaryIp.location.name}`;
    throw new Refusal(422, 'primary_ip_datacenter_mismatch', message);
  }
  return primaryIp;
}

/** The address as it is shown: a network of the sixth version has its length behind it. */
export function shownIp({ family, ip }: PrimaryIpRecord): string {
  return family === 'ipv6' ? `${ip}/64` : ip;
}

/** The name that resolves from an address of the fourth version. */
export function reverseName(ip: string): string {
  return `static.${ip.split('.').reverse().join('.')}.clients.example.net`;
}

function toWire(one: PrimaryIpRecord): object {
  return {
    id: one.id,
    name: one.name,
    labels: one.labels,
    created: new Date(one.createdAt).toISOString(),
    blocked: false,
    location: one.location,
    ip: shownIp(one),
    dns_ptr: one.family === 'ipv4' ? [{ ip: one.ip, dns_ptr: reverseName(one.ip) }] : [],
    protection: { delete: one.isProtected },
    type: one.family,
    auto_delete: one.isAutoDeleted,
    assignee_type: 'server',
    assignee_id: one.serverId,
  };
}

/** A network of the documentation range; nothing answers there. */
function networkOf(id: number): string {
  const high = Math.floor(id / 0x10000).toString(16);
  return `2001:db8:${high}:${(id % 0x10000).toString(16)}::`;
}
