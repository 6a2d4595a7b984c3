/** A server record → the server as the vendor sends it. */

import { toWireServerType } from './catalog.ts';
import { isRescueArmed } from './power.ts';
import { asResource, type Project, type ServerRecord, type ServerStatus } from './project.ts';

/** The whole server object; as of 2026-07-01 without any datacenter. */
export function toWireServer(server: ServerRecord, project: Project): object {
  return {
    id: server.id,
    name: server.name,
    status: statusOf(server, project),
    created: new Date(server.createdAt).toISOString(),
    public_net: publicNet(server),
    private_net: [],
    server_type: toWireServerType(server.serverType, project.stock),
    location: server.location,
    image: server.image,
    iso: null,
    rescue_enabled: isRescueArmed(server, project.clock),
    locked: project.actions.isBusy(asResource(server)),
    backup_window: null,
    outgoing_traffic: 0,
    ingoing_traffic: 0,
    included_traffic: 21_990_232_555_520,
    protection: { delete: server.isProtected, rebuild: server.isProtected },
    labels: server.labels,
    volumes: [],
    load_balancers: [],
    primary_disk_size: server.serverType.diskGb,
    placement_group: null,
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

function publicNet(server: ServerRecord): object {
  const { address } = server.machine.spec;
  const reversed = address.split('.').reverse().join('.');
  const ipv4 = {
    id: server.id * 10 + 4,
    ip: address,
    blocked: false,
    dns_ptr: `static.${reversed}.clients.example.net`,
  };
  const ipv6 = {
    id: server.id * 10 + 6,
    ip: `${ipv6Network(server.id)}/64`,
    blocked: false,
    dns_ptr: [],
  };
  return {
    ipv4: server.hasIpv4 ? ipv4 : null,
    ipv6: server.hasIpv6 ? ipv6 : null,
    floating_ips: [],
    firewalls: [],
  };
}

/** A network of the documentation range; nothing answers there. */
function ipv6Network(serverId: number): string {
  const high = Math.floor(serverId / 0x10000).toString(16);
  return `2001:db8:${high}:${(serverId % 0x10000).toString(16)}::`;
}
