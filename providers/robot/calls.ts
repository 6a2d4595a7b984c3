/** The calls about servers, their boot and keys, with our types. Errors are those of client.ts. */

import { errorCode, ProviderError } from '../../src/domain/error.ts';
import { type Call, type RobotClient, segment } from './client.ts';
import {
  readCancellation,
  readIp,
  readKey,
  readListedServer,
  readPtr,
  readRescue,
  readReset,
  readServer,
  readSubnet,
  unwrap,
  unwrapList,
  type WireCancellation,
  type WireIp,
  type WireKey,
  type WireListedServer,
  type WireRescue,
  type WireReset,
  type WireServer,
  type WireSubnet,
} from './wire.ts';

type Form = NonNullable<Call['form']>;

/** A call that changes nothing. */
export function get(path: string): Call {
  return { method: 'GET', path, repetition: 'read' };
}

/** A call that may be sent again. */
export function post(path: string, form: Form): Call {
  return { method: 'POST', path, form, repetition: 'repeatable' };
}

/**
 * Robot answers 404 where a list is empty. Only its own word for that is taken for one: a 404 of a proxy
 * or a wrong address is an error.
 */
export async function listOf<T>(calling: Promise<T[]>): Promise<T[]> {
  try {
    return await calling;
  } catch (error) {
    if (saysNotFound(error)) return [];
    throw error;
  }
}

/** Whether Robot itself, by its own code, says that there is none. */
export function saysNotFound(error: unknown): boolean {
  if (errorCode(error) !== 'provider.not-found' || !(error instanceof ProviderError)) return false;
  return typeof error.details.vendorCode === 'string';
}

/** All servers of the account. */
export function listServers(client: RobotClient, signal: AbortSignal): Promise<WireListedServer[]> {
  return listOf(
    client.request(get('/server'), (body) => unwrapList(body, 'server', readListedServer), signal),
  );
}

/** @throws ProviderError `provider.not-found` */
export function getServer(
  client: RobotClient,
  serverNumber: number | string,
  signal: AbortSignal,
): Promise<WireServer> {
  const path = `/server/${segment(serverNumber)}`;
  return client.request(get(path), (body) => unwrap(body, 'server', readServer), signal);
}

/** Sets the one free text that a server has. */
export function renameServer(
  client: RobotClient,
  serverNumber: number,
  name: string,
  signal: AbortSignal,
): Promise<null> {
  const call = post(`/server/${serverNumber}`, [['server_name', name]]);
  return client.request(call, () => null, signal);
}

/** Whether and when a server ends. */
export function getCancellation(
  client: RobotClient,
  serverNumber: number,
  signal: AbortSignal,
): Promise<WireCancellation> {
  const path = `/server/${serverNumber}/cancellation`;
  return client.request(
    get(path),
    (body) => unwrap(body, 'cancellation', readCancellation),
    signal,
  );
}

/** Ends the contract of a server; sent once, whatever comes. */
export function cancelServer(
  client: RobotClient,
  serverNumber: number,
  form: Form,
  signal: AbortSignal,
): Promise<WireCancellation> {
  const path = `/server/${serverNumber}/cancellation`;
  const call: Call = { method: 'POST', path, form, repetition: 'once' };
  return client.request(call, (body) => unwrap(body, 'cancellation', readCancellation), signal);
}

/** @throws ProviderError `provider.unsupported` where the server has no remote reset */
export function getReset(
  client: RobotClient,
  serverNumber: number,
  signal: AbortSignal,
): Promise<WireReset> {
  const call = get(`/reset/${serverNumber}`);
  return client.request(call, (body) => unwrap(body, 'reset', readReset), signal);
}

/** What may be sent; `man` would call a technician. */
export type ResetType = 'sw' | 'hw' | 'power' | 'power_long';

/** Restarts or switches; sent once, since a second one would interrupt the boot that the first began. */
export function resetServer(
  client: RobotClient,
  serverNumber: number,
  type: ResetType,
  signal: AbortSignal,
): Promise<null> {
  const path = `/reset/${serverNumber}`;
  const call: Call = { method: 'POST', path, form: [['type', type]], repetition: 'once' };
  return client.request(call, () => null, signal);
}

