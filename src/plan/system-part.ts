/** What the disks of the system carry, by preset and options. */

import { createHash } from 'node:crypto';
import { RequestError } from '../domain/error.ts';
import type { Architecture, Disk } from '../domain/facts.ts';
import {
  LAYOUTS,
  type LayoutArray,
  type LayoutContent,
  type LayoutPool,
  type LayoutRequest,
  type LayoutVolumeGroup,
} from '../domain/layout.ts';
import {
  array,
  ext4,
  type Fit,
  OVERHEAD_MIB,
  type PartitionDraft,
  partition,
  refuseTooSmall,
} from './partitions.ts';
import { systemDatasets, systemSubvolumes } from './subvolumes.ts';

/** The smallest disk that holds a system with an EFI partition of this size and no swap. */
export function minimumDiskMib(espSizeMib: number): number {
  return OVERHEAD_MIB + BIOS_BOOT_MIB + espSizeMib + MINIMUM_ROOT_MIB;
}

export interface SystemPart {
  /** The same on each disk of the system. */
  readonly partitions: readonly PartitionDraft[];
  readonly arrays: readonly LayoutArray[];
  readonly volumeGroups: readonly LayoutVolumeGroup[];
  readonly pools: readonly LayoutPool[];
}

export interface SystemPartInput {
  readonly request: LayoutRequest;
  readonly members: readonly Disk[];
  readonly hostname: string;
  readonly architecture: Exclude<Architecture, 'unknown'>;
}

/** A closure of a few hundred MiB, its next generation, and room to build nothing. */
const MINIMUM_ROOT_MIB = 2048;
/** One kernel with its initrd, and the boot loader; FAT's own tables. */
const MINIMUM_ESP_MIB = 100;
const BIOS_BOOT_MIB = 1;
/** Names of the volume group and the pool; a disk that is left alone must not have them too. */
const GROUP = 'system';
const POOL = 'zroot';

/**
 * Each member starts alone, whatever mode its firmware is in: GRUB's BIOS partition (not on aarch64), an
 * EFI system partition as /boot, mirrored over all members with its superblock at the end, then swap and
 * root in the manner of the preset. In layers, from the disk up: array, LUKS, volume group, file system.
 *
 * btrfs mirrors lie on md, too: systemd would wait for ever for a btrfs whose second disk is gone.
 *
 * @throws RequestError `request.layout-impossible` with the numbers
 */
export function systemPart(input: SystemPartInput): SystemPart {
  const { request, members, architecture } = input;
  const { espSizeMib } = request;
  refuseSmallEsp(espSizeMib);
  const bios =
    architecture === 'x86_64' ? [partition('bios', BIOS_BOOT_MIB, { kind: 'bios-boot' })] : [];
  const boot = onMembers(input, 'boot', BOOT, espSizeMib, 1);
  const inside = request.hasLvm === true ? groupPart(input) : plainPart(input);
  const partitions = [
    ...bios,
    { ...boot.draft, name: 'esp', gptType: 'EF00' as const },
    ...inside.drafts,
  ];
  const inVolumes = request.hasLvm === true ? [{ sizeMib: swapShareMib(input) }] : [];
  refuseTooSmall(members, [...partitions, ...inVolumes], {
    minimumMib: MINIMUM_ROOT_MIB,
    what: 'the system',
    nearest: (diskMib) => nearestSizes(input, diskMib),
  });
  const bootArrays = boot.arrays.map((one) => ({ ...one, metadata: '1.0' as const }));
  return {
    partitions,
    arrays: [...bootArrays, ...inside.arrays],
    volumeGroups: inside.volumeGroups,
    pools: inside.pools,
  };
}

/** The same layout with as much swap as fits, and where none does with a smaller EFI system partition, too. */
function nearestSizes(input: SystemPartInput, diskMib: number): ReturnType<Fit['nearest']> {
  const { request, members } = input;
  const roomMib = diskMib - minimumDiskMib(0);
  if (roomMib < MINIMUM_ESP_MIB) {
    const words = `No layout fits there: a disk has to have ${minimumDiskMib(MINIMUM_ESP_MIB)} MiB. Choose a larger one.`;
    return { words, sizes: null };
  }
  const espSizeMib = Math.min(request.espSizeMib, roomMib);
  const swapSizeMib = Math.floor(
    ((roomMib - espSizeMib) * members.length) / copiesOf(levelOf(request), members.length),
  );
  const sizes = { espSizeMib, swapSizeMib };
  const words = `The nearest that fits is "espSizeMib": ${espSizeMib} with "swapSizeMib": ${swapSizeMib}; or choose a larger disk.`;
  return { words, sizes };
}

const BOOT: LayoutContent = {
  kind: 'filesystem',
  format: 'vfat',
  mountpoint: '/boot',
  // Kernels and initrds may hold secrets, and vfat has no owners of its own.
  mountOptions: ['umask=0077'],
};

interface Inside extends Omit<SystemPart, 'partitions'> {
  readonly drafts: readonly PartitionDraft[];
}

