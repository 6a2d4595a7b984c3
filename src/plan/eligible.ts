/** Which disks of a machine may ever become a target. */

import type { Disk } from '../domain/facts.ts';
import type { DiskSelector } from '../domain/layout.ts';
import { diskInWords } from './disk-words.ts';

export interface Eligibility {
  readonly fixed: readonly Disk[];
  /** One line for each disk that is never taken, with its reason. */
  readonly leftOut: readonly string[];
}

/** Splits the disks into fixed ones and those that are never wiped, whatever a selector says. */
export function fixedDisks(disks: readonly Disk[]): Eligibility {
  const judged = disks.map((disk) => ({ disk, reason: reasonAgainst(disk) }));
  return {
    fixed: judged.filter((entry) => entry.reason === null).map((entry) => entry.disk),
    leftOut: judged.flatMap(({ disk, reason }) =>
      reason === null ? [] : [`${diskInWords(disk)}: ${reason}`],
    ),
  };
}

function reasonAgainst(disk: Disk): string | null {
  if (disk.transport === 'usb') return 'is attached by USB';
  if (disk.isRemovable) return 'is removable';
  if (disk.isReadOnly) return 'is read-only';
  if (disk.sizeBytes <= 0) return 'has no size';
  if (/^(sr|fd|loop|ram|zram|nbd|md|dm-)/.test(disk.name)) return 'is a virtual medium';
  return null;
}

/**
 * Whether every given property of the selector holds. A Hetzner Cloud volume (`scsi-0HC_Volume_…`) is
 * meant to outlive its server, so it only matches when it is named by serial or by-id.
 */
export function matches(disk: Disk, selector: DiskSelector): boolean {
  const gib = disk.sizeBytes / 2 ** 30;
  const { kind, transport, minSizeGib, maxSizeGib, serials, byIds } = selector;
  if (kind !== undefined && disk.kind !== kind) return false;
  if (transport !== undefined && disk.transport !== transport) return false;
  if (minSizeGib !== undefined && gib < minSizeGib) return false;
  if (maxSizeGib !== undefined && gib > maxSizeGib) return false;
  if (serials !== undefined && !serials.some((serial) => serial === disk.serial)) return false;
  if (byIds !== undefined && !byIds.some((name) => isNamed(disk, name))) return false;
  return serials !== undefined || byIds !== undefined || !isCloudVolume(disk);
}

/** Whether this is one of the disk's by-id names, with or without the directory. */
export function isNamed(disk: Disk, name: string): boolean {
  return disk.byIds.includes(name.replace(/^\/dev\/disk\/by-id\//, ''));
}

function isCloudVolume(disk: Disk): boolean {
  return disk.byIds.some((name) => name.startsWith('scsi-0HC_Volume_'));
}

/** Whether nothing at all was asked of the disks. */
export function isEmpty(selector: DiskSelector): boolean {
  const asksNothing = ['count', 'allowFailing'];
  return Object.entries(selector).every(
    ([key, value]) => asksNothing.includes(key) || value === undefined,
  );
}
