/** Chosen disks → partitions, arrays, volumes and pools, by preset. */

import type { Architecture, Disk } from '../domain/facts.ts';
import {
  LAYOUTS,
  type Layout,
  type LayoutArray,
  type LayoutContent,
  type LayoutDisk,
  type LayoutRequest,
  type NewDataGroup,
} from '../domain/layout.ts';
import type { ChosenDisks } from './disks.ts';
import { checkOptions } from './layout-options.ts';
import { arrayName, checkMountpoints } from './mountpoints.ts';
import { partitionUuid } from './partition-uuid.ts';
import { array, ext4, type PartitionDraft, partition, refuseTooSmall } from './partitions.ts';
import { dataSubvolumes } from './subvolumes.ts';
import { levelOf, sealed, systemPart } from './system-part.ts';

export interface LayoutInput {
  readonly request: LayoutRequest;
  readonly chosen: ChosenDisks;
  readonly hostname: string;
  readonly architecture: Exclude<Architecture, 'unknown'>;
}

const MINIMUM_DATA_MIB = 256;

/**
 * The whole layout: the system's disks as `systemPart` says, and for each data group one partition a
 * disk, with its file system on it or on an array over all of them. What is kept is named, not laid out.
 *
 * @throws RequestError `request.layout-impossible` with the numbers, or with the nearest layout
 */
export function layOut(input: LayoutInput): Layout {
  const { request, chosen, hostname, architecture } = input;
  if (request.module !== undefined) return dividedByModule(input, request.module);
  checkOptions(request, chosen.system.length);
  checkMountpoints(request.data);
  const names = diskNames(input);
  const members = chosen.system;
  const system = systemPart({ request, members, hostname, architecture });
  const taken = new Set(system.arrays.map((one) => one.name).concat('root', 'boot', 'swap'));
  const disks = members.map((disk) => toDisk(input, names, disk, system.partitions));
  const arrays = [...system.arrays];
  request.data.forEach((group, index) => {
    if (group.keep === true) return;
    const part = dataPart(request, group, chosen.data[index] ?? [], taken);
    arrays.push(...part.arrays);
    disks.push(...part.members.map((disk) => toDisk(input, names, disk, [part.draft])));
  });
  const { volumeGroups, pools } = system;
  const isImpermanent = request.isImpermanent === true;
  const { preset } = request;
  return { preset, disks, arrays, volumeGroups, pools, kept: chosen.kept, isImpermanent };
}

/** Which disks are taken is planned here; how they are divided, the module says. */
function dividedByModule(input: LayoutInput, module: string): Layout {
  const { request, chosen } = input;
  checkMountpoints(request.data);
  const names = diskNames(input);
  return {
    preset: request.preset,
    module,
    disks: chosen.system.map((disk) => toDisk(input, names, disk, [])),
    arrays: [],
    volumeGroups: [],
    pools: [],
    kept: chosen.kept,
    isImpermanent: false,
    isForeign: true,
  };
}

interface DataPart {
  readonly members: readonly Disk[];
  readonly draft: PartitionDraft;
  readonly arrays: readonly LayoutArray[];
}

function dataPart(
  request: LayoutRequest,
  group: NewDataGroup,
  members: readonly Disk[],
  taken: Set<string>,
): DataPart {
  const { mountpoint, preset } = group;
  const filesystem: LayoutContent =
    LAYOUTS[preset].filesystem === 'btrfs'
      ? { kind: 'btrfs', subvolumes: dataSubvolumes(mountpoint) }
      : ext4(mountpoint);
  const name = arrayName(mountpoint, taken);
  taken.add(name);
  const content = sealed(request, name, filesystem);
  const isArray = LAYOUTS[preset].redundancy !== 'single';
  const arrays = isArray
    ? [array({ name, level: levelOf(group), members, content, sizeMib: null })]
    : [];
  const draft = partition('data', null, isArray ? { kind: 'raid-member', array: name } : content);
  refuseTooSmall(members, [draft], {
    minimumMib: MINIMUM_DATA_MIB,
    what: `the data at ${mountpoint}`,
    nearest: () => ({
      words: 'No layout fits there: choose a larger disk, or leave this group out.',
      sizes: null,
    }),
  });
  return { members, draft, arrays };
}

/**
 * `main` for the only disk of a single-disk system; else kind and number, counted over the plan.
 * The number is not the kernel's: that may change with each boot.
 */
function diskNames({ request, chosen }: LayoutInput): ReadonlyMap<Disk, string> {
  const names = new Map<Disk, string>();
  const counts = new Map<string, number>();
  if (request.module === undefined && LAYOUTS[request.preset].redundancy === 'single') {
    for (const disk of chosen.system) names.set(disk, 'main');
  }
  for (const disk of [...chosen.system, ...chosen.data.flat()]) {
    if (names.has(disk)) continue;
    const number = counts.get(disk.kind) ?? 0;
    counts.set(disk.kind, number + 1);
    names.set(disk, `${disk.kind}${number}`);
  }
  return names;
}

function toDisk(
  { hostname }: LayoutInput,
  names: ReadonlyMap<Disk, string>,
  disk: Disk,
  drafts: readonly PartitionDraft[],
): LayoutDisk {
  // Both: makers have been seen to print one serial on several disks.
  const identity = `${disk.serial ?? ''}\0${disk.byId ?? ''}`;
  return {
    name: names.get(disk) ?? disk.kind,
    device: `/dev/disk/by-id/${disk.byId ?? ''}`,
    serial: disk.serial,
    sizeBytes: disk.sizeBytes,
    partitions: drafts.map((draft, index) => ({
      name: draft.name,
      number: index + 1,
      sizeMib: draft.sizeMib,
      gptType: draft.gptType,
      uuid: partitionUuid(hostname, identity, draft.name),
      content: draft.content,
    })),
  };
}
