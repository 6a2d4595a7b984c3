/** `/failover`: addresses that may be routed to one server or another; as far as the lab needs them. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import type { Account, RobotServer } from './account.ts';
import { readForm } from './form.ts';
import { conflict, notFound } from './refusal.ts';
import { ipv6Net, serverNames } from './server-view.ts';

/** An address that the account has, and the server it was ordered with. */
export interface FailoverSpec {
  readonly ip: string;
  readonly serverNumber: number;
}

interface Failover {
  readonly ip: string;
  readonly server: RobotServer;
  activeIp: string | null;
}

/** Routes of failover addresses; each is routed to its own server at first. */
export function failoverRoutes(account: Account, specs: readonly FailoverSpec[]): readonly Route[] {
  const failovers = specs.flatMap(({ ip, serverNumber }): Failover[] => {
    const server = account.servers.get(serverNumber);
    return server ? [{ ip, server, activeIp: server.address }] : [];
  });
  const path = '/failover/:ip';
  const get = ({ params }: ApiCall): Failover => {
    const found = failovers.find(({ ip }) => ip === params.ip);
    if (!found) throw notFound('Failover IP address not found');
    return found;
  };
  return [
    { method: 'GET', path: '/failover', serve: () => list(failovers) },
    { method: 'GET', path, serve: (call) => toReply(get(call)) },
    { method: 'POST', path, serve: (call) => route(account, get(call), call) },
    {
      method: 'DELETE',
      path,
      serve(call) {
        const failover = get(call);
        failover.activeIp = null;
        return toReply(failover);
      },
    },
  ];
}

function list(failovers: readonly Failover[]): Reply {
  if (failovers.length === 0) throw notFound('No failover IP addresses found');
  return { status: 200, body: failovers.map((failover) => ({ failover: toWire(failover) })) };
}

function route({ servers }: Account, failover: Failover, { body }: ApiCall): Reply {
  const form = readForm(body);
  const wanted = form.requiredText('active_server_ip');
  form.finish();
  const isServer = [...servers.values()].some(
    ({ address, number }) => address === wanted || ipv6Net(number) === wanted,
  );
  if (!isServer) throw notFound('Destination server not found', 'FAILOVER_NEW_SERVER_NOT_FOUND');
  if (failover.activeIp === wanted) {
    const message = 'The failover IP address is already routed to the selected server';
    throw conflict(message, 'FAILOVER_ALREADY_ROUTED');
  }
  failover.activeIp = wanted;
  return toReply(failover);
}

function toReply(failover: Failover): Reply {
  return { status: 200, body: { failover: toWire(failover) } };
}

function toWire({ ip, server, activeIp }: Failover): object {
  return { ip, netmask: '255.255.255.255', ...serverNames(server), active_server_ip: activeIp };
}
