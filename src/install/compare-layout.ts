/** What the machine shows against what was planned; pure. */

import type { BlockContent, Disk, Facts } from '../domain/facts.ts';
import { type Layout, type LayoutContent, type LayoutDisk, luksNamesOf } from '../domain/layout.ts';
import type { Plan } from '../domain/plan.ts';
import { signatureOf } from './signature.ts';

/** A mounted file system and the disks below it. */
export interface SeenMount {
  readonly mountpoint: string;
  readonly source: string;
  /** Serials of all whole disks below, sorted. */
  readonly serials: readonly string[];
}

/** Every mount on the machine's disks, by mount point. */
export function seenMounts(facts: Facts): ReadonlyMap<string, SeenMount> {
  const mounts = new Map<string, SeenMount>();
  for (const disk of facts.disks) {
    for (const content of flatten(disk.children)) {
      for (const mountpoint of content.mountpoints) {
        const serials = mounts.get(mountpoint)?.serials ?? [];
        const merged = [...new Set([...serials, disk.serial ?? disk.name])].sort();
        mounts.set(mountpoint, { mountpoint, source: content.path, serials: merged });
      }
    }
  }
  return mounts;
}

function flatten(contents: readonly BlockContent[]): readonly BlockContent[] {
  return contents.flatMap((content) => [content, ...flatten(content.children)]);
}

/**
 * Differences in words; empty when all is as planned: each partition with its GUID on its disk, holding
 * what it should, and each file system mounted from exactly the planned disks.
 *
 * @param prefix where the new root is mounted: `/mnt` in the installer, empty on the installed system
 */
export function compareLayout(plan: Plan, facts: Facts, prefix: '/mnt' | ''): string[] {
  if (plan.layout.isForeign === true) return compareForeign(plan, facts, prefix);
  const disks = plan.layout.disks.flatMap((planned) => compareDisk(planned, facts));
  return [...disks, ...compareOpened(plan, facts), ...compareMounts(plan, facts, prefix)];
}

/** What was to be encrypted is there as an opened disk of that name, with LUKS below it. */
function compareOpened({ layout }: Plan, facts: Facts): string[] {
  const all = facts.disks.flatMap((disk) => flatten(disk.children));
  const opened = all
    .filter(({ signature }) => signature === 'crypto_LUKS')
    .flatMap(({ children }) => children.filter(({ type }) => type === 'crypt'))
    .map(({ path }) => path);
  return luksNamesOf(layout)
    .filter((name) => !opened.includes(`/dev/mapper/${name}`))
    .map((name) => `/dev/mapper/${name} is not an opened LUKS disk`);
}

/** Where a flake of the caller's divided the disks: a root is there, and nothing lies beside the planned disks. */
function compareForeign(plan: Plan, facts: Facts, prefix: '/mnt' | ''): string[] {
  const root = prefix === '' ? '/' : prefix;
  const kept = plan.layout.kept.flatMap(({ disks }) => disks);
  const planned = new Set(
    [...plan.disksToWipe, ...kept].map(({ serial, device }) => serial ?? device),
  );
  const mounts = [...seenMounts(facts).values()].filter(
    ({ mountpoint }) => mountpoint === root || mountpoint.startsWith(`${prefix}/`),
  );
  const isThere = mounts.some(({ mountpoint }) => mountpoint === root);
  return [
    ...(isThere ? [] : [`${root} is not mounted from a planned disk`]),
    ...mounts.flatMap(({ mountpoint, serials }) =>
      serials.every((serial) => planned.has(serial))
        ? []
        : [`${mountpoint} lies on ${serials.join(', ')}, and not on planned disks alone`],
    ),
  ];
}

