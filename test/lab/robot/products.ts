/** What Robot sells here: products, and single machines of the auction. Shapes are the vendor's, amounts made up. */

import type { ResetType } from './account.ts';
import { decimal, gross, hourly, type Price, toWirePrice } from './prices.ts';

export const CURRENCY = 'EUR';
const ADDON_PRICE: Price = { monthlyNet: 1.7, setupNet: 0 };
const LOCATIONS = ['FSN1', 'NBG1', 'HEL1'];
const RESCUE = 'Rescue system';

/** A server that is built again and again. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly description: readonly string[];
  readonly dist: readonly string[];
  readonly locations: readonly string[];
  /** For each location; empty: listed, but cannot be ordered. */
  readonly prices: ReadonlyMap<string, Price>;
  readonly resetTypes: readonly ResetType[];
}

/** One machine of the auction. */
export interface Offer {
  readonly id: number;
  readonly name: string;
  readonly description: readonly string[];
  readonly cpu: string;
  readonly benchmark: number;
  readonly memoryGb: number;
  readonly diskGb: number;
  readonly diskCount: number;
  readonly diskText: string;
  readonly datacenter: string;
  readonly price: Price;
  readonly isFixedPrice: boolean;
  readonly resetTypes: readonly ResetType[];
}

const OLD_BUTTONS: readonly ResetType[] = ['sw', 'hw', 'man'];
const NEW_BUTTONS: readonly ResetType[] = ['power', 'power_long', 'hw', 'man'];

/** One of them is listed without a price. */
export const PRODUCTS: readonly Product[] = [
  product('EX44', {
    parts: ['Intel® Core™ i5-13500', '64 GB DDR4 RAM', '2 x 512 GB NVMe SSD (Gen4)'],
    price: { monthlyNet: 39, setupNet: 39 },
    resetTypes: OLD_BUTTONS,
  }),
  product('AX42', {
    parts: ['AMD Ryzen™ 7 PRO 8700GE', '64 GB DDR5 ECC RAM', '2 x 512 GB NVMe SSD'],
    price: { monthlyNet: 46, setupNet: 59 },
    resetTypes: NEW_BUTTONS,
  }),
  product('AX102', {
    parts: ['AMD Ryzen™ 9 7950X3D', '128 GB DDR5 ECC RAM', '2 x 1.92 TB NVMe SSD'],
    price: { monthlyNet: 104, setupNet: 99 },
    resetTypes: NEW_BUTTONS,
  }),
  product('DX153', {
    parts: ['Intel® Xeon® Gold 5412U', '256 GB DDR5 ECC RAM', 'no drives'],
    price: null,
    resetTypes: NEW_BUTTONS,
  }),
];

/** Enough to choose from: by kind of disk, memory, place and price. */
export const OFFERS: readonly Offer[] = [
  offer(2_811_001, {
    cpu: 'Intel Core i7-6700',
    disks: { count: 2, kind: 'SSD SATA 512 GB', sizeGb: 512 },
    datacenter: 'FSN1-DC7',
    monthlyNet: 32,
  }),
  offer(2_811_002, {
    cpu: 'Intel Core i7-7700',
    disks: { count: 2, kind: 'SSD M.2 NVMe 512 GB', sizeGb: 512 },
    datacenter: 'FSN1-DC12',
    monthlyNet: 34.5,
  }),
  offer(2_811_003, {
    cpu: 'AMD Ryzen 5 3600',
    disks: { count: 2, kind: 'SSD M.2 NVMe 512 GB', sizeGb: 512 },
    datacenter: 'HEL1-DC2',
    monthlyNet: 36.1,
  }),
  offer(2_811_004, {
    cpu: 'Intel Xeon E3-1275V6',
    disks: { count: 2, kind: 'HDD SATA 4,0 TB Enterprise', sizeGb: 4000 },
    datacenter: 'NBG1-DC3',
    monthlyNet: 31,
  }),
  offer(2_811_005, {
    cpu: 'Intel Core i9-9900K',
    memoryGb: 128,
    disks: { count: 2, kind: 'SSD M.2 NVMe 1 TB', sizeGb: 1000 },
    datacenter: 'FSN1-DC14',
    monthlyNet: 57,
    isFixedPrice: true,
  }),
  offer(2_811_006, {
    cpu: 'AMD EPYC 7401P',
    memoryGb: 128,
    disks: { count: 4, kind: 'SSD U.2 NVMe 960 GB Datacenter', sizeGb: 960 },
    datacenter: 'HEL1-DC4',
    monthlyNet: 71,
  }),
];

/** Whatever is on offer now: products for ever, machines of the auction until they are sold. */
export interface Market {
  products(): readonly Product[];
  product(id: string): Product | undefined;
  offers(): readonly Offer[];
  offer(id: number): Offer | undefined;
  /** Whether a machine was on offer at all. */
  wasOffered(id: number): boolean;
  /** Takes a machine out of the auction. */
  sell(id: number): void;
  /** Changes the monthly price of an offer, without VAT. */
  reprice(id: number, monthlyNet: number): void;
}

