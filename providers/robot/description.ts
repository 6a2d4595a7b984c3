/** What the vendor's lines of text say of an offer's hardware; pure. */

import type { OfferDisk, OfferDiskKind } from '../../src/domain/offer.ts';

/** `Gb/s` is a speed and no size, so the case matters. */
const SIZE = /(\d+(?:[.,]\d+)?)\s*(TB|GB)(?!\/s)/;
const COUNT = /^\s*(\d+)\s*x\s/i;

/**
 * Disks of lines like `2x SSD M.2 NVMe 512 GB`, `2 x 2 TB SATA 6 Gb/s Enterprise HDD; 7200 rpm` or
 * `2x HDD SATA 2,0 TB + 1x SSD 240 GB`; decimal commas are German. Lines of other hardware give none,
 * and a disk whose kind the text does not tell is `unknown`.
 */
export function parseDisks(description: readonly string[]): OfferDisk[] {
  return description
    .flatMap((line) => line.split(/\s\+\s|\s+and\s+/))
    .flatMap((part) => {
      const kind = kindOf(part);
      const size = SIZE.exec(part);
      if (kind === null || size === null) return [];
      const sizeGb = toGb(size[1] ?? '', size[2] ?? '');
      return [{ kind, count: Number(COUNT.exec(part)?.[1] ?? 1), sizeGb }];
    });
}

function kindOf(part: string): OfferDiskKind | null {
  if (/\bnvme\b/i.test(part)) return 'nvme';
  if (/\bssd\b/i.test(part)) return 'ssd';
  if (/\b(hdd|rpm)\b/i.test(part)) return 'hdd';
  return /\b(sata|sas|disk|drive)\b/i.test(part) ? 'unknown' : null;
}

function toGb(amount: string, unit: string): number {
  const value = Number(amount.replace(',', '.'));
  return unit === 'TB' ? Math.round(value * 1_000) : Math.round(value);
}

/** `64 GB DDR4 RAM` → 64, `4x RAM 16384 MB DDR4 ECC` → 64; null where no line tells. */
export function parseMemoryGb(description: readonly string[]): number | null {
  const line = description.find((one) => /\b(RAM|DDR\d?)\b/i.test(one));
  const size = line === undefined ? null : /(\d+(?:[.,]\d+)?)\s*(TB|GB|MB)/.exec(line);
  if (line === undefined || size === null) return null;
  const count = Number(COUNT.exec(line)?.[1] ?? 1);
  const [, amount = '', unit] = size;
  if (unit === 'MB') return (count * Number(amount)) / 1024;
  return count * toGb(amount, unit ?? 'GB');
}

/** The first line that names a processor; the vendor puts it first. */
export function parseCpu(description: readonly string[]): string {
  const named = description.find((line) =>
    /\b(intel|amd|ampere|xeon|ryzen|epyc|core)\b/i.test(line),
  );
  return named ?? description[0] ?? '';
}
