/** `/ip`, `/subnet`, `/rdns`: the addresses of servers and their names. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import type { Account, RobotServer } from './account.ts';
import { readForm } from './form.ts';
import { conflict, notFound } from './refusal.ts';
import { ipv6Net, mainIp } from './server-view.ts';

const MASK = 26;
const HOSTS = 2 ** (32 - MASK);
const TRAFFIC = {
  traffic_warnings: false,
  traffic_hourly: 200,
  traffic_daily: 2000,
  traffic_monthly: 20,
};

/** Routes of single addresses, subnets and reverse names. */
export function addressRoutes(account: Account): readonly Route[] {
  const names = new Map<string, string>();
  const rdns = '/rdns/:ip';
  return [
    { method: 'GET', path: '/ip', serve: (call) => listIps(account, call) },
    { method: 'GET', path: '/ip/:ip', serve: (call) => readIp(account, call) },
    { method: 'GET', path: '/subnet', serve: (call) => listSubnets(account, call) },
    { method: 'GET', path: '/subnet/:ip', serve: (call) => readSubnet(account, call) },
    { method: 'GET', path: '/rdns', serve: () => listNames(names) },
    { method: 'GET', path: rdns, serve: (call) => readName(account, names, call) },
    { method: 'PUT', path: rdns, serve: (call) => createName(account, names, call) },
    { method: 'POST', path: rdns, serve: (call) => setName(account, names, call) },
    {
      method: 'DELETE',
      path: rdns,
      serve(call) {
        names.delete(ownIp(account, call));
        return { status: 200 };
      },
    },
  ];
}

function listIps(account: Account, { query }: ApiCall): Reply {
  const found = ofServer(account, query).filter(({ hasIpv4 }) => hasIpv4);
  if (found.length === 0) throw notFound('No IP addresses found');
  return { status: 200, body: found.map((server) => ({ ip: toWireIp(server) })) };
}

function readIp(account: Account, { params }: ApiCall): Reply {
  const server = [...account.servers.values()].find((one) => mainIp(one) === params.ip);
  if (!server) throw notFound('No IP addresses found', 'IP_NOT_FOUND');
  return { status: 200, body: { ip: { ...toWireIp(server), ...networkOf(server.address) } } };
}

function toWireIp(server: RobotServer): object {
  return {
    ip: server.address,
    server_ip: server.address,
    server_number: server.number,
    locked: false,
    separate_mac: null,
    ...TRAFFIC,
  };
}

/** Gateway and broadcast of the network that an address of Robot's size is in. */
function networkOf(address: string): object {
  const parts = address.split('.');
  const last = Number(parts[3]);
  const first = last - (last % HOSTS);
  const at = (host: number) => [...parts.slice(0, 3), host].join('.');
  return { gateway: at(first + 1), mask: MASK, broadcast: at(first + HOSTS - 1) };
}

function listSubnets(account: Account, { query }: ApiCall): Reply {
  const found = ofServer(account, query);
  if (found.length === 0) throw notFound('No subnets found');
  return { status: 200, body: found.map((server) => ({ subnet: toWireSubnet(server) })) };
}

function readSubnet(account: Account, { params }: ApiCall): Reply {
  const server = [...account.servers.values()].find(({ number }) => ipv6Net(number) === params.ip);
  if (!server) throw notFound('Subnet not found', 'SUBNET_NOT_FOUND');
  return { status: 200, body: { subnet: toWireSubnet(server) } };
}

function toWireSubnet(server: RobotServer): object {
  return {
    ip: ipv6Net(server.number),
    mask: 64,
    gateway: 'fe80::1',
    server_ip: mainIp(server),
    server_number: server.number,
    failover: false,
    locked: false,
    ...TRAFFIC,
  };
}

function ofServer({ servers }: Account, query: URLSearchParams): RobotServer[] {
  const wanted = query.get('server_ip');
  return [...servers.values()].filter((server) => wanted === null || mainIp(server) === wanted);
}

/** The IPv4 address of a server, or one out of its IPv6 network. @throws Refusal 404 IP_NOT_FOUND */
function ownIp({ servers }: Account, { params }: ApiCall): string {
  const ip = params.ip ?? '';
  const isOwn = [...servers.values()].some(
    (server) => mainIp(server) === ip || ip.startsWith(ipv6Net(server.number)),
  );
  if (!isOwn) throw notFound(`The IP address ${ip} was not found`, 'IP_NOT_FOUND');
  return ip;
}

function listNames(names: ReadonlyMap<string, string>): Reply {
  if (names.size === 0) throw notFound('No reverse DNS entries found');
  return { status: 200, body: [...names].map(([ip, ptr]) => ({ rdns: { ip, ptr } })) };
}

function readName(account: Account, names: ReadonlyMap<string, string>, call: ApiCall): Reply {
  const ip = ownIp(account, call);
  const ptr = names.get(ip);
  if (ptr === undefined) {
    throw notFound(`The IP address ${ip} has no reverse DNS entry yet`, 'RDNS_NOT_FOUND');
  }
  return { status: 200, body: { rdns: { ip, ptr } } };
}

function createName(account: Account, names: Map<string, string>, call: ApiCall): Reply {
  if (names.has(ownIp(account, call))) {
    throw conflict('There is already an existing reverse DNS entry', 'RDNS_ALREADY_EXISTS');
  }
  return setName(account, names, call);
}

function setName(account: Account, names: Map<string, string>, call: ApiCall): Reply {
  const ip = ownIp(account, call);
  const form = readForm(call.body);
  const ptr = form.requiredText('ptr');
  form.finish();
  const status = names.has(ip) ? 200 : 201;
  names.set(ip, ptr);
  return { status, body: { rdns: { ip, ptr } } };
}
