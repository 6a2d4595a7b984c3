/** Wire ↔ domain. */

import { BugError } from '../../src/domain/error.ts';
import type { SshAddress } from '../../src/domain/machine.ts';
import type { CloudBelongings } from '../../src/domain/request.ts';
import type { ProviderMachine } from '../provider.ts';
import type { WireLabels, WireServer } from './wire.ts';

/** By this label, on servers and keys, what an operation made is found again. */
export const OPERATION_LABEL = 'ironflake-operation';

/** @see https://docs.hetzner.cloud/reference/cloud#labels */
const LABEL_VALUE = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

export interface MachineContext {
  /** Name of the credentials. */
  readonly account: string;
  /** 22 but in the lab. */
  readonly sshPort: number;
}

/** Labels of whatever this operation makes. @throws BugError when the id is no label value */
export function operationLabels(operationId: string): WireLabels {
  if (!LABEL_VALUE.test(operationId)) {
    throw new BugError(
      'bug.unexpected',
      `The operation id "${operationId}" is no Hetzner label value.`,
    );
  }
  return { [OPERATION_LABEL]: operationId };
}

/** On a server: which of its addresses were there before it, and are not ours to delete. */
export const GIVEN_ADDRESSES_LABEL = 'ironflake-given-addresses';

type GivenAddresses = Pick<CloudBelongings, 'primaryIpv4' | 'primaryIpv6'>;

/** `ironflake-given-addresses: ipv4.ipv6`, where any were given. */
export function givenAddressLabels({ primaryIpv4, primaryIpv6 }: GivenAddresses): WireLabels {
  const given = [
    ...(primaryIpv4 === undefined ? [] : ['ipv4']),
    ...(primaryIpv6 === undefined ? [] : ['ipv6']),
  ];
  return given.length === 0 ? {} : { [GIVEN_ADDRESSES_LABEL]: given.join('.') };
}

/** Selector of what bears this operation's label. */
export function operationSelector(operationId: string): string {
  return Object.entries(operationLabels(operationId))
    .map(([key, value]) => `${key}==${value}`)
    .join(',');
}

export function bearsOperation(labels: WireLabels, operationId: string): boolean {
  return labels[OPERATION_LABEL] === operationId;
}

/** Name of an operation's key in the project. */
export function keyName(operationId: string): string {
  return `ironflake-${operationId}`;
}

export function toMachine(server: WireServer, context: MachineContext): ProviderMachine {
  const privateMacs = server.private_net.flatMap(
    ({ mac_address }) => mac_address?.toLowerCase() ?? [],
  );
  return {
    origin: { provider: 'hcloud', account: context.account, providerRef: String(server.id) },
    name: server.name,
    power: toPower(server.status),
    isRescueArmed: server.rescue_enabled,
    addresses: toAddresses(server, context.sshPort),
    serverType: server.server_type.name,
    location: server.location.name,
    labels: server.labels,
    ...(server.protection.rebuild ? { isProtected: true } : {}),
    ...(privateMacs.length === 0 ? {} : { privateMacs }),
  };
}

const CHANGING: ReadonlySet<string> = new Set([
  'initializing',
  'starting',
  'stopping',
  'deleting',
  'migrating',
  'rebuilding',
]);

function toPower(status: string): ProviderMachine['power'] {
  if (status === 'running') return 'on';
  if (status === 'off') return 'off';
  return CHANGING.has(status) ? 'changing' : 'unknown';
}

function toAddresses(server: WireServer, port: number): SshAddress[] {
  const { ipv4, ipv6 } = server.public_net;
  const hosts = [
    ...(ipv4 === null ? [] : [ipv4.ip]),
    ...(ipv6 === null ? [] : [firstHostOf(ipv6.ip)]),
  ];
  return hosts.map((host) => ({ host, port }));
}

/** `2001:db8:1:2::/64` → `2001:db8:1:2::1`: the vendor routes a network, and ::1 is the host by custom. */
function firstHostOf(network: string): string {
  const address = network.replace(/\/\d+$/, '');
  return address.endsWith('::') ? `${address}1` : address.replace(/:0*$/, ':1');
}
