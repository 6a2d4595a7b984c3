/** The fields we read from answers, as the vendor spells them. Whatever else an answer holds is let go. */

import type { components } from '../../openapi/vendor/robot.gen.ts';
import { bool, list, nullable, object, text, UnreadableAnswer } from '../http/read.ts';
import { loose, number, optionalList } from './read.ts';

type Schemas = components['schemas'];

export type WireListedServer = Schemas['ListedServer'];
export type WireServer = Schemas['Server'];
export type WireCancellation = Schemas['Cancellation'];
export type WireReset = Schemas['Reset'];
export type WireRescue = Schemas['Rescue'];
export type WireKey = Schemas['Key'];
export type WireIp = Schemas['Ip'];
export type WireSubnet = Schemas['Subnet'];
export type WireListedVswitch = Schemas['ListedVswitch'];
export type WireVswitch = Schemas['Vswitch'];
export type WireRefusal = Schemas['Refusal'];

/** Robot wraps each object in one of its own name. Throws UnreadableAnswer. */
export function unwrap<T>(
  body: unknown,
  field: string,
  read: (value: unknown, path: string) => T,
): T {
  return read(object(body, 'answer')[field], field);
}

/** A list of wrapped objects. Throws UnreadableAnswer. */
export function unwrapList<T>(
  body: unknown,
  field: string,
  read: (value: unknown, path: string) => T,
): T[] {
  return list(body, 'answer', (entry, path) =>
    read(object(entry, path)[field], `${path}.${field}`),
  );
}

/** A server of the list. Throws UnreadableAnswer. */
export function readListedServer(value: unknown, path: string): WireListedServer {
  const server = object(value, path);
  const at = (field: string) => `${path}.${field}`;
  return {
    server_number: number(server.server_number, at('server_number')),
    server_name: text(server.server_name, at('server_name')),
    server_ip: nullable(server.server_ip, (ip) => text(ip, at('server_ip'))),
    server_ipv6_net: nullable(server.server_ipv6_net, (net) => text(net, at('server_ipv6_net'))),
    product: text(server.product, at('product')),
    dc: text(server.dc, at('dc')),
    status: text(server.status, at('status')),
  };
}

/** A server by its number. Throws UnreadableAnswer. */
export function readServer(value: unknown, path: string): WireServer {
  const server = object(value, path);
  return {
    ...readListedServer(value, path),
    ip: optionalList(server.ip, `${path}.ip`, text),
    subnet: optionalList(server.subnet, `${path}.subnet`, (entry, at) => ({
      ip: text(object(entry, at).ip, `${at}.ip`),
      mask: loose(object(entry, at).mask, `${at}.mask`),
    })),
    rescue: bool(server.rescue, `${path}.rescue`),
    reset: bool(server.reset, `${path}.reset`),
  };
}

/** Throws UnreadableAnswer. */
export function readCancellation(value: unknown, path: string): WireCancellation {
  const cancellation = object(value, path);
  const date = (field: string) =>
    nullable(cancellation[field], (day) => text(day, `${path}.${field}`));
  return {
    earliest_cancellation_date: date('earliest_cancellation_date'),
    cancelled: bool(cancellation.cancelled, `${path}.cancelled`),
    reservation_possible: cancellation.reservation_possible === true,
    cancellation_date: date('cancellation_date'),
  };
}

/** Throws UnreadableAnswer. */
export function readReset(value: unknown, path: string): WireReset {
  const reset = object(value, path);
  return {
    type: optionalList(reset.type, `${path}.type`, text),
    operating_status: nullable(reset.operating_status, (status) =>
      text(status, `${path}.operating_status`),
    ),
  };
}

/** Never its password. Throws UnreadableAnswer. */
export function readRescue(value: unknown, path: string): WireRescue {
  const rescue = object(value, path);
  return {
    active: bool(rescue.active, `${path}.active`),
    host_key: readFingerprints(rescue.host_key, `${path}.host_key`),
  };
}

/** `[{ key: { fingerprint } }]`, null or missing for none. Throws UnreadableAnswer. */
export function readFingerprints(value: unknown, path: string): WireRescue['host_key'] {
  return optionalList(value, path, (entry, at) => {
    const key = object(object(entry, at).key, `${at}.key`);
    return { key: { fingerprint: text(key.fingerprint, `${at}.key.fingerprint`) } };
  });
}

/** Throws UnreadableAnswer. */
export function readKey(value: unknown, path: string): WireKey {
  const key = object(value, path);
  return {
    name: text(key.name, `${path}.name`),
    fingerprint: text(key.fingerprint, `${path}.fingerprint`),
    data: text(key.data, `${path}.data`),
  };
}

/** Throws UnreadableAnswer. */
export function readIp(value: unknown, path: string): WireIp {
  const ip = object(value, path);
  return {
    ip: text(ip.ip, `${path}.ip`),
    gateway: nullable(ip.gateway, (gateway) => text(gateway, `${path}.gateway`)),
    mask: nullable(ip.mask, (mask) => number(mask, `${path}.mask`)),
  };
}

/** Throws UnreadableAnswer. */
export function readSubnet(value: unknown, path: string): WireSubnet {
  const subnet = object(value, path);
  return {
    ip: text(subnet.ip, `${path}.ip`),
    gateway: nullable(subnet.gateway, (gateway) => text(gateway, `${path}.gateway`)),
    mask: number(subnet.mask, `${path}.mask`),
  };
}

/** The name an address has. Throws UnreadableAnswer. */
export function readPtr(value: unknown, path: string): string {
  return text(object(value, path).ptr, `${path}.ptr`);
}

/** Throws UnreadableAnswer. */
export function readListedVswitch(value: unknown, path: string): WireListedVswitch {
  const vswitch = object(value, path);
  return {
    id: number(vswitch.id, `${path}.id`),
    name: text(vswitch.name, `${path}.name`),
    vlan: number(vswitch.vlan, `${path}.vlan`),
    cancelled: bool(vswitch.cancelled, `${path}.cancelled`),
  };
}

/** Throws UnreadableAnswer. */
export function readVswitch(value: unknown, path: string): WireVswitch {
  return {
    ...readListedVswitch(value, path),
    server: optionalList(object(value, path).server, `${path}.server`, (entry, at) => ({
      server_number: number(object(entry, at).server_number, `${at}.server_number`),
      status: text(object(entry, at).status, `${at}.status`),
    })),
  };
}

/** The vendor's refusal, or null where the body is none: a proxy's HTML, or nothing. */
export function readRefusal(body: unknown): WireRefusal | null {
  try {
    const error = object(object(body, 'answer').error, 'error');
    return {
      code: text(error.code, 'error.code'),
      message: text(error.message, 'error.message'),
      missing: optionalList(error.missing, 'error.missing', text),
      invalid: optionalList(error.invalid, 'error.invalid', text),
      ...(error.interval === undefined
        ? {}
        : { interval: number(error.interval, 'error.interval') }),
    };
  } catch (error) {
    if (error instanceof UnreadableAnswer) return null;
    throw error;
  }
}
