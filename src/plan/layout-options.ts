/** What a layout can be combined with, and which one comes nearest when it cannot be. */

import { RequestError } from '../domain/error.ts';
import {
  LAYOUTS,
  type LayoutDescription,
  type LayoutPreset,
  type LayoutRequest,
} from '../domain/layout.ts';

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
  return [preset, ...NEARBY[preset]].find((near) => takesDisks(near, count)) ?? null;
}

/** What to ask for instead, as `single-ext4` or, where its own number of disks is another, `mirror-ext4 with "count": 3`. */
export function presetInWords(preset: LayoutPreset, count: number): string {
  return count === LAYOUTS[preset].minimumDisks ? preset : `${preset} with "count": ${count}`;
}

/**
 * Refuses options that a preset does not have.
 *
 * @param count of the system's disks; the nearest layout stands on them all
 * @throws RequestError `request.layout-impossible` with `details.nearest`, a preset that has them
 */
export function checkOptions(request: LayoutRequest, count: number): void {
  const { preset, hasLuks, hasLvm, isImpermanent, data } = request;
  const { canLuks, canLvm, canImpermanence } = LAYOUTS[preset];
  const { redundancy } = LAYOUTS[preset];
  const isSingle = redundancy === 'single';
  const ext4: LayoutPreset = isSingle ? 'single-ext4' : 'mirror-ext4';
  const btrfs: LayoutPreset = isSingle ? 'single-btrfs' : 'mirror-btrfs';
  const cannot = (option: string, why: string, nearest: LayoutPreset) =>
    refusal({ preset, option, why, nearest, count });
  if (hasLuks === true && !canLuks) {
    throw cannot('luks', 'each disk of a pool would have to be unlocked by itself', ext4);
  }
  if (hasLvm === true && !canLvm) {
    throw cannot('lvm', 'ZFS divides its pool by itself', ext4);
  }
  if (isImpermanent === true && !canImpermanence) {
    throw cannot(
      'impermanence',
      'the root is made anew as a subvolume of btrfs or a dataset of ZFS',
      btrfs,
    );
  }
  for (const group of data) {
    if (group.keep === true || LAYOUTS[group.preset].canData) continue;
    const nearest = NEAREST_DATA[LAYOUTS[group.preset].redundancy];
    const why = 'data groups are ext4 or btrfs';
    const members = group.select.count ?? LAYOUTS[group.preset].minimumDisks;
    const option = `the data at ${group.mountpoint}`;
    throw refusal({ preset: group.preset, option, why, nearest, count: members });
  }
}

/** ZFS is for systems alone; this keeps about as much of the data when a disk fails. */
const NEAREST_DATA: Readonly<Record<LayoutDescription['redundancy'], LayoutPreset>> = {
  single: 'single-btrfs',
  mirror: 'mirror-btrfs',
  stripe: 'stripe-ext4',
  raid10: 'raid10-ext4',
  raidz1: 'mirror-btrfs',
};

interface Refusal {
  readonly preset: LayoutPreset;
  readonly option: string;
  readonly why: string;
  readonly nearest: LayoutPreset;
  readonly count: number;
}

function refusal({ preset, option, why, nearest, count }: Refusal): RequestError {
  return new RequestError(
    'request.layout-impossible',
    `Laid out ${preset} with ${option}: that does not go together, for ${why}. The nearest layout that can is ${presetInWords(nearest, count)}.`,
    { preset, option, nearest, nearestCount: count },
  );
}
