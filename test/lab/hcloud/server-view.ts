/** A server record → the server as the vendor sends it. */

import { toWireServerType } from './catalog.ts';
import { isRescueArmed } from './power.ts';
import { reverseName, shownIp } from './primary-ips.ts';
import { asResource, type Project, type ServerRecord, type ServerStatus } from './project.ts';

/** The whole server object; as of 2026-07-01 without any datacenter. */
export function toWireServer(server: ServerRecord, project: Project): object {
  return {
    id: server.id,
    name: server.name,
    status: statusOf(server, project),
    created: new Date(server.createdAt).toISOString(),
    public_net: publicNet(server, project),
    private_net: server.cards.map((card) => ({ ...card, alias_ips: [] })),
    server_type: toWireServerType(server.serverType, project.stock),
    location: server.location,
    image: server.image,
    iso: server.iso,
    rescue_enabled: isRescueArmed(server, project.clock),
    locked: project.actions.isBusy(asResource(server)),
    backup_window: null,
    outgoing_traffic: 0,
    ingoing_traffic: 0,
    included_traffic: 21_990_232_555_520,
    protection: { delete: server.isProtected, rebuild: server.isProtected },
    labels: server.labels,
    volumes: project.volumes.ofServer(server.id).map(({ id }) => id),
    load_balancers: [],
    primary_disk_size: server.serverType.diskGb,
    placement_group: placementGroup(server, project),
  };
}

/** What the API says of a server: the work that runs on it, else its power. */
export function statusOf(server: ServerRecord, project: Project): ServerStatus {
  if (project.actions.isBusy(asResource(server))) return server.transition;
  return powerStatus(server);
}

/** `running` or `off`, by the machine itself. */
export function powerStatus(server: ServerRecord): ServerStatus {
  return server.machine.power() === 'on' ? 'running' : 'off';
}

function publicNet(server: ServerRecord, { primaryIps, firewalls }: Project): object {
  const ipv4 = primaryIps.ofServer(server.id, 'ipv4');
  const ipv6 = primaryIps.ofServer(server.id, 'ipv6');
  return {
    ipv4: ipv4 ? { id: ipv4.id, ip: ipv4.ip, blocked: false, dns_ptr: reverseName(ipv4.ip) } : null,
    ipv6: ipv6 ? { id: ipv6.id, ip: shownIp(ipv6), blocked: false, dns_ptr: [] } : null,
    floating_ips: [],
    firewalls: firewalls.ofServer(server).map(({ id }) => ({ id, status: 'applied' })),
  };
}

function placementGroup(server: ServerRecord, { placementGroups }: Project): object | null {
  const group = placementGroups.find(server.placementGroupId ?? 0);
  return group ? placementGroups.toWire(group) : null;
}
