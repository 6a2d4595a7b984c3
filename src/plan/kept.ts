/** Data that stays: which file system a kept group means, found in the facts. */

import { RequestError } from '../domain/error.ts';
import type { BlockContent, Disk } from '../domain/facts.ts';
import type { KeptDataGroup, LayoutKept } from '../domain/layout.ts';
import { diskDetails, diskInWords, sizeInWords } from './disk-words.ts';
import { fixedDisks, matches } from './eligible.ts';

export interface KeptGroup {
  readonly kept: LayoutKept;
  /** Every disk below it: never a target, whatever else is asked for. */
  readonly disks: readonly Disk[];
}

/** What can be mounted by its UUID without a key and without a pool. */
const MOUNTABLE = /^(ext[234]|xfs|btrfs)$/;

interface Found {
  readonly block: BlockContent;
  readonly types: readonly string[];
}

/**
 * The one file system on the disks that fit the selector; `count`, where given, must be their number.
 *
 * @throws RequestError `request.no-such-disk`: no disk fits, or none of them has a file system;
 *         `request.ambiguous-disks`: there are several file systems
 */
export function findKept(group: KeptDataGroup, disks: readonly Disk[]): KeptGroup {
  const { select, mountpoint } = group;
  const what = `the data to be kept at ${mountpoint}`;
  const fitting = fixedDisks(disks).fixed.filter((disk) => matches(disk, select));
  const isCount = select.count === undefined || select.count === fitting.length;
  if (fitting.length === 0 || !isCount) {
    throw noSuch(`Looked for the disks of ${what}: ${fitting.length} fit the selector`, disks);
  }
  const found = new Map(fitting.flatMap(filesystemsOf).map((one) => [one.block.uuid, one]));
  const [only] = found.values();
  if (only === undefined) {
    throw noSuch(
      `Looked for the file system of ${what}: its disks hold none that can be mounted by its UUID (encrypted ones and ZFS cannot)`,
      fitting,
    );
  }
  if (found.size > 1) throw several(what, [...found.values()], fitting);
  return toKept(mountpoint, only, disks);
}

function toKept(mountpoint: string, { block, types }: Found, disks: readonly Disk[]): KeptGroup {
  const uuid = block.uuid ?? '';
  const below = disks
    .filter((disk) => filesystemsOf(disk).some((one) => one.block.uuid === uuid))
    .sort((a, b) => ((a.serial ?? a.name) < (b.serial ?? b.name) ? -1 : 1));
  const layers = [
    ...(types.some((type) => /^raid|^md$|^linear$/.test(type)) ? (['raid'] as const) : []),
    ...(types.includes('lvm') ? (['lvm'] as const) : []),
  ];
  const named = below.map(({ byId, name, serial }) => ({
    device: byId === null ? `/dev/${name}` : `/dev/disk/by-id/${byId}`,
    serial,
  }));
  const format = block.signature ?? '';
  return { kept: { mountpoint, format, uuid, disks: named, layers }, disks: below };
}

/** Every file system with a UUID on the disk, with the types of device on the way to it. */
function filesystemsOf(disk: Disk): readonly Found[] {
  const whole: BlockContent = {
    path: `/dev/${disk.name}`,
    type: 'disk',
    sizeBytes: disk.sizeBytes,
    signature: null,
    label: null,
    partitionLabel: null,
    partitionType: null,
    partitionUuid: null,
    uuid: null,
    mountpoints: disk.mountpoints,
    children: disk.children,
  };
  const walk = (block: BlockContent, way: readonly string[]): readonly Found[] => {
    const types = [...way, block.type];
    const isFound = MOUNTABLE.test(block.signature ?? '') && block.uuid !== null;
    const below = block.children.flatMap((child) => walk(child, types));
    return isFound ? [{ block, types }, ...below] : below;
  };
  return walk(whole, []);
}

function noSuch(reason: string, disks: readonly Disk[]): RequestError {
  const there = disks.map(diskInWords).join('; ') || 'no disk';
  return new RequestError(
    'request.no-such-disk',
    `${reason}. There is: ${there}. Nothing was touched; name the disks that hold it, or leave "keep" out to have them formatted.`,
    { disks: disks.map(diskDetails) },
  );
}

function several(what: string, found: readonly Found[], disks: readonly Disk[]): RequestError {
  const words = found.map(
    ({ block }) =>
      `${block.signature} "${block.label ?? ''}" ${sizeInWords(block.sizeBytes)} (${block.uuid})`,
  );
  return new RequestError(
    'request.ambiguous-disks',
    `Looked for the file system of ${what}: there are ${found.length}: ${words.join('; ')}. Select the disks of one of them by serial or by-id.`,
    { candidates: disks.map(diskDetails), filesystems: words },
  );
}
