/** The fields we read from answers, as the vendor spells them. Whatever else an answer holds is let go. */

import type { components } from '../../openapi/vendor/hcloud.gen.ts';
import { bool, list, nullable, object, text, UnreadableAnswer } from '../http/read.ts';
import { number, textMap } from './read.ts';

type Schemas = components['schemas'];

export type WireServer = Schemas['Server'];
export type WireCreateServer = Schemas['CreateServer'];
export type WireAction = Schemas['Action'];
export type WireServerType = Schemas['ServerType'];
export type WirePricing = Schemas['Pricing'];
export type WireImage = Schemas['Image'];
export type WirePrimaryIp = Schemas['PrimaryIp'];
export type WireNetwork = Schemas['Network'];
export type WireFirewall = Schemas['Firewall'];
export type WireVolume = Schemas['Volume'];
export type WireNamed = Schemas['Named'];
export type WireLocation = Schemas['Location'];
export type WireSshKey = Schemas['SshKey'];
export type WireRefusal = Schemas['Refusal'];
export type WireLabels = Schemas['Labels'];

/** A server of an answer. Throws UnreadableAnswer. */
export function readServer(value: unknown): WireServer {
  const server = object(value, 'server');
  const net = object(server.public_net, 'server.public_net');
  return {
    id: number(server.id, 'server.id'),
    name: text(server.name, 'server.name'),
    status: text(server.status, 'server.status'),
    public_net: { ipv4: readIp(net.ipv4, 'ipv4'), ipv6: readIp(net.ipv6, 'ipv6') },
    private_net: list(server.private_net ?? [], 'server.private_net', readPrivateCard),
    server_type: readNamed(server.server_type, 'server.server_type'),
    location: readNamed(server.location, 'server.location'),
    rescue_enabled: bool(server.rescue_enabled, 'server.rescue_enabled'),
    locked: bool(server.locked, 'server.locked'),
    protection: readProtection(server.protection),
    labels: textMap(server.labels, 'server.labels'),
  };
}

function readIp(
  value: unknown,
  family: string,
): NonNullable<WireServer['public_net']['ipv4']> | null {
  const path = `server.public_net.${family}`;
  return nullable(value, (given) => {
    const { ip, id } = object(given, path);
    const known = nullable(id, (one) => number(one, `${path}.id`));
    return { ip: text(ip, `${path}.ip`), ...(known === null ? {} : { id: known }) };
  });
}

function readProtection(value: unknown): WireServer['protection'] {
  const path = 'server.protection';
  const given = object(value, path);
  return {
    delete: bool(given.delete, `${path}.delete`),
    rebuild: bool(given.rebuild, `${path}.rebuild`),
  };
}

/** The vendor names none of its fields as always there. */
function readPrivateCard(value: unknown, path: string): WireServer['private_net'][number] {
  const card = object(value, path);
  const ip = nullable(card.ip, (one) => text(one, `${path}.ip`));
  const mac = nullable(card.mac_address, (one) => text(one, `${path}.mac_address`));
  return { ...(ip === null ? {} : { ip }), ...(mac === null ? {} : { mac_address: mac }) };
}

function readNamed(value: unknown, path: string): { name: string } {
  return { name: text(object(value, path).name, `${path}.name`) };
}

/** An action; hcloud-js hands one on with its fields under the same names. Throws UnreadableAnswer. */
export function readAction(value: unknown): WireAction {
  const action = object(value, 'action');
  return {
    id: number(action.id, 'action.id'),
    command: text(action.command, 'action.command'),
    status: text(action.status, 'action.status'),
    error: nullable(action.error, (error) => {
      const { code, message } = object(error, 'action.error');
      return {
        code: text(code, 'action.error.code'),
        message: text(message, 'action.error.message'),
      };
    }),
  };
}

/** A server type with its prices and stock. Throws UnreadableAnswer. */
export function readServerType(value: unknown): WireServerType {
  const type = object(value, 'server_type');
  return {
    name: text(type.name, 'server_type.name'),
    architecture: text(type.architecture, 'server_type.architecture'),
    description: text(type.description, 'server_type.description'),
    cores: number(type.cores, 'server_type.cores'),
    memory: number(type.memory, 'server_type.memory'),
    disk: number(type.disk, 'server_type.disk'),
    prices: list(type.prices, 'server_type.prices', (price, path) => ({
      ...readLocationPrice(price, path),
      price_hourly: readGross(object(price, path).price_hourly, `${path}.price_hourly`),
    })),
    locations: list(type.locations, 'server_type.locations', (entry, path) => {
      const location = object(entry, path);
      return {
        name: text(location.name, `${path}.name`),
        available: bool(location.available, `${path}.available`),
        deprecation: nullable(location.deprecation, (deprecation) => ({
          unavailable_after: text(
            object(deprecation, path).unavailable_after,
            `${path}.deprecation.unavailable_after`,
          ),
        })),
      };
    }),
  };
}

