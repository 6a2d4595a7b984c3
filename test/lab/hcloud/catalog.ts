/**
 * What the stand-in has on offer: locations, server types, images, prices, as the vendor sends them.
 * Names and shapes are the vendor's; amounts and ids are made up (prices are without VAT × 1.19).
 */

import { SERVER_TYPES, type ServerTypeSpec } from './hardware.ts';

/** Every location of the stand-in. */
export const LOCATIONS = [
  location(1, 'fsn1', 'DE', 'Falkenstein', [50.47612, 12.370071], 'eu-central'),
  location(2, 'nbg1', 'DE', 'Nuremberg', [49.452102, 11.076665], 'eu-central'),
  location(3, 'hel1', 'FI', 'Helsinki', [60.169855, 24.938379], 'eu-central'),
] as const;

/** A location as the vendor sends it. */
export interface WireLocation {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly country: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly network_zone: string;
}

/** An image as the vendor sends it; the fields that are read here. */
export interface WireImage {
  readonly id: number;
  readonly name: string;
  readonly architecture: 'x86' | 'arm';
  readonly deprecated: string | null;
}

/** Stock images; one name stands once for each architecture, and one of them is on its way out. */
export const IMAGES: readonly WireImage[] = [
  image(161_547_269, 'ubuntu-24.04', 'x86'),
  image(161_547_270, 'ubuntu-24.04', 'arm'),
  image(310_557_660, 'debian-13', 'x86'),
  image(310_557_661, 'debian-13', 'arm'),
  image(114_690_387, 'debian-12', 'x86'),
  image(45_557_056, 'debian-11', 'x86', '2026-08-31T00:00:00Z'),
];

/** An ISO as the vendor sends it. */
export interface WireIso {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly type: 'public';
  readonly deprecation: null;
  readonly architecture: 'x86' | 'arm';
}

/** Names in the vendor's form; the real ones change with each release. */
export const ISOS: readonly WireIso[] = [
  iso(122_001, 'nixos-minimal-26.05-x86_64-linux.iso', 'x86'),
  iso(122_002, 'nixos-minimal-26.05-aarch64-linux.iso', 'arm'),
  iso(122_003, 'debian-13.1.0-amd64-netinst.iso', 'x86'),
];

/** Which types are sold out where; the one thing of the catalog that changes. */
export interface Stock {
  isAvailable(serverType: string, location: string): boolean;
  set(serverType: string, location: string, isAvailable: boolean): void;
}

/** Everything is available at first. */
export function createStock(): Stock {
  const soldOut = new Set<string>();
  return {
    isAvailable: (serverType, place) => !soldOut.has(`${serverType} ${place}`),
    set(serverType, place, isAvailable) {
      if (isAvailable) soldOut.delete(`${serverType} ${place}`);
      else soldOut.add(`${serverType} ${place}`);
    },
  };
}

/** A server type as the vendor sends it, with its stock of this moment. */
export function toWireServerType(spec: ServerTypeSpec, stock: Stock): object {
  return {
    id: spec.id,
    name: spec.name,
    description: spec.name.toUpperCase(),
    cores: spec.cores,
    memory: spec.memoryGb,
    disk: spec.diskGb,
    deprecated: false,
    prices: serverPrices(spec),
    storage_type: 'local',
    cpu_type: spec.cpuType,
    category: spec.category,
    architecture: spec.architecture,
    deprecation: null,
    locations: LOCATIONS.filter(({ name }) => spec.locations.includes(name)).map(
      ({ id, name }) => ({
        id,
        name,
        deprecation: null,
        recommended: name === 'fsn1',
        available: stock.isAvailable(spec.name, name),
      }),
    ),
  };
}

/** `GET /pricing`. */
export function pricing(): object {
  const perPlace = (net: number) =>
    LOCATIONS.map(({ name }) => ({
      location: name,
      price_hourly: price(net / 625),
      price_monthly: price(net),
    }));
  const monthly = (net: number) => ({ price_monthly: price(net) });
  return {
    currency: 'EUR',
    vat_rate: '19.000000',
    primary_ips: [
      { type: 'ipv4', prices: perPlace(0.5) },
      { type: 'ipv6', prices: perPlace(0) },
    ],
    floating_ips: [
      { type: 'ipv4', prices: LOCATIONS.map(({ name }) => ({ location: name, ...monthly(3) })) },
      { type: 'ipv6', prices: LOCATIONS.map(({ name }) => ({ location: name, ...monthly(1) })) },
    ],
    floating_ip: monthly(3),
    image: { price_per_gb_month: price(0.0143) },
    volume: { price_per_gb_month: price(0.0572) },
    server_backup: { percentage: '20.0000000000' },
    server_types: SERVER_TYPES.map((spec) => ({
      id: spec.id,
      name: spec.name,
      prices: serverPrices(spec),
    })),
    load_balancer_types: [],
  };
}

/** The server type of a request, by name or id. */
export function findServerType(idOrName: string | number): ServerTypeSpec | undefined {
  return SERVER_TYPES.find(({ id, name }) => name === idOrName || String(id) === String(idOrName));
}

/** The location of a request, by name or id. */
export function findLocation(idOrName: string | number): WireLocation | undefined {
  return LOCATIONS.find(({ id, name }) => name === idOrName || String(id) === String(idOrName));
}

/** The image of a request, by id, or by name for an architecture. */
export function findImage(
  idOrName: string | number,
  architecture: 'x86' | 'arm',
): WireImage | undefined {
  return IMAGES.find(
    (found) =>
      String(found.id) === String(idOrName) ||
      (found.name === idOrName && found.architecture === architecture),
  );
}

/** The ISO of a request, by name or id. */
export function findIso(idOrName: string | number): WireIso | undefined {
  return ISOS.find(({ id, name }) => name === idOrName || String(id) === String(idOrName));
}

function location(
  id: number,
  name: string,
  country: string,
  city: string,
  [latitude, longitude]: readonly [number, number],
  zone: string,
): WireLocation {
  const description = `${city} DC Park 1`;
  return { id, name, description, country, city, latitude, longitude, network_zone: zone };
}

function image(
  id: number,
  name: string,
  architecture: 'x86' | 'arm',
  deprecated: string | null = null,
): WireImage & Record<string, unknown> {
  const [flavor = 'unknown', version = null] = name.split('-');
  return {
    id,
    type: 'system',
    status: 'available',
    name,
    description: name,
    image_size: null,
    disk_size: 5,
    created: '2026-01-15T08:00:00Z',
    created_from: null,
    bound_to: null,
    os_flavor: flavor,
    os_version: version,
    rapid_deploy: true,
    protection: { delete: false },
    deprecated,
    deleted: null,
    labels: {},
    architecture,
  };
}

function iso(id: number, name: string, architecture: 'x86' | 'arm'): WireIso {
  return { id, name, description: name, type: 'public', deprecation: null, architecture };
}

function serverPrices(spec: ServerTypeSpec): object[] {
  return spec.locations.map((name) => ({
    location: name,
    price_hourly: price(spec.monthlyNet / 625),
    price_monthly: price(spec.monthlyNet),
    included_traffic: 21_990_232_555_520,
    price_per_tb_traffic: price(1),
  }));
}

function price(net: number): { net: string; gross: string } {
  return { net: net.toFixed(10), gross: (net * 1.19).toFixed(16) };
}
