/** The calls whose answers we read ourselves, with our types. Errors are those of client.ts. */

import { list, object } from '../http/read.ts';
import type { Call, HcloudClient } from './client.ts';
import {
  readAction,
  readFirewall,
  readImage,
  readLocation,
  readNamedThing,
  readNetwork,
  readNextPage,
  readPricing,
  readPrimaryIp,
  readServer,
  readServerType,
  readSshKey,
  readVolume,
  type WireAction,
  type WireCreateServer,
  type WireFirewall,
  type WireImage,
  type WireLabels,
  type WireLocation,
  type WireNamed,
  type WireNetwork,
  type WirePricing,
  type WirePrimaryIp,
  type WireServer,
  type WireServerType,
  type WireSshKey,
  type WireVolume,
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

/** Addresses of the project that match `label_selector`, or all; all pages. */
export function listPrimaryIps(
  client: HcloudClient,
  signal: AbortSignal,
  query: { label_selector?: string } = {},
): Promise<WirePrimaryIp[]> {
  const from = { path: '/primary_ips', field: 'primary_ips', query };
  return listAll(client, from, readPrimaryIp, signal);
}

/** One address by its id. @throws ProviderError `provider.not-found` */
export function getPrimaryIp(
  client: HcloudClient,
  id: number,
  signal: AbortSignal,
): Promise<WirePrimaryIp> {
  const call: Call = { method: 'GET', path: `/primary_ips/${id}`, repetition: 'read' };
  return client.request(call, (body) => readPrimaryIp(object(body, 'answer').primary_ip), signal);
}

/** Replaces the labels of an address, and has it go with its server. @throws ProviderError `provider.not-found` */
export async function changePrimaryIp(
  client: HcloudClient,
  id: number,
  body: { labels: WireLabels; auto_delete: boolean },
  signal: AbortSignal,
): Promise<void> {
  const path = `/primary_ips/${id}`;
  await client.request({ method: 'PUT', path, body, repetition: 'repeatable' }, () => null, signal);
}

/** Every private network of the project. */
export function listNetworks(client: HcloudClient, signal: AbortSignal): Promise<WireNetwork[]> {
  const from = { path: '/networks', field: 'networks', query: {} };
  return listAll(client, from, readNetwork, signal);
}

/** Every firewall of the project. */
export function listFirewalls(client: HcloudClient, signal: AbortSignal): Promise<WireFirewall[]> {
  const from = { path: '/firewalls', field: 'firewalls', query: {} };
  return listAll(client, from, readFirewall, signal);
}

/** Every volume of the project. */
export function listVolumes(client: HcloudClient, signal: AbortSignal): Promise<WireVolume[]> {
  const from = { path: '/volumes', field: 'volumes', query: {} };
  return listAll(client, from, readVolume, signal);
}

/** Every placement group of the project. */
export function listPlacementGroups(
  client: HcloudClient,
  signal: AbortSignal,
): Promise<WireNamed[]> {
  const from = { path: '/placement_groups', field: 'placement_groups', query: {} };
  return listAll(client, from, readNamedThing, signal);
}

/** Every location, each with its network zone. */
export function listLocations(client: HcloudClient, signal: AbortSignal): Promise<WireLocation[]> {
  const from = { path: '/locations', field: 'locations', query: {} };
  return listAll(client, from, readLocation, signal);
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

/** Images of this name for one architecture, the vendor's and the project's own. */
export function listImagesByName(
  client: HcloudClient,
  query: { name: string; architecture: string },
  signal: AbortSignal,
): Promise<WireImage[]> {
  return listAll(client, { path: '/images', field: 'images', query }, readImage, signal);
}

/** One image by its id. @throws ProviderError `provider.not-found` */
export function getImage(
  client: HcloudClient,
  imageId: string,
  signal: AbortSignal,
): Promise<WireImage> {
  const call: Call = { method: 'GET', path: `/images/${imageId}`, repetition: 'read' };
  return client.request(call, (body) => readImage(object(body, 'answer').image), signal);
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
