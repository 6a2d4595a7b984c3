/** The disk arrangement that is wanted, in our own terms; disko text is made from it. */

import type { DiskKind, DiskTransport } from './facts.ts';

export const LAYOUT_PRESETS = [
  'single-ext4',
  'single-btrfs',
  'single-zfs',
  'mirror-ext4',
  'mirror-btrfs',
  'mirror-zfs',
  'stripe-ext4',
  'raid10-ext4',
  'raidz1',
] as const;
export type LayoutPreset = (typeof LAYOUT_PRESETS)[number];

/** What a preset is, and what it can be combined with. */
export interface LayoutDescription {
  /** How the members hold the data: alone, each all of it, in stripes, both, or with parity. */
  readonly redundancy: 'single' | 'mirror' | 'stripe' | 'raid10' | 'raidz1';
  readonly filesystem: 'ext4' | 'btrfs' | 'zfs';
  readonly minimumDisks: number;
  /** null: as many as there are. */
  readonly maximumDisks: number | null;
  readonly canLuks: boolean;
  readonly canLvm: boolean;
  readonly canImpermanence: boolean;
  /** Whether data groups may have it too. */
  readonly canData: boolean;
  /** Whether the lab boots it; else its files are held against the real Nix alone. */
  readonly isBootTested: boolean;
}

/** The catalogue. A mirror, raid10 or raidz1 boots from each of its members alone, in BIOS and UEFI mode. */
export const LAYOUTS: Readonly<Record<LayoutPreset, LayoutDescription>> = {
  'single-ext4': describe('single', 'ext4', 1, 1),
  'single-btrfs': describe('single', 'btrfs', 1, 1),
  'single-zfs': describe('single', 'zfs', 1, 1),
  'mirror-ext4': describe('mirror', 'ext4', 2, null),
  'mirror-btrfs': describe('mirror', 'btrfs', 2, null),
  'mirror-zfs': describe('mirror', 'zfs', 2, null),
  'stripe-ext4': describe('stripe', 'ext4', 2, null),
  'raid10-ext4': describe('raid10', 'ext4', 4, null),
  raidz1: describe('raidz1', 'zfs', 3, null),
};

function describe(
  redundancy: LayoutDescription['redundancy'],
  filesystem: LayoutDescription['filesystem'],
  minimumDisks: number,
  maximumDisks: number | null,
): LayoutDescription {
  const isZfs = filesystem === 'zfs';
  return {
    redundancy,
    filesystem,
    minimumDisks,
    maximumDisks,
    canLuks: !isZfs,
    canLvm: !isZfs,
    canImpermanence: filesystem !== 'ext4',
    canData: !isZfs,
    isBootTested: !isZfs,
  };
}

/** A wish for disks by what they are; every given property must hold. */
export interface DiskSelector {
  readonly kind?: DiskKind;
  readonly transport?: DiskTransport;
  readonly minSizeGib?: number;
  readonly maxSizeGib?: number;
  /** How many; a preset's own number when absent. */
  readonly count?: number;
  readonly serials?: readonly string[];
  /** Names below /dev/disk/by-id, with or without that prefix. */
  readonly byIds?: readonly string[];
  /** Takes disks that say themselves that they are failing, too. Absent: no. */
  readonly allowFailing?: boolean;
}

/** Disks that are formatted anew for data. */
export interface NewDataGroup {
  readonly select: DiskSelector;
  readonly mountpoint: string;
  readonly preset: LayoutPreset;
  readonly keep?: false;
}

/** Disks whose one file system stays as it is and is mounted again; no script ever names them. */
export interface KeptDataGroup {
  readonly select: DiskSelector;
  readonly mountpoint: string;
  readonly keep: true;
}

export type DataGroupRequest = NewDataGroup | KeptDataGroup;

export interface LayoutRequest {
  /** Says nothing where there is a module. */
  readonly preset: LayoutPreset;
  /** The caller's own disko module, as source text, in place of a preset and its options. */
  readonly module?: string;
  /** Disks of the system; any fixed disk when absent. */
  readonly system: DiskSelector;
  readonly data: readonly DataGroupRequest[];
  /** Size of the EFI system partition (and /boot). */
  readonly espSizeMib: number;
  /** 0: none. */
  readonly swapSizeMib: number;
  /** Root, swap and new data in LUKS; /boot stays readable. Absent: no. */
  readonly hasLuks?: boolean;
  /** Root and swap as logical volumes. Absent: no. */
  readonly hasLvm?: boolean;
  /** The root subvolume or dataset starts empty at every boot. Absent: no. */
  readonly isImpermanent?: boolean;
}

export type FilesystemFormat = 'ext4' | 'vfat';

/** A part of a btrfs file system or ZFS pool with a mount point of its own. */
export interface LayoutSubvolume {
  readonly name: string;
  readonly mountpoint: string;
  /** Without the name of the subvolume itself. */
  readonly mountOptions: readonly string[];
}

/** What a partition, array or volume holds. */
export type LayoutContent =
  | { readonly kind: 'bios-boot' }
  | {
      readonly kind: 'filesystem';
      readonly format: FilesystemFormat;
      readonly mountpoint: string;
      readonly mountOptions: readonly string[];
    }
  | { readonly kind: 'btrfs'; readonly subvolumes: readonly LayoutSubvolume[] }
  | {
      readonly kind: 'swap';
      /** With a key that is made anew at each boot. Absent: no. */
      readonly isEncrypted?: boolean;
    }
  | {
      readonly kind: 'luks';
      /** Name below /dev/mapper. */
      readonly name: string;
      readonly content: LayoutContent;
    }
  | { readonly kind: 'volume-group-member'; readonly group: string }
  | { readonly kind: 'pool-member'; readonly pool: string }
  | { readonly kind: 'raid-member'; readonly array: string };

