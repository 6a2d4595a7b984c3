/** What disko does to the disks: from the flake's own disko.nix, read as data. */

import { randomUUID } from 'node:crypto';
import {
  type Block,
  makeBlock,
  PARTITION_TYPES,
  type PlayedDisk,
  partitionPath,
} from './blocks.ts';
import {
  isSet,
  type Literal,
  type LiteralSet,
  readNixLiteral,
  setAt,
  textAt,
} from './nix-literal.ts';

const MIB = 1024 ** 2;

/** What a script that was built before makes of a machine's disk. */
export function prebuiltDisko(device: string): string {
  return `{
  disko.devices.disk.main = {
    type = "disk";
    device = "${device}";
    content.type = "gpt";
    content.partitions = {
      boot = { size = "512M"; type = "EF00"; uuid = "${randomUUID()}"; content = { type = "filesystem"; format = "vfat"; mountpoint = "/boot"; }; };
      root = { size = "100%"; type = "8300"; uuid = "${randomUUID()}"; content = { type = "filesystem"; format = "ext4"; mountpoint = "/"; }; };
    };
  };
}
`;
}

/** What is put together over several members. */
interface Assembly {
  readonly block: Block;
  readonly memberType: string;
  /** As the members' label tells it. */
  readonly label: string | null;
}

/**
 * Formats the disks that the module names, and nothing else; all that lay on them is gone.
 *
 * @returns the names of the disks that were formatted
 * @throws Error where a disk is not there, or the module holds what is not played
 */
export function formatAsTold(diskoNix: string, disks: readonly PlayedDisk[]): readonly string[] {
  const devices = setAt(readNixLiteral(diskoNix), 'disko', 'devices');
  const assemblies = assembliesOf(devices);
  return Object.values(setAt(devices, 'disk')).map((told) => {
    const device = textAt(told, 'device');
    const disk = disks.find(({ byId }) => device === `/dev/disk/by-id/${byId}`);
    if (disk === undefined) throw new Error(`disko: ${device} is not there`);
    disk.content = partitionsOf(told, disk, assemblies);
    return disk.name;
  });
}

function partitionsOf(
  told: Literal,
  disk: PlayedDisk,
  assemblies: ReadonlyMap<string, Assembly>,
): Block[] {
  const partitions = Object.entries(setAt(told, 'content', 'partitions'));
  let left = disk.sizeBytes - 2 * MIB;
  return partitions.map(([name, partition], index) => {
    const type = textAt(partition, 'type');
    const mib = /^(\d+)M$/.exec(textAt(partition, 'size'))?.[1];
    const sizeBytes = mib === undefined ? left : Number(mib) * MIB;
    left -= sizeBytes;
    const block = makeBlock({
      path: partitionPath(disk, index + 1),
      type: 'part',
      sizeBytes,
      partlabel: name,
      partuuid: textAt(partition, 'uuid') || randomUUID(),
      parttype: PARTITION_TYPES[type] ?? null,
    });
    return filled(block, setAt(partition).content, assemblies);
  });
}

/** Arrays, groups and pools by `kind name`, each with what it holds. */
function assembliesOf(devices: LiteralSet): ReadonlyMap<string, Assembly> {
  const found = new Map<string, Assembly>();
  for (const [name, pool] of Object.entries(setAt(devices, 'zpool'))) {
    const block = makeBlock({ path: `/dev/zpool/${name}`, type: textAt(pool, 'type') });
    found.set(`zfs ${name}`, { block, memberType: 'zfs_member', label: name });
  }
  for (const [name, group] of Object.entries(setAt(devices, 'lvm_vg'))) {
    found.set(`lvm_pv ${name}`, {
      block: makeBlock({ path: `/dev/${name}`, type: 'group', children: volumesOf(name, group) }),
      memberType: 'LVM2_member',
      label: null,
    });
  }
  // Last, for an array may hold a member of a group.
  const arrays = Object.entries(setAt(devices, 'mdadm'));
  for (const [index, [name, array]] of arrays.entries()) {
    const type = `raid${String(setAt(array).level)}`;
    const block = makeBlock({ path: `/dev/md${127 - index}`, type });
    found.set(`mdraid ${name}`, {
      block: filled(block, setAt(array).content, found),
      memberType: 'linux_raid_member',
      label: `any:${name}`,
    });
  }
  return found;
}

function volumesOf(group: string, told: Literal): Block[] {
  return Object.entries(setAt(told, 'lvs')).map(([name, volume]) => {
    const path = `/dev/mapper/${[group, name].map((one) => one.replaceAll('-', '--')).join('-')}`;
    return filled(makeBlock({ path, type: 'lvm' }), setAt(volume).content, new Map());
  });
}

/** Writes on a block what disko's `content` says. */
function filled(
  block: Block,
  content: Literal | undefined,
  assemblies: ReadonlyMap<string, Assembly>,
): Block {
  if (!isSet(content)) return block;
  const type = textAt(content, 'type');
  block.uuid = randomUUID();
  switch (type) {
    case 'filesystem':
      block.fstype = textAt(content, 'format');
      block.mountpoints = [textAt(content, 'mountpoint')];
      return block;
    case 'swap':
      block.fstype = content.randomEncryption === true ? null : 'swap';
      return block;
    case 'btrfs': {
      const subvolumes = Object.values(setAt(content, 'subvolumes'));
      block.fstype = 'btrfs';
      block.mountpoints = subvolumes.map((one) => textAt(one, 'mountpoint')).filter(Boolean);
      return block;
    }
    case 'luks': {
      const path = `/dev/mapper/${textAt(content, 'name')}`;
      block.fstype = 'crypto_LUKS';
      block.children = [filled(makeBlock({ path, type: 'crypt' }), content.content, assemblies)];
      return block;
    }
    default:
      return joined(block, type, content, assemblies);
  }
}

const NAME_OF_MEMBERSHIP: Readonly<Record<string, string>> = {
  mdraid: 'name',
  lvm_pv: 'vg',
  zfs: 'pool',
};

function joined(
  block: Block,
  type: string,
  content: LiteralSet,
  assemblies: ReadonlyMap<string, Assembly>,
): Block {
  const assembly = assemblies.get(`${type} ${textAt(content, NAME_OF_MEMBERSHIP[type] ?? '')}`);
  if (assembly === undefined) throw new Error(`disko: ${type} of nothing that is there`);
  assembly.block.uuid ??= randomUUID();
  block.fstype = assembly.memberType;
  block.label = assembly.label;
  block.uuid = assembly.block.uuid;
  if (type === 'lvm_pv') block.children = assembly.block.children;
  else if (type === 'mdraid') block.children = [assembly.block];
  return block;
}