/** Swap and root as partitions or arrays of their own. */
function plainPart(input: SystemPartInput): Inside {
  const { request, members } = input;
  const isZfs = LAYOUTS[request.preset].filesystem === 'zfs';
  const swap: LayoutContent =
    request.hasLuks === true ? { kind: 'swap', isEncrypted: true } : { kind: 'swap' };
  const level = levelOf(request);
  const parts = [
    ...(request.swapSizeMib > 0
      ? [onMembers(input, 'swap', swap, swapShareMib(input), level)]
      : []),
    ...(isZfs
      ? []
      : [onMembers(input, 'root', sealed(request, 'root', rootOf(request)), null, level)]),
  ];
  const pool = partition('root', null, { kind: 'pool-member', pool: POOL });
  return {
    drafts: [...parts.map((part) => part.draft), ...(isZfs ? [pool] : [])],
    arrays: parts.flatMap((part) => part.arrays),
    volumeGroups: [],
    pools: isZfs ? [poolOf(input, members.length)] : [],
  };
}

/** Swap and root as volumes of one group, which lies on one partition or array. */
function groupPart(input: SystemPartInput): Inside {
  const { request } = input;
  const member = sealed(request, 'system', { kind: 'volume-group-member', group: GROUP });
  const { draft, arrays } = onMembers(input, 'root', member, null, levelOf(request));
  const swap = { name: 'swap', sizeMib: request.swapSizeMib, content: { kind: 'swap' } } as const;
  const root = { name: 'root', sizeMib: null, content: rootOf(request) };
  const volumes = [...(request.swapSizeMib > 0 ? [swap] : []), root];
  return { drafts: [draft], arrays, volumeGroups: [{ name: GROUP, volumes }], pools: [] };
}

/** On the only disk as it is; on several as an array of that level. */
function onMembers(
  { members }: SystemPartInput,
  name: string,
  content: LayoutContent,
  sizeMib: number | null,
  level: LayoutArray['level'],
): { readonly draft: PartitionDraft; readonly arrays: readonly LayoutArray[] } {
  if (members.length < 2) return { draft: partition(name, sizeMib, content), arrays: [] };
  const draft = partition(name, sizeMib, { kind: 'raid-member', array: name });
  return { draft, arrays: [array({ name, level, members, content, sizeMib })] };
}

/** With LUKS around it where that was asked for; the name below /dev/mapper tells what is inside. */
export function sealed(
  request: LayoutRequest,
  name: string,
  content: LayoutContent,
): LayoutContent {
  return request.hasLuks === true ? { kind: 'luks', name: `crypt-${name}`, content } : content;
}

function rootOf({
  preset,
  data,
  isImpermanent = false,
  hasLuks = false,
}: LayoutRequest): LayoutContent {
  if (LAYOUTS[preset].filesystem !== 'btrfs') return ext4('/');
  const elsewhere = new Set(data.map((group) => group.mountpoint));
  const subvolumes = systemSubvolumes({ isImpermanent, hasLuks });
  return {
    kind: 'btrfs',
    subvolumes: subvolumes.filter((one) => !elsewhere.has(one.mountpoint)),
  };
}

/** Level of an array that the preset stands on; ZFS has none for its data, but swap is mirrored. */
export function levelOf({ preset }: Pick<LayoutRequest, 'preset'>): LayoutArray['level'] {
  const { redundancy } = LAYOUTS[preset];
  if (redundancy === 'stripe') return 0;
  return redundancy === 'raid10' ? 10 : 1;
}

/** What each member gives so that all together are as large as was asked for. */
function swapShareMib({ request, members }: SystemPartInput): number {
  const copies = copiesOf(levelOf(request), members.length);
  return Math.ceil((request.swapSizeMib * copies) / members.length);
}

/** How often an array of that level holds each byte. */
function copiesOf(level: LayoutArray['level'], memberCount: number): number {
  if (level === 1) return memberCount;
  return level === 10 ? 2 : 1;
}

function poolOf({ request, hostname }: SystemPartInput, memberCount: number): LayoutPool {
  const { redundancy } = LAYOUTS[request.preset];
  const elsewhere = new Set(request.data.map((group) => group.mountpoint));
  return {
    name: POOL,
    mode: redundancy === 'raidz1' ? 'raidz1' : memberCount > 1 ? 'mirror' : '',
    hostId: createHash('sha256').update(`hostid\0${hostname}`).digest('hex').slice(0, 8),
    datasets: systemDatasets(request.isImpermanent === true).filter(
      (one) => !elsewhere.has(one.mountpoint),
    ),
  };
}

function refuseSmallEsp(espSizeMib: number): void {
  if (Number.isInteger(espSizeMib) && espSizeMib >= MINIMUM_ESP_MIB) return;
  throw new RequestError(
    'request.layout-impossible',
    `Laid out the EFI system partition: ${espSizeMib} MiB were asked for, and /boot needs at least ${MINIMUM_ESP_MIB} MiB for a kernel and its initrd. The nearest that can is "espSizeMib": ${MINIMUM_ESP_MIB}; 1024 hold many generations.`,
    { espSizeMib, minimumMib: MINIMUM_ESP_MIB, nearestSizes: { espSizeMib: MINIMUM_ESP_MIB } },
  );
}