/** A market with everything in it. */
export function createMarket(): Market {
  const offers = new Map(OFFERS.map((one) => [one.id, one]));
  return {
    products: () => PRODUCTS,
    product: (id) => PRODUCTS.find((one) => one.id === id),
    offers: () => [...offers.values()],
    offer: (id) => offers.get(id),
    wasOffered: (id) => OFFERS.some((one) => one.id === id),
    sell: (id) => void offers.delete(id),
    reprice(id, monthlyNet) {
      const present = offers.get(id);
      if (present) offers.set(id, { ...present, price: { ...present.price, monthlyNet } });
    },
  };
}

/** A product as it is listed. */
export function toWireProduct(one: Product): object {
  return {
    ...productNames(one),
    dist: one.dist,
    arch: [64],
    lang: ['en'],
    location: one.locations,
    prices: [...one.prices].map(([location, price]) => toWirePrice(location, price)),
    orderable_addons: [wireAddon(one.locations)],
  };
}

/** What of a product stands in an order. */
export function productNames({ id, name, description }: Product): object {
  return { id, name, description, traffic: 'unlimited' };
}

/** A machine of the auction as it is listed. */
export function toWireOffer(one: Offer, now: number): object {
  const { monthlyNet, setupNet } = one.price;
  return {
    ...offerNames(one),
    dist: [RESCUE],
    arch: [64],
    lang: ['en'],
    price: decimal(monthlyNet),
    price_hourly: decimal(hourly(monthlyNet)),
    price_setup: decimal(setupNet),
    price_vat: decimal(gross(monthlyNet)),
    price_hourly_vat: decimal(gross(hourly(monthlyNet))),
    price_setup_vat: decimal(gross(setupNet)),
    fixed_price: one.isFixedPrice,
    next_reduce: one.isFixedPrice ? 0 : 3600,
    next_reduce_date: new Date(now + 3_600_000).toISOString().slice(0, 19).replace('T', ' '),
    orderable_addons: [wireAddon(LOCATIONS)],
  };
}

/** What of a machine of the auction stands in an order. */
export function offerNames(one: Offer): object {
  return {
    id: one.id,
    name: one.name,
    description: one.description,
    traffic: 'unlimited',
    cpu: one.cpu,
    cpu_benchmark: one.benchmark,
    memory_size: one.memoryGb,
    hdd_size: one.diskGb,
    hdd_text: one.diskText,
    hdd_count: one.diskCount,
    datacenter: one.datacenter,
    network_speed: '1 Gbit/s',
  };
}

function wireAddon(locations: readonly string[]): object {
  const prices = locations.map((location) => toWirePrice(location, ADDON_PRICE));
  return { id: 'primary_ipv4', name: 'Primary IPv4', min: 0, max: 1, prices };
}

interface ProductFacts {
  readonly parts: readonly string[];
  /** The same everywhere; null where it cannot be ordered. */
  readonly price: Price | null;
  readonly resetTypes: readonly ResetType[];
}

function product(id: string, { parts, price, resetTypes }: ProductFacts): Product {
  return {
    id,
    name: `Dedicated Server ${id}`,
    description: [...parts, '1 Gbit/s bandwidth'],
    dist: [RESCUE, 'Debian 12 base', 'Ubuntu 24.04 LTS base'],
    locations: LOCATIONS,
    prices: new Map(price ? LOCATIONS.map((location) => [location, price]) : []),
    resetTypes,
  };
}

interface OfferFacts {
  readonly cpu: string;
  /** 64 when absent. */
  readonly memoryGb?: number;
  readonly disks: { readonly count: number; readonly kind: string; readonly sizeGb: number };
  readonly datacenter: string;
  readonly monthlyNet: number;
  readonly isFixedPrice?: boolean;
}

function offer(id: number, facts: OfferFacts): Offer {
  const { cpu, disks, datacenter, monthlyNet, memoryGb = 64, isFixedPrice = false } = facts;
  const memory = `4x RAM ${(memoryGb / 4) * 1024} MB DDR4`;
  return {
    id,
    name: `SB${Math.round(monthlyNet)}`,
    description: [cpu, memory, `${disks.count}x ${disks.kind}`],
    cpu,
    benchmark: 8000 + memoryGb * 100,
    memoryGb,
    diskGb: disks.sizeGb,
    diskCount: disks.count,
    diskText: disks.kind.includes('HDD') ? 'ENT.HDD INIC' : 'INIC',
    datacenter,
    price: { monthlyNet, setupNet: 0 },
    isFixedPrice,
    resetTypes: OLD_BUTTONS,
  };
}
