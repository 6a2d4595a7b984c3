/** Wire ↔ domain. */

import { BugError } from '../../src/domain/error.ts';
import type { SshAddress } from '../../src/domain/machine.ts';
import type { ProviderMachine, RestartMethod } from '../provider.ts';
import type { RobotContext } from './context.ts';
import { CHANNELS, type Channel } from './order-calls.ts';
import type { WireRescue, WireReset, WireServer } from './wire.ts';

const OPERATION_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/**
 * Name of an operation's key, the one thing at Robot that can bear our mark: a server has only a name,
 * and an order only the keys it was given.
 */
export function keyName(operationId: string): string {
  if (!OPERATION_ID.test(operationId)) {
    throw new BugError('bug.unexpected', `The operation id "${operationId}" is no key name.`);
  }
  return `ironflake-${operationId}`;
}

/** An order by channel and the vendor's id. */
export interface OrderRef {
  readonly channel: Channel;
  readonly id: string;
}

/** `auction-order:B20150121-344958-251479`: the reference of what was ordered, until and after its delivery. */
export function formatOrderRef({ channel, id }: OrderRef): string {
  return `${channel}-order:${id}`;
}

/** null for what is no reference of an order. */
export function parseOrderRef(ref: string): OrderRef | null {
  for (const channel of CHANNELS) {
    const prefix = `${channel}-order:`;
    if (ref.startsWith(prefix)) return { channel, id: ref.slice(prefix.length) };
  }
  return null;
}

/** An order that is not delivered yet: it has no address, no power, and maybe never will have. */
export function toOrderedMachine(ref: OrderRef, context: RobotContext): ProviderMachine {
  return {
    origin: {
      provider: 'robot',
      account: context.account,
      providerRef: formatOrderRef(ref),
    },
    name: '',
    power: 'unknown',
    isRescueArmed: false,
    addresses: [],
    serverType: null,
    location: null,
    labels: {},
  };
}

/** A server, and what was read of its boot and power; null where it has no such thing. */
export function toMachine(
  server: WireServer,
  seen: { rescue: WireRescue | null; reset: WireReset | null },
  context: RobotContext,
): ProviderMachine {
  return {
    origin: {
      provider: 'robot',
      account: context.account,
      providerRef: String(server.server_number),
    },
    name: server.server_name,
    power: toPower(seen.reset?.operating_status ?? null),
    isRescueArmed: seen.rescue?.active ?? false,
    addresses: toAddresses(server, context.sshPort),
    serverType: server.product,
    location: server.dc,
    labels: {},
  };
}

/** The vendor's `operating_status`; most machines answer "not supported". */
export function toPower(status: string | null): ProviderMachine['power'] {
  if (status === 'running') return 'on';
  return status === 'shut off' || status === 'off' ? 'off' : 'unknown';
}

/**
 * The main IPv4, then both hosts of the IPv6 network that may answer: the rescue system takes ::2, and
 * an installed one ::1 by custom.
 */
function toAddresses(server: WireServer, port: number): SshAddress[] {
  const { server_ip: ipv4, server_ipv6_net: ipv6 } = server;
  const network = ipv6?.replace(/\/\d+$/, '').replace(/::\d*$/, '::') ?? null;
  const hosts = [
    ...(ipv4 === null ? [] : [ipv4]),
    ...(network === null ? [] : [`${network}2`, `${network}1`]),
  ];
  return hosts.map((host) => ({ host, port }));
}

/**
 * What a machine offers, mildest first. `power` alone is a short press, which may only shut it down; so
 * power is cut with `power_long` and given back with `power`, and both are needed. `man` would call a
 * technician and is never used.
 */
export function toMethods({ type }: WireReset): RestartMethod[] {
  const methods: RestartMethod[] = [];
  if (type.includes('sw')) methods.push('software');
  if (type.includes('hw')) methods.push('hardware');
  if (type.includes('power_long') && type.includes('power')) methods.push('power-cycle');
  return methods;
}

/** Fingerprints without their wrapping. */
export function toFingerprints(wrapped: WireRescue['host_key']): string[] {
  return wrapped.map(({ key }) => key.fingerprint);
}
