/** A server record → what Robot sends of it. */

import type { RobotServer } from './account.ts';
import { berlinDay } from './dates.ts';

const PAID_DAYS = 30;

/** Its three names: in every object that belongs to a server. */
export function serverNames(server: RobotServer): {
  server_ip: string | null;
  server_ipv6_net: string;
  server_number: number;
} {
  return {
    server_ip: mainIp(server),
    server_ipv6_net: ipv6Net(server.number),
    server_number: server.number,
  };
}

/** Its main IPv4 address; null where it was ordered without one. */
export function mainIp({ hasIpv4, address }: RobotServer): string | null {
  return hasIpv4 ? address : null;
}

/** Its entry in the list of servers. */
export function toWireServer(server: RobotServer): object {
  return {
    ...serverNames(server),
    server_name: server.name,
    product: server.product,
    dc: server.datacenter,
    traffic: 'unlimited',
    status: 'ready',
    cancelled: server.cancellation !== null,
    paid_until: berlinDay(server.createdAt, PAID_DAYS),
    ip: server.hasIpv4 ? [server.address] : null,
    subnet: [{ ip: ipv6Net(server.number), mask: '64' }],
  };
}

/** The server alone: the same, and what may be done with it. */
export function toWireServerDetail(server: RobotServer): object {
  return {
    ...toWireServer(server),
    reset: server.resetTypes.length > 0,
    rescue: true,
    vnc: true,
    windows: false,
    plesk: false,
    cpanel: false,
    wol: server.hasWol,
    hot_swap: false,
  };
}

/** A network of the documentation range, without its length, as the vendor writes it; nothing answers there. */
export function ipv6Net(serverNumber: number): string {
  const high = Math.floor(serverNumber / 0x10000).toString(16);
  return `2001:db8:${high}:${(serverNumber % 0x10000).toString(16)}::`;
}
