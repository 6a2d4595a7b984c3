/** What must not be torn: refusals that protect disks which are not in the plan. */

import { MachineError } from '../domain/error.ts';
import type { BlockContent, Disk } from '../domain/facts.ts';
import type { Layout } from '../domain/layout.ts';
import { diskDetails, diskInWords } from './disk-words.ts';

const ESP = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
const BIOS_BOOT = '21686148-6449-6e6f-744e-656564454649';

/** Signatures of what several devices make up together; `…_raid_member` covers firmware RAID too. */
const SHARED = /^(zfs_member|LVM2_member|btrfs|bcachefs|ceph_bluestore|.*_raid_member)$/;

const LINUX_CONTENT =
  /^(ext[234]|xfs|btrfs|f2fs|jfs|reiserfs|bcachefs|zfs_member|LVM2_member|crypto_LUKS|linux_raid_member)$/;

/** Names that installers give to what a system starts from. */
const SYSTEM_LABEL = /(^|[:-])(root|rootfs|boot|nixos|cloudimg-rootfs|system)$/i;

/**
 * Refuses a plan that would tear something in two, or leave another system on the machine that could
 * win the next boot. Plain data on the other disks is no reason: it is kept.
 *
 * @throws MachineError `machine.disk-shared`
 */
export function refuseSharedDisks(planned: readonly Disk[], all: readonly Disk[]): void {
  const others = all.filter((disk) => !planned.includes(disk));
  for (const other of others) {
    const reason = sharedWith(other, planned) ?? bootableReason(other);
    if (reason === null) continue;
    throw new MachineError(
      'machine.disk-shared',
      `Checked the disks that are not in the plan: ${diskInWords(other)} ${reason}. Nothing was touched. Add this disk to the plan, choose others, or clear it by hand first.`,
      { disk: diskDetails(other), reason },
    );
  }
}

/**
 * Refuses names that a disk left alone has already: of two arrays called `root` or two groups called
 * `system`, the next boot might put together or mount the other one.
 *
 * @throws MachineError `machine.disk-shared`
 */
export function refuseTakenNames(
  layout: Pick<Layout, 'arrays' | 'volumeGroups' | 'pools'>,
  others: readonly Disk[],
): void {
  const names: Readonly<Record<string, ReadonlySet<string>>> = {
    linux_raid_member: new Set(layout.arrays.map((array) => array.name)),
    LVM2_member: new Set(layout.volumeGroups.map((group) => group.name)),
    zfs_member: new Set(layout.pools.map((pool) => pool.name)),
  };
  for (const other of others) {
    for (const { signature, label } of blocksOf(other)) {
      // mdadm writes the name as `homehost:name`.
      const name = label?.slice(label.lastIndexOf(':') + 1) ?? '';
      if (names[signature ?? '']?.has(name) !== true) continue;
      const reason = `holds ${WORDS[signature ?? ''] ?? 'the volume group'} ${name}, a name that is planned for another disk`;
      throw new MachineError(
        'machine.disk-shared',
        `Checked the disks that are not in the plan: ${diskInWords(other)} ${reason}. Nothing was touched. Rename it by hand first, or add this disk to the plan.`,
        { disk: diskDetails(other), reason },
      );
    }
  }
}

function sharedWith(other: Disk, planned: readonly Disk[]): string | null {
  const own = membershipsOf(other);
  for (const disk of planned) {
    for (const [key, what] of membershipsOf(disk)) {
      if (own.has(key)) return `shares ${what} with ${diskInWords(disk)}, which would be wiped`;
    }
  }
  return null;
}

/** Key of each array, group, pool or file system that the disk is a part of → its name in words. */
function membershipsOf(disk: Disk): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const block of blocksOf(disk)) {
    if (block.type !== 'part' && block.type !== 'disk') {
      found.set(`device ${block.path}`, `the ${block.type} device ${block.label ?? block.path}`);
    }
    if (block.signature === null || !SHARED.test(block.signature)) continue;
    const [key, what] = membership(block, block.signature);
    found.set(key, what);
  }
  return found;
}

function membership(block: Block, signature: string): readonly [string, string] {
  if (signature === 'LVM2_member') {
    const group = block.label ?? groupOfVolumes(block.children);
    // Two volumes of unknown groups are taken for one: better a refusal than a torn group.
    return group === null
      ? ['LVM2_member unknown', 'a volume group whose name could not be read']
      : [`LVM2_member ${group}`, `the volume group ${group}`];
  }
  // Ceph's data and its journals bear no name that tells which belong together: all of it is taken for one.
  const id = block.uuid ?? block.label ?? 'unknown';
  return [
    `${signature} ${id}`,
    `${WORDS[signature] ?? signature} ${block.label ?? block.uuid ?? ''}`.trimEnd(),
  ];
}

const WORDS: Readonly<Record<string, string>> = {
  linux_raid_member: 'the md array',
  zfs_member: 'the ZFS pool',
  btrfs: 'the btrfs file system',
  bcachefs: 'the bcachefs file system',
  ceph_bluestore: 'Ceph, whose parts may belong together,',
};

/** Device mapper writes `group-volume` and doubles the hyphens inside either name. */
function groupOfVolumes(children: readonly BlockContent[]): string | null {
  const volume = children.find((child) => child.type === 'lvm');
  const name = volume?.path.slice(volume.path.lastIndexOf('/') + 1);
  const group = name === undefined ? undefined : /^((?:[^-]|--)+)-(?!-)/.exec(name)?.[1];
  return group?.replaceAll('--', '-') ?? null;
}

function bootableReason(disk: Disk): string | null {
  const blocks = blocksOf(disk);
  const mounted = blocks.flatMap((block) =>
    block.mountpoints.filter(
      (point) => point === '/' || point === '/boot' || point === '/boot/efi',
    ),
  );
  if (mounted.length > 0) {
    return `carries the running system (mounted at ${[...new Set(mounted)].join(', ')}), which would stay bootable`;
  }
  const linux = blocks.find((block) => LINUX_CONTENT.test(block.signature ?? ''));
  if (linux === undefined) return null;
  const starter = blocks.find(
    (block) => block.partitionType === ESP || block.partitionType === BIOS_BOOT,
  );
  if (starter !== undefined) {
    const what =
      starter.partitionType === ESP ? 'an EFI system partition' : 'a BIOS boot partition';
    return `holds a bootable Linux (${what} beside ${linux.signature}), which could win the next boot`;
  }
  const labelled = blocks.find(
    (block) =>
      SYSTEM_LABEL.test(block.label ?? '') || SYSTEM_LABEL.test(block.partitionLabel ?? ''),
  );
  return labelled === undefined
    ? null
    : `looks like a Linux system disk (${linux.signature} beside the label "${labelled.label ?? labelled.partitionLabel}"), which could win the next boot`;
}

type Block = Omit<BlockContent, 'partitionUuid' | 'sizeBytes'>;

/** The disk itself and all that lies on it, top down. */
function blocksOf(disk: Disk): readonly Block[] {
  const whole: Block = {
    path: `/dev/${disk.name}`,
    type: 'disk',
    signature: disk.signature,
    label: null,
    partitionLabel: null,
    partitionType: null,
    uuid: null,
    mountpoints: disk.mountpoints,
    children: disk.children,
  };
  const below = (block: Block): readonly Block[] => [block, ...block.children.flatMap(below)];
  return below(whole);
}
