/** Drafts of partitions and arrays: what every layout is put together from. */

import { RequestError } from '../domain/error.ts';
import type { Disk } from '../domain/facts.ts';
import type { LayoutArray, LayoutContent, LayoutPartition } from '../domain/layout.ts';
import { sizeInWords } from './disk-words.ts';

/** A partition before it stands on a disk. */
export type PartitionDraft = Omit<LayoutPartition, 'number' | 'uuid'>;

const MIB = 2 ** 20;
/** The first MiB for alignment, the last for GPT's second copy and for firmware RAID's leavings. */
export const OVERHEAD_MIB = 2;
/** Below this an array is faster made equal again than its bitmap is worth. */
const BITMAP_FROM_MIB = 32 * 1024;

/** A partition whose type code follows from what it holds. */
export function partition(
  name: string,
  sizeMib: number | null,
  content: LayoutContent,
): PartitionDraft {
  return { name, sizeMib, gptType: gptTypeOf(content), content };
}

function gptTypeOf(content: LayoutContent): LayoutPartition['gptType'] {
  switch (content.kind) {
    case 'bios-boot':
      return 'EF02';
    case 'swap':
      return '8200';
    case 'raid-member':
      return 'FD00';
    case 'luks':
      return '8309';
    case 'volume-group-member':
      return '8E00';
    case 'pool-member':
      return 'BF01';
    case 'filesystem':
    case 'btrfs':
      return '8300';
    default:
      return content satisfies never;
  }
}

export function ext4(mountpoint: string): LayoutContent {
  return { kind: 'filesystem', format: 'ext4', mountpoint, mountOptions: [] };
}

export interface ArrayDraft {
  readonly name: string;
  readonly level: LayoutArray['level'];
  readonly members: readonly Disk[];
  readonly content: LayoutContent;
  /** Of each member; null: the rest of the disk. */
  readonly sizeMib: number | null;
}

/**
 * A first synchronisation is left out on flash alone: it was discarded a moment ago, so there is
 * nothing to make equal, and a mirror never reads a block that was not written to all its members.
 * Spinning disks cannot be discarded; their array is made equal in the background. Stripes have no
 * second copy, and so neither a bitmap nor a synchronisation.
 */
export function array({ name, level, members, content, sizeMib }: ArrayDraft): LayoutArray {
  const smallestMib = Math.min(...members.map((disk) => disk.sizeBytes / MIB));
  const isLarge = (sizeMib ?? smallestMib) >= BITMAP_FROM_MIB;
  return {
    name,
    level,
    metadata: '1.2',
    hasBitmap: level !== 0 && isLarge && content.kind !== 'swap',
    assumesClean: level !== 0 && members.every((disk) => disk.kind !== 'hdd'),
    memberCount: members.length,
    content,
  };
}

export interface Fit {
  /** What must be left for the partition without a size. */
  readonly minimumMib: number;
  readonly what: string;
  /** What would fit on a disk of this size, as a sentence and as data. */
  readonly nearest: (diskMib: number) => {
    readonly words: string;
    readonly sizes: Readonly<Record<string, number>> | null;
  };
}

/** @throws RequestError `request.layout-impossible` with the numbers, and with sizes that would fit */
export function refuseTooSmall(
  disks: readonly Disk[],
  drafts: readonly { readonly sizeMib: number | null }[],
  { minimumMib, what, nearest }: Fit,
): void {
  const fixedMib = drafts.reduce((sum, draft) => sum + (draft.sizeMib ?? 0), OVERHEAD_MIB);
  for (const disk of disks) {
    const leftMib = Math.floor(disk.sizeBytes / MIB) - fixedMib;
    if (leftMib >= minimumMib) continue;
    const { words, sizes } = nearest(Math.floor(disk.sizeBytes / MIB));
    throw new RequestError(
      'request.layout-impossible',
      `Laid out ${what} on ${disk.model ?? 'a disk'} ${disk.serial ?? disk.byId ?? disk.name} of ${sizeInWords(disk.sizeBytes)}: ${fixedMib} MiB go to fixed partitions, which leaves ${leftMib} MiB where at least ${minimumMib} MiB are needed. ${words}`,
      { sizeBytes: disk.sizeBytes, fixedMib, leftMib, minimumMib, nearestSizes: sizes },
    );
  }
}
