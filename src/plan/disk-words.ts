/** Disks in words, for messages, plans and comments. */

import type { Disk } from '../domain/facts.ts';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes in the largest binary unit that leaves at least 1, with one decimal where it says something. */
export function sizeInWords(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = value < 100 && !Number.isInteger(value) ? 1 : 0;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit]}`;
}

/** `nvme SAMSUNG MZVL2512 serial S64… 476.9 GiB (nvme-SAMSUNG…)`. */
export function diskInWords(disk: Disk): string {
  const serial = disk.serial === null ? 'without serial' : `serial ${disk.serial}`;
  const name = disk.byId === null ? 'no by-id name' : disk.byId;
  return `${disk.kind} ${disk.model ?? 'unknown model'} ${serial} ${sizeInWords(disk.sizeBytes)} (${name})`;
}

/** The same facts for programs. */
export function diskDetails(disk: Disk): Readonly<Record<string, unknown>> {
  const { byId, model, serial, sizeBytes, kind, transport } = disk;
  return { byId, model, serial, sizeBytes, kind, transport };
}
