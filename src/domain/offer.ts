/** What can be ordered now, in one shape over all vendors, and wishes for it. */

import type { Architecture } from './facts.ts';
import type { ProviderName } from './machine.ts';
import { parseMoney } from './money.ts';

/** `unknown`: the vendor's text tells no kind; such disks fit no wish for a kind. */
export type OfferDiskKind = 'nvme' | 'ssd' | 'hdd' | 'unknown';

export interface OfferDisk {
  readonly kind: OfferDiskKind;
  readonly count: number;
  /** Of each one, in decimal gigabytes, as disks are sold. */
  readonly sizeGb: number;
}

export type OfferChannel = 'cloud' | 'product' | 'auction';

/** One thing that can be ordered at one place. Prices are decimal text with VAT, in `currency`. */
export interface Offer {
  readonly provider: ProviderName;
  readonly channel: OfferChannel;
  /** What an order names: server type, product, or number in the auction. */
  readonly id: string;
  readonly name: string;
  /** The vendor's own spelling: `fsn1`, `FSN1`, `FSN1-DC18`. */
  readonly location: string;
  /** In stock; null where the vendor does not tell before the order. */
  readonly isAvailable: boolean | null;
  readonly architecture: Architecture;
  readonly cpu: string;
  /** null where the vendor does not tell. */
  readonly cpuCores: number | null;
  readonly memoryGb: number | null;
  readonly disks: readonly OfferDisk[];
  /** The machine alone. */
  readonly monthlyGross: string;
  /** null: no price by the hour, so it may be bound for longer. */
  readonly hourlyGross: string | null;
  readonly setupGross: string;
  /** What an IPv4 address adds a month; null where none is offered. */
  readonly ipv4MonthlyGross: string | null;
  readonly currency: string;
}

/** A wish for disks; every given property must hold, summed over what fits. */
export interface OfferDiskWish {
  readonly kind?: Exclude<OfferDiskKind, 'unknown'>;
  readonly minCount: number;
  readonly minSizeGb?: number;
}

/** What an offer has to be. Nothing given: every offer fits. */
export interface OfferFilter {
  readonly channels?: readonly OfferChannel[];
  readonly architecture?: Architecture;
  /** Text within the name of the processor, in any case. */
  readonly cpu?: string;
  /** An offer of which the vendor does not tell it does not fit. */
  readonly minCpuCores?: number;
  readonly minMemoryGb?: number;
  readonly disks?: readonly OfferDiskWish[];
  /** `FSN1` means every building there, in any case. */
  readonly locations?: readonly string[];
  readonly maxMonthlyGross?: string;
  readonly maxSetupGross?: string;
  /** Counts the IPv4 address into the price; one must be offered then. */
  readonly withIpv4?: boolean;
  /** Leaves out what is known to be sold out. */
  readonly onlyAvailable?: boolean;
}

/** Why an offer does not fit, in a few words; null when it does. Sums that cannot be read do not fit. */
export function whyNotOffered(offer: Offer, filter: OfferFilter): string | null {
  const { channels, architecture, cpu, locations } = filter;
  if (channels !== undefined && !channels.includes(offer.channel)) return 'sold another way';
  if (filter.onlyAvailable === true && offer.isAvailable === false) return 'sold out';
  if (locations !== undefined && !isIn(offer.location, locations)) return 'other location';
  if (architecture !== undefined && offer.architecture !== architecture)
    return 'other architecture';
  if (cpu !== undefined && !offer.cpu.toLowerCase().includes(cpu.toLowerCase())) return 'other cpu';
  return whyTooSmall(offer, filter) ?? whyTooExpensive(offer, filter);
}

function whyTooSmall(offer: Offer, { minCpuCores, minMemoryGb, disks }: OfferFilter) {
  if ((offer.cpuCores ?? 0) < (minCpuCores ?? 0)) return 'too few cores';
  if ((offer.memoryGb ?? 0) < (minMemoryGb ?? 0)) return 'too little memory';
  return (disks ?? []).every((wish) => hasDisks(offer, wish)) ? null : 'other disks';
}

function isIn(location: string, wanted: readonly string[]): boolean {
  const here = location.toLowerCase();
  return wanted.some(
    (one) => here === one.toLowerCase() || here.startsWith(`${one.toLowerCase()}-`),
  );
}

function hasDisks({ disks }: Offer, wish: OfferDiskWish): boolean {
  const fitting = disks.filter(
    ({ kind, sizeGb }) =>
      (wish.kind === undefined || kind === wish.kind) && sizeGb >= (wish.minSizeGb ?? 0),
  );
  return fitting.reduce((sum, { count }) => sum + count, 0) >= wish.minCount;
}

function whyTooExpensive(offer: Offer, filter: OfferFilter): string | null {
  const monthly = monthlyUnits(offer, filter.withIpv4 ?? false);
  if (monthly === null) return 'no price for its IPv4 address';
  if (isAbove(monthly, filter.maxMonthlyGross)) return 'too expensive a month';
  return isAbove(parseMoney(offer.setupGross, 'up'), filter.maxSetupGross)
    ? 'setup fee too high'
    : null;
}

/** The price a month in 1/10 000, with the IPv4 address if that is wanted; null where it cannot be told. */
export function monthlyUnits(offer: Offer, withIpv4: boolean): bigint | null {
  const machine = parseMoney(offer.monthlyGross, 'up');
  if (!withIpv4 || machine === null) return machine;
  const address = offer.ipv4MonthlyGross === null ? null : parseMoney(offer.ipv4MonthlyGross, 'up');
  return address === null ? null : machine + address;
}

function isAbove(units: bigint | null, ceiling: string | undefined): boolean {
  if (ceiling === undefined) return false;
  const limit = parseMoney(ceiling, 'down');
  return units === null || limit === null || units > limit;
}

/** Cheapest first, without IPv4; equal ones by name and place, so that the order is always the same. */
export function sortOffers(offers: readonly Offer[]): Offer[] {
  return offers.toSorted((a, b) => {
    const [left, right] = [monthlyUnits(a, false) ?? 0n, monthlyUnits(b, false) ?? 0n];
    if (left !== right) return left < right ? -1 : 1;
    const [one, other] = [`${a.id} ${a.location}`, `${b.id} ${b.location}`];
    return one < other ? -1 : Number(one > other);
  });
}