export interface LayoutPartition {
  readonly name: string;
  /** Order on the disk and partition number, from 1. */
  readonly number: number;
  /** null: all that is left; only the last partition. */
  readonly sizeMib: number | null;
  /** GPT type as sgdisk's four hex digits. */
  readonly gptType: 'EF02' | 'EF00' | '8300' | '8200' | 'FD00' | '8E00' | 'BF01' | '8309';
  /** GPT partition GUID, made by us so that nothing found on another disk can be mistaken for it. */
  readonly uuid: string;
  readonly content: LayoutContent;
}

export interface LayoutDisk {
  /** Name in disko and in partition labels: `main`, `nvme0`, `hdd1`. */
  readonly name: string;
  /** Full path below /dev/disk/by-id. */
  readonly device: string;
  readonly serial: string | null;
  readonly sizeBytes: number;
  readonly partitions: readonly LayoutPartition[];
}

export interface LayoutArray {
  readonly name: string;
  readonly level: 0 | 1 | 10;
  /** 1.0 keeps its superblock at the end: firmware reads each member of /boot as a plain file system. */
  readonly metadata: '1.0' | '1.2';
  readonly hasBitmap: boolean;
  /** All members are flash, discarded just before: nothing on them has to be made equal first. */
  readonly assumesClean: boolean;
  readonly memberCount: number;
  readonly content: LayoutContent;
}

export interface LayoutVolume {
  readonly name: string;
  /** null: all that is left; only the last volume. */
  readonly sizeMib: number | null;
  readonly content: LayoutContent;
}

/** An LVM volume group over every member that names it. */
export interface LayoutVolumeGroup {
  readonly name: string;
  readonly volumes: readonly LayoutVolume[];
}

/** A ZFS pool over every member that names it. */
export interface LayoutPool {
  readonly name: string;
  readonly mode: '' | 'mirror' | 'raidz1';
  /** Eight hex digits: ZFS imports only what this machine was the last to use. */
  readonly hostId: string;
  readonly datasets: readonly LayoutSubvolume[];
}

/** A file system that was found and stays; mounted by its own UUID. */
export interface LayoutKept {
  readonly mountpoint: string;
  readonly format: string;
  readonly uuid: string;
  /** The disks below it, sorted by serial; named here for people and for the proof alone. */
  readonly disks: readonly { readonly device: string; readonly serial: string | null }[];
  /** What has to be put together before it can be mounted. */
  readonly layers: readonly ('raid' | 'lvm')[];
}

export interface Layout {
  /** Says nothing where there is a module. */
  readonly preset: LayoutPreset;
  /** The caller's own disko module; the disks have no partitions here then. */
  readonly module?: string;
  readonly disks: readonly LayoutDisk[];
  readonly arrays: readonly LayoutArray[];
  readonly volumeGroups: readonly LayoutVolumeGroup[];
  readonly pools: readonly LayoutPool[];
  readonly kept: readonly LayoutKept[];
  /** The root subvolume or dataset is made anew at each boot. */
  readonly isImpermanent: boolean;
  /** The caller's own flake or module divides the disks: which they are is planned, what will stand on them is not. Absent: no. */
  readonly isForeign?: true;
}

/** What a layout is called. */
export function layoutName({
  preset,
  module,
}: Pick<Layout, 'preset' | 'module'>): LayoutPreset | 'module' {
  return module === undefined ? preset : 'module';
}

/** Every content of a layout, from the outside in: of partitions, arrays, volumes, and inside of LUKS. */
export function contentsOf(
  layout: Pick<Layout, 'disks' | 'arrays' | 'volumeGroups'>,
): readonly LayoutContent[] {
  const outer = [
    ...layout.disks.flatMap((disk) => disk.partitions),
    ...layout.arrays,
    ...layout.volumeGroups.flatMap((group) => group.volumes),
  ];
  const inside = (content: LayoutContent): readonly LayoutContent[] =>
    content.kind === 'luks' ? [content, ...inside(content.content)] : [content];
  return outer.flatMap(({ content }) => inside(content));
}

/** Names below /dev/mapper of all that is encrypted; empty: nothing has to be unlocked. */
export function luksNamesOf(
  layout: Pick<Layout, 'disks' | 'arrays' | 'volumeGroups'>,
): readonly string[] {
  return contentsOf(layout).flatMap((content) => (content.kind === 'luks' ? [content.name] : []));
}

/** A content in words for people, as `ext4 at /`. */
export function contentInWords(content: LayoutContent): string {
  switch (content.kind) {
    case 'bios-boot':
      return 'boot loader (BIOS)';
    case 'filesystem':
      return `${content.format} at ${content.mountpoint}`;
    case 'btrfs':
      return `btrfs at ${content.subvolumes.map((one) => one.mountpoint).join(', ')}`;
    case 'swap':
      return content.isEncrypted === true ? 'swap, encrypted anew at each boot' : 'swap';
    case 'luks':
      return `LUKS with ${contentInWords(content.content)}`;
    case 'volume-group-member':
      return `member of ${content.group}`;
    case 'pool-member':
      return `member of ${content.pool}`;
    case 'raid-member':
      return `member of ${content.array}`;
    default:
      return content satisfies never;
  }
}
