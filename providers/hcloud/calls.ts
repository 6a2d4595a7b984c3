/** The calls whose answers we read ourselves, with our types. Errors are those of client.ts. */

import type { Call, HcloudClient } from './client.ts';
import { list, object } from './read.ts';
import {
  readAction,
  readImage,
  readNextPage,
  readPricing,
  readPrimaryIp,
  readServer,
  readServerType,
  readSshKey,
  type WireAction,
  type WireCreateServer,
  type WireImage,
  type WireLabels,
  type WirePricing,
  type WirePrimaryIp,
  type WireServer,
  type WireServerType,
  type WireSshKey,
} from './wire.ts';

type Query = NonNullable<Call['query']>;

/** The vendor's largest page. */
const PER_PAGE = 50;
/** More than any account holds; stops a vendor that sends us in a circle. */
const MAX_PAGES = 200;

/** Servers that match `name` (exactly) or `label_selector`; all pages. */
export function listServers(
  client: HcloudClient,
  query: { name?: string; label_selector?: string },
  signal: AbortSignal,
): Promise<WireServer[]> {
  return listAll(client, { path: '/servers', field: 'servers', query }, readServer, signal);
}

/** One server by its id. @throws ProviderError `provider.not-found` */
export function getServer(
  client: HcloudClient,
  serverId: number | string,
  signal: AbortSignal,
): Promise<WireServer> {
  const call: Call = { method: 'GET', path: `/servers/${serverId}`, repetition: 'read' };
  return client.request(call, (body) => readServer(object(body, 'answer').server), signal);
}

/** COSTS MONEY; sent once, whatever comes. */
export function createServer(
  client: HcloudClient,
  body: WireCreateServer,
  signal: AbortSignal,
): Promise<WireServer> {
  const call: Call = { method: 'POST', path: '/servers', body, repetition: 'once' };
  return client.request(call, (answer) => readServer(object(answer, 'answer').server), signal);
}

/** Deletes a server with its data. @throws ProviderError `provider.not-found`, `provider.protected` */
export function deleteServer(
  client: HcloudClient,
  serverId: number,
  signal: AbortSignal,
): Promise<WireAction> {
  const call: Call = { method: 'DELETE', path: `/servers/${serverId}`, repetition: 'repeatable' };
  return client.request(call, (answer) => readAction(object(answer, 'answer').action), signal);
}

/** Every address of the project. */
export function listPrimaryIps(
  client: HcloudClient,
  signal: AbortSignal,
): Promise<WirePrimaryIp[]> {
  const from = { path: '/primary_ips', field: 'primary_ips', query: {} };
  return listAll(client, from, readPrimaryIp, signal);
}

/** @throws ProviderError `provider.not-found` */
export async function deletePrimaryIp(
  client: HcloudClient,
  id: number,
  signal: AbortSignal,
): Promise<void> {
  const call: Call = { method: 'DELETE', path: `/primary_ips/${id}`, repetition: 'repeatable' };
  await client.request(call, () => null, signal);
}

/** What was and is being done to a server. */
export function listServerActions(
  client: HcloudClient,
  serverId: number,
  signal: AbortSignal,
): Promise<WireAction[]> {
  const path = `/servers/${serverId}/actions`;
  return listAll(client, { path, field: 'actions', query: {} }, readAction, signal);
}

/** Every server type with prices and stock. */
export function listServerTypes(
  client: HcloudClient,
  signal: AbortSignal,
): Promise<WireServerType[]> {
  const from = { path: '/server_types', field: 'server_types', query: {} };
  return listAll(client, from, readServerType, signal);
}

/** Currency and address prices of the account. */
export function getPricing(client: HcloudClient, signal: AbortSignal): Promise<WirePricing> {
  const call: Call = { method: 'GET', path: '/pricing', repetition: 'read' };
  return client.request(call, (body) => readPricing(object(body, 'answer').pricing), signal);
}

/** The vendor's own images that can be used now, for one architecture. */
export function listSystemImages(
  client: HcloudClient,
  architecture: string,
  signal: AbortSignal,
): Promise<WireImage[]> {
  const query = { type: 'system', status: 'available', architecture };
  return listAll(client, { path: '/images', field: 'images', query }, readImage, signal);
}

/** SSH keys that match; `fingerprint` is MD5 in colon form. */
export function listSshKeys(
  client: HcloudClient,
  query: { name?: string; fingerprint?: string; label_selector?: string },
  signal: AbortSignal,
): Promise<WireSshKey[]> {
  return listAll(client, { path: '/ssh_keys', field: 'ssh_keys', query }, readSshKey, signal);
}

/** @throws ProviderError `provider.conflict` when the name or the key itself is there already */
export function createSshKey(
  client: HcloudClient,
  body: { name: string; public_key: string; labels: WireLabels },
  signal: AbortSignal,
): Promise<WireSshKey> {
  const call: Call = { method: 'POST', path: '/ssh_keys', body, repetition: 'repeatable' };
  return client.request(call, (answer) => readSshKey(object(answer, 'answer').ssh_key), signal);
}

async function listAll<T>(
  client: HcloudClient,
  from: { path: string; field: string; query: Query },
  read: (entry: unknown) => T,
  signal: AbortSignal,
): Promise<T[]> {
  const found: T[] = [];
  let page: number | null = 1;
  for (let count = 0; page !== null && count < MAX_PAGES; count += 1) {
    const query = { ...from.query, page, per_page: PER_PAGE };
    const call: Call = { method: 'GET', path: from.path, query, repetition: 'read' };
    const answer: Page<T> = await client.request(
      call,
      (body) => readPage(body, from.field, read),
      signal,
    );
    found.push(...answer.entries);
    page = answer.nextPage;
  }
  return found;
}

interface Page<T> {
  readonly entries: T[];
  readonly nextPage: number | null;
}

function readPage<T>(body: unknown, field: string, read: (entry: unknown) => T): Page<T> {
  const entries = list(object(body, 'answer')[field], field, (entry) => read(entry));
  return { entries, nextPage: readNextPage(body) };
}
