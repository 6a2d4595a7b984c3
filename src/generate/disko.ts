/** Layout → disko.nix: disks, partitions, arrays, in the words of disko v1.13 and later. */

import type {
  LayoutArray,
  LayoutDisk,
  LayoutPartition,
  LayoutPool,
  LayoutVolume,
  LayoutVolumeGroup,
} from '../domain/layout.ts';
import type { Plan } from '../domain/plan.ts';
import { contentEntry } from './disko-content.ts';
import { type Entry, entry, int, list, part, renderFile, set, str } from './nix.ts';

/**
 * The disk layout as a module. Each partition has its priority (disko numbers by it, else by name)
 * and its GUID (disko then finds it by that, not by a label that a disk from elsewhere may bear too).
 *
 * @see https://github.com/nix-community/disko/blob/master/docs/INDEX.md
 */
export function renderDisko(plan: Plan): string {
  const { disks, arrays, volumeGroups, pools } = plan.layout;
  const entries = [
    entry('disk', set(disks.map((disk, index) => diskEntry(disk, plan, index)))),
    ...(arrays.length === 0 ? [] : [part('mdadm', set(arrays.map(arrayEntry)))]),
    ...(volumeGroups.length === 0 ? [] : [part('lvm_vg', set(volumeGroups.map(groupEntry)))]),
    ...(pools.length === 0 ? [] : [part('zpool', set(pools.map(poolEntry)))]),
  ];
  return renderFile(set([entry('disko.devices', set(entries))]), {
    comment:
      'Partitions and file systems. disko makes fileSystems, swapDevices and, for each disk with a\n' +
      'BIOS boot partition, boot.loader.grub.devices from this file. Names and GUIDs are written on the\n' +
      'disks: changing them here later does not change them there.',
  });
}

function diskEntry(disk: LayoutDisk, plan: Plan, index: number): Entry {
  const known = plan.disksToWipe.find((planned) => planned.device === disk.device);
  const gib = Math.round(disk.sizeBytes / 2 ** 30);
  const words = [
    known?.model ?? 'unknown model',
    `serial ${disk.serial ?? 'unknown'}`,
    `${gib} GiB`,
  ];
  const content = set([
    entry('type', str('gpt')),
    entry('partitions', set(disk.partitions.map(partitionEntry))),
  ]);
  const make = index === 0 ? entry : part;
  return make(
    [disk.name],
    set([entry('type', str('disk')), entry('device', str(disk.device)), entry('content', content)]),
    words.join(', '),
  );
}

function partitionEntry(partition: LayoutPartition): Entry {
  return entry(
    [partition.name],
    set([
      entry('priority', int(partition.number)),
      entry('size', str(partition.sizeMib === null ? '100%' : `${partition.sizeMib}M`)),
      entry('type', str(partition.gptType)),
      entry('uuid', str(partition.uuid)),
      ...contentEntry(partition.content),
    ]),
    partition.content.kind === 'bios-boot'
      ? 'GRUB keeps its core here when started by BIOS.'
      : undefined,
  );
}

function arrayEntry(array: LayoutArray, index: number): Entry {
  const make = index === 0 ? entry : part;
  return make(
    [array.name],
    set([
      entry('type', str('mdadm')),
      entry('level', int(array.level)),
      metadataEntry(array),
      entry('extraArgs', list(extraArguments(array).map(str)), extraComment(array)),
      ...contentEntry(array.content),
    ]),
  );
}

function metadataEntry(array: LayoutArray): Entry {
  const comment =
    array.metadata === '1.0'
      ? 'Superblock at the end: firmware reads each member as a plain file system.'
      : undefined;
  return entry('metadata', str(array.metadata), comment);
}

/** `--run` and an explicit bitmap: mdadm would ask about both, and disko answers only once. */
function extraArguments(array: LayoutArray): readonly string[] {
  if (array.level === 0) return ['--run'];
  return [
    '--run',
    `--bitmap=${array.hasBitmap ? 'internal' : 'none'}`,
    ...(array.assumesClean ? ['--assume-clean'] : []),
  ];
}

function extraComment(array: LayoutArray): string | undefined {
  return array.assumesClean
    ? 'Flash that was discarded just before: there is nothing to make equal first.'
    : undefined;
}

function groupEntry({ name, volumes }: LayoutVolumeGroup): Entry {
  const entries = [entry('type', str('lvm_vg')), entry('lvs', set(volumes.map(volumeEntry)))];
  return entry([name], set(entries));
}

function volumeEntry({ name, sizeMib, content }: LayoutVolume, index: number): Entry {
  return entry(
    [name],
    set([
      entry('priority', int(index + 1)),
      entry('size', str(sizeMib === null ? '100%' : `${sizeMib}M`)),
      ...contentEntry(content),
    ]),
  );
}

function poolEntry({ name, mode, datasets }: LayoutPool): Entry {
  const own = [
    entry('type', str('zpool')),
    entry('mode', str(mode)),
    entry('options.ashift', str('12'), 'Blocks of 4 KiB, whatever the disks say of themselves.'),
    entry(
      'rootFsOptions',
      set([
        entry('acltype', str('posixacl')),
        entry('canmount', str('off')),
        entry('compression', str('zstd')),
        entry('mountpoint', str('none')),
        entry('xattr', str('sa')),
      ]),
    ),
  ];
  const parts = datasets.map((dataset) =>
    entry(
      [dataset.name],
      set([
        entry('type', str('zfs_fs')),
        entry('mountpoint', str(dataset.mountpoint)),
        entry('options.mountpoint', str('legacy')),
      ]),
    ),
  );
  return entry([name], set([...own, entry('datasets', set(parts))]));
}