function compareDisk(planned: LayoutDisk, facts: Facts): string[] {
  const seen = facts.disks.find((disk) => isSameDisk(planned, disk));
  if (seen === undefined) return [`${planned.device} is not there`];
  return planned.partitions.flatMap((partition) => {
    const place = `partition ${partition.number} (${partition.name}) of ${planned.device}`;
    const found = seen.children.find((child) => child.partitionUuid === partition.uuid);
    if (found === undefined) return [`${place} is missing`];
    const wanted = signatureOf(partition.content);
    if (wanted === null || found.signature === wanted) return [];
    return [`${place} holds ${found.signature ?? 'nothing'} instead of ${wanted}`];
  });
}

function isSameDisk(planned: LayoutDisk, disk: Disk): boolean {
  const names = disk.byIds.map((name) => `/dev/disk/by-id/${name.replace('/dev/disk/by-id/', '')}`);
  if (!names.includes(planned.device)) return false;
  return planned.serial === null || planned.serial === disk.serial;
}

function compareMounts(plan: Plan, facts: Facts, prefix: string): string[] {
  const seen = seenMounts(facts);
  const planned = [...plannedMounts(plan), ...(prefix === '' ? keptMounts(plan) : [])];
  return planned.flatMap(({ mountpoint, serials }) => {
    const place = mountpoint === '/' && prefix !== '' ? prefix : `${prefix}${mountpoint}`;
    const mount = seen.get(place);
    if (mount === undefined) return [`${place} is not mounted from a planned disk`];
    if (mount.serials.join() === serials.join()) return [];
    return [`${place} lies on ${mount.serials.join(', ')} instead of ${serials.join(', ')}`];
  });
}

/** A mount point, and the serials of all disks that carry it, sorted. */
interface PlannedMount {
  readonly mountpoint: string;
  readonly serials: string[];
}

/** Each planned file system. Not those of ZFS: lsblk does not see where they are mounted. */
export function plannedMounts({ layout }: Plan): readonly PlannedMount[] {
  return carriersOf(layout).flatMap(({ content, disks }) =>
    mountpointsOf(content).map((mountpoint) => ({ mountpoint, serials: [...disks].sort() })),
  );
}

/** File systems that were there before; mounted by the installed system only. */
function keptMounts({ layout }: Plan): readonly PlannedMount[] {
  return layout.kept.map(({ mountpoint, disks }) => ({
    mountpoint,
    serials: disks.map((disk) => disk.serial ?? disk.device).sort(),
  }));
}

function mountpointsOf(content: LayoutContent): readonly string[] {
  if (content.kind === 'filesystem') return [content.mountpoint];
  return content.kind === 'btrfs' ? content.subvolumes.map((one) => one.mountpoint) : [];
}

/** Some content, and the names of all disks below it. */
interface Carrier {
  readonly content: LayoutContent;
  readonly disks: ReadonlySet<string>;
}

/** From the disks up: partitions, arrays over them, volumes over both; what is inside of LUKS counts. */
function carriersOf({ disks, arrays, volumeGroups }: Layout): readonly Carrier[] {
  const partitions = disks.flatMap((disk) =>
    disk.partitions.map(({ content }) => carrier(content, new Set([disk.serial ?? disk.device]))),
  );
  const onArrays = arrays.map(({ name, content }) => {
    const isMember = (part: LayoutContent) => part.kind === 'raid-member' && part.array === name;
    return carrier(content, disksBelow(partitions, isMember));
  });
  const below = [...partitions, ...onArrays];
  const onVolumes = volumeGroups.flatMap(({ name, volumes }) => {
    const isMember = (part: LayoutContent) =>
      part.kind === 'volume-group-member' && part.group === name;
    const under = disksBelow(below, isMember);
    return volumes.map(({ content }) => carrier(content, under));
  });
  return [...below, ...onVolumes];
}

function carrier(content: LayoutContent, disks: ReadonlySet<string>): Carrier {
  return content.kind === 'luks' ? carrier(content.content, disks) : { content, disks };
}

function disksBelow(
  carriers: readonly Carrier[],
  isMember: (content: LayoutContent) => boolean,
): ReadonlySet<string> {
  return new Set(carriers.flatMap((one) => (isMember(one.content) ? [...one.disks] : [])));
}