function readLocationPrice(value: unknown, path: string) {
  const price = object(value, path);
  return {
    location: text(price.location, `${path}.location`),
    price_monthly: readGross(price.price_monthly, `${path}.price_monthly`),
  };
}

function readGross(value: unknown, path: string): { gross: string } {
  return { gross: text(object(value, path).gross, `${path}.gross`) };
}

/** The account's currency and address prices. Throws UnreadableAnswer. */
export function readPricing(value: unknown): WirePricing {
  const pricing = object(value, 'pricing');
  return {
    currency: text(pricing.currency, 'pricing.currency'),
    primary_ips: list(pricing.primary_ips, 'pricing.primary_ips', (entry, path) => {
      const ip = object(entry, path);
      return {
        type: text(ip.type, `${path}.type`),
        prices: list(ip.prices, `${path}.prices`, readLocationPrice),
      };
    }),
  };
}

/** An image. Throws UnreadableAnswer. */
export function readImage(value: unknown): WireImage {
  const image = object(value, 'image');
  return {
    id: number(image.id, 'image.id'),
    name: nullable(image.name, (name) => text(name, 'image.name')),
    architecture: text(image.architecture, 'image.architecture'),
    deprecated: nullable(image.deprecated, (since) => text(since, 'image.deprecated')),
  };
}

/** An SSH key. Throws UnreadableAnswer. */
export function readSshKey(value: unknown): WireSshKey {
  const key = object(value, 'ssh_key');
  return {
    id: number(key.id, 'ssh_key.id'),
    name: text(key.name, 'ssh_key.name'),
    public_key: text(key.public_key, 'ssh_key.public_key'),
    labels: textMap(key.labels, 'ssh_key.labels'),
  };
}

/** A primary address. Throws UnreadableAnswer. */
export function readPrimaryIp(value: unknown): WirePrimaryIp {
  const ip = object(value, 'primary_ip');
  return {
    id: number(ip.id, 'primary_ip.id'),
    name: text(ip.name, 'primary_ip.name'),
    ip: text(ip.ip, 'primary_ip.ip'),
    type: text(ip.type, 'primary_ip.type'),
    location: readNamed(ip.location, 'primary_ip.location'),
    auto_delete: bool(ip.auto_delete, 'primary_ip.auto_delete'),
    assignee_id: nullable(ip.assignee_id, (id) => number(id, 'primary_ip.assignee_id')),
    labels: textMap(ip.labels, 'primary_ip.labels'),
  };
}

/** Something with an id and a name. Throws UnreadableAnswer. */
export function readNamedThing(value: unknown): WireNamed {
  const thing = object(value, 'entry');
  return { id: number(thing.id, 'entry.id'), name: text(thing.name, 'entry.name') };
}

/** A private network. Throws UnreadableAnswer. */
export function readNetwork(value: unknown): WireNetwork {
  const { subnets } = object(value, 'network');
  return {
    ...readNamedThing(value),
    subnets: list(subnets, 'network.subnets', (subnet, path) => ({
      network_zone: text(object(subnet, path).network_zone, `${path}.network_zone`),
    })),
  };
}

/** A firewall with its rules. Throws UnreadableAnswer. */
export function readFirewall(value: unknown): WireFirewall {
  const { rules } = object(value, 'firewall');
  return {
    ...readNamedThing(value),
    rules: list(rules, 'firewall.rules', (entry, path) => {
      const rule = object(entry, path);
      return {
        direction: text(rule.direction, `${path}.direction`),
        protocol: text(rule.protocol, `${path}.protocol`),
        port: nullable(rule.port, (port) => text(port, `${path}.port`)),
      };
    }),
  };
}

/** A volume. Throws UnreadableAnswer. */
export function readVolume(value: unknown): WireVolume {
  const volume = object(value, 'volume');
  return {
    ...readNamedThing(value),
    server: nullable(volume.server, (id) => number(id, 'volume.server')),
    location: readNamed(volume.location, 'volume.location'),
  };
}

/** A location. Throws UnreadableAnswer. */
export function readLocation(value: unknown): WireLocation {
  const location = object(value, 'location');
  return {
    name: text(location.name, 'location.name'),
    network_zone: text(location.network_zone, 'location.network_zone'),
  };
}

/** The number of the next page, or null on the last one. Throws UnreadableAnswer. */
export function readNextPage(body: unknown): number | null {
  const meta = object(object(body, 'answer').meta, 'meta');
  const pagination = object(meta.pagination, 'meta.pagination');
  return nullable(pagination.next_page, (page) => number(page, 'meta.pagination.next_page'));
}

/** The vendor's refusal, or null where the body is none: a proxy's HTML, or nothing. */
export function readRefusal(body: unknown): WireRefusal | null {
  try {
    const error = object(object(body, 'answer').error, 'error');
    return {
      code: text(error.code, 'error.code'),
      message: text(error.message, 'error.message'),
      details: nullable(error.details, (details) => object(details, 'error.details')),
    };
  } catch (error) {
    if (error instanceof UnreadableAnswer) return null;
    throw error;
  }
}
