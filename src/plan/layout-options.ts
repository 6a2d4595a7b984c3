/** What a layout can be combined with, and which one comes nearest when it cannot be. */

import { RequestError } from '../domain/error.ts';
import { LAYOUTS, type LayoutPreset, type LayoutRequest } from '../domain/layout.ts';

/** Less and less of the same: what is offered in place of a layout that has too few or too many disks. */
const NEARBY: Readonly<Record<LayoutPreset, readonly LayoutPreset[]>> = {
  'single-ext4': ['mirror-ext4'],
  'single-btrfs': ['mirror-btrfs'],
  'single-zfs': ['mirror-zfs'],
  'mirror-ext4': ['single-ext4'],
  'mirror-btrfs': ['single-btrfs'],
  'mirror-zfs': ['single-zfs'],
  'stripe-ext4': ['single-ext4'],
  'raid10-ext4': ['mirror-ext4', 'single-ext4'],
  raidz1: ['mirror-zfs', 'single-zfs'],
};

/** Whether a preset can stand on so many disks. */
export function takesDisks(preset: LayoutPreset, count: number): boolean {
  const { minimumDisks, maximumDisks } = LAYOUTS[preset];
  return count >= minimumDisks && (maximumDisks === null || count <= maximumDisks);
}

/** `exactly one disk`, `two or more disks`. */
export function disksInWords(preset: LayoutPreset): string {
  const { minimumDisks, maximumDisks } = LAYOUTS[preset];
  if (maximumDisks === minimumDisks)
    return minimumDisks === 1 ? 'exactly one disk' : `exactly ${minimumDisks} disks`;
  return `${['none', 'one', 'two', 'three', 'four'][minimumDisks] ?? minimumDisks} or more disks`;
}

/** Layouts that are offered in place of this one where there are too few or too many disks, best first. */
export function nearbyPresets(preset: LayoutPreset): readonly LayoutPreset[] {
  return NEARBY[preset];
}

/** The layout of the same file system that can stand on so many disks; null: there is none. */
export function nearestPreset(preset: LayoutPreset, count: number): LayoutPreset | null {
  return NEARBY[preset].find((near) => takesDisks(near, count)) ?? null;
}

/**
 * Refuses options that a preset does not have.
 *
 * @throws RequestError `request.layout-impossible` with `details.nearest`, a preset that has them
 */
export function checkOptions(request: LayoutRequest): void {
  const { preset, hasLuks, hasLvm, isImpermanent, data } = request;
  const { canLuks, canLvm, canImpermanence } = LAYOUTS[preset];
  const { redundancy } = LAYOUTS[preset];
  const isMirrorLike = redundancy !== 'single' && redundancy !== 'stripe';
  const ext4: LayoutPreset = isMirrorLike ? 'mirror-ext4' : 'single-ext4';
  const btrfs: LayoutPreset = isMirrorLike ? 'mirror-btrfs' : 'single-btrfs';
  if (hasLuks === true && !canLuks) {
    throw cannot(preset, 'luks', 'each disk of a pool would have to be unlocked by itself', ext4);
  }
  if (hasLvm === true && !canLvm) {
    throw cannot(preset, 'lvm', 'ZFS divides its pool by itself', ext4);
  }
  if (isImpermanent === true && !canImpermanence) {
    throw cannot(preset, 'impermanence', 'the root is made anew as a subvolume of btrfs', btrfs);
  }
  for (const group of data) {
    if (group.keep === true || LAYOUTS[group.preset].canData) continue;
    const why = 'data groups are ext4 or btrfs';
    throw cannot(group.preset, `the data at ${group.mountpoint}`, why, 'mirror-btrfs');
  }
}

function cannot(
  preset: LayoutPreset,
  option: string,
  why: string,
  nearest: LayoutPreset,
): RequestError {
  return new RequestError(
    'request.layout-impossible',
    `Laid out ${preset} with ${option}: that does not go together, for ${why}. The nearest layout that can is ${nearest}.`,
    { preset, option, nearest },
  );
}