/** Sends a wake-on-LAN packet. */
export function wakeServer(
  client: RobotClient,
  serverNumber: number,
  signal: AbortSignal,
): Promise<null> {
  return client.request(post(`/wol/${serverNumber}`, []), () => null, signal);
}

/** @throws ProviderError `provider.unsupported` where there is no rescue system */
export function getRescue(
  client: RobotClient,
  serverNumber: number,
  signal: AbortSignal,
): Promise<WireRescue> {
  const call = get(`/boot/${serverNumber}/rescue`);
  return client.request(call, (body) => unwrap(body, 'rescue', readRescue), signal);
}

/** The last arming. @throws ProviderError `provider.not-found` where there was none */
export function getLastRescue(
  client: RobotClient,
  serverNumber: number,
  signal: AbortSignal,
): Promise<WireRescue> {
  const call = get(`/boot/${serverNumber}/rescue/last`);
  return client.request(call, (body) => unwrap(body, 'rescue', readRescue), signal);
}

/** Arms the rescue system; the password of the answer is never read. */
export function enableRescue(
  client: RobotClient,
  serverNumber: number,
  fingerprint: string,
  signal: AbortSignal,
): Promise<WireRescue> {
  const form: Form = [
    ['os', 'linux'],
    ['authorized_key[]', fingerprint],
  ];
  const call = post(`/boot/${serverNumber}/rescue`, form);
  return client.request(call, (body) => unwrap(body, 'rescue', readRescue), signal);
}

/** Takes an arming back; fine where there is none. */
export function disableRescue(
  client: RobotClient,
  serverNumber: number,
  signal: AbortSignal,
): Promise<null> {
  const path = `/boot/${serverNumber}/rescue`;
  const call: Call = { method: 'DELETE', path, repetition: 'repeatable' };
  return client.request(call, () => null, signal);
}

/** SSH keys of the account. */
export function listKeys(client: RobotClient, signal: AbortSignal): Promise<WireKey[]> {
  return listOf(client.request(get('/key'), (body) => unwrapList(body, 'key', readKey), signal));
}

/** @throws ProviderError `provider.conflict` when the account holds this key already */
export function createKey(
  client: RobotClient,
  key: { name: string; data: string },
  signal: AbortSignal,
): Promise<WireKey> {
  const form: Form = [
    ['name', key.name],
    ['data', key.data],
  ];
  return client.request(post('/key', form), (body) => unwrap(body, 'key', readKey), signal);
}

/** @throws ProviderError `provider.not-found` */
export function deleteKey(
  client: RobotClient,
  fingerprint: string,
  signal: AbortSignal,
): Promise<null> {
  const path = `/key/${segment(fingerprint)}`;
  const call: Call = { method: 'DELETE', path, repetition: 'repeatable' };
  return client.request(call, () => null, signal);
}

/** One IPv4 address with its gateway. */
export function getIp(client: RobotClient, ip: string, signal: AbortSignal): Promise<WireIp> {
  const call = get(`/ip/${segment(ip)}`);
  return client.request(call, (body) => unwrap(body, 'ip', readIp), signal);
}

/** One routed network with its gateway. */
export function getSubnet(
  client: RobotClient,
  network: string,
  signal: AbortSignal,
): Promise<WireSubnet> {
  const call = get(`/subnet/${segment(network)}`);
  return client.request(call, (body) => unwrap(body, 'subnet', readSubnet), signal);
}

/** @throws ProviderError `provider.not-found` where the address has no name */
export function getPtr(client: RobotClient, ip: string, signal: AbortSignal): Promise<string> {
  const call = get(`/rdns/${segment(ip)}`);
  return client.request(call, (body) => unwrap(body, 'rdns', readPtr), signal);
}

/** Makes or replaces the name of an address. */
export function setPtr(
  client: RobotClient,
  ip: string,
  name: string,
  signal: AbortSignal,
): Promise<null> {
  return client.request(post(`/rdns/${segment(ip)}`, [['ptr', name]]), () => null, signal);
}

/** @throws ProviderError `provider.not-found` */
export function deletePtr(client: RobotClient, ip: string, signal: AbortSignal): Promise<null> {
  const path = `/rdns/${segment(ip)}`;
  const call: Call = { method: 'DELETE', path, repetition: 'repeatable' };
  return client.request(call, () => null, signal);
}
