/** The disk arrangement that is wanted, in our own terms; disko text is made from it. */

import type { DiskKind, DiskTransport } from './facts.ts';

export const LAYOUT_PRESETS = ['single-ext4', 'mirror-ext4'] as const;
export type LayoutPreset = (typeof LAYOUT_PRESETS)[number];

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
}

export interface DataGroupRequest {
  readonly select: DiskSelector;
  readonly mountpoint: string;
  readonly preset: LayoutPreset;
}

export interface LayoutRequest {
  readonly preset: LayoutPreset;
  /** Disks of the system; any fixed disk when absent. */
  readonly system: DiskSelector;
  readonly data: readonly DataGroupRequest[];
  /** Size of the EFI system partition (and /boot). */
  readonly espSizeMib: number;
  /** 0: none. */
  readonly swapSizeMib: number;
}

export type FilesystemFormat = 'ext4' | 'vfat';

/** What a partition or array holds. */
export type LayoutContent =
  | { readonly kind: 'bios-boot' }
  | {
      readonly kind: 'filesystem';
      readonly format: FilesystemFormat;
      readonly mountpoint: string;
      readonly mountOptions: readonly string[];
    }
  | { readonly kind: 'swap' }
  | { readonly kind: 'raid-member'; readonly array: string };

export interface LayoutPartition {
  readonly name: string;
  /** Order on the disk and partition number, from 1. */
  readonly number: number;
  /** null: all that is left; only the last partition. */
  readonly sizeMib: number | null;
  /** GPT type as sgdisk's four hex digits. */
  readonly gptType: 'EF02' | 'EF00' | '8300' | '8200' | 'FD00';
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
  readonly level: 1;
  /** 1.0 keeps its superblock at the end: firmware reads each member of /boot as a plain file system. */
  readonly metadata: '1.0' | '1.2';
  readonly hasBitmap: boolean;
  readonly memberCount: number;
  readonly content: LayoutContent;
}

export interface Layout {
  readonly preset: LayoutPreset;
  readonly disks: readonly LayoutDisk[];
  readonly arrays: readonly LayoutArray[];
}
