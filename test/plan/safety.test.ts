import { describe, expect, it } from '@jest/globals';
import type { BlockContent, Disk } from '../../src/domain/facts.ts';
import { refuseSharedDisks, refuseTakenNames } from '../../src/plan/safety.ts';
import { makeBlock, makeHdd } from './make.ts';

const ESP = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
const BIOS_BOOT = '21686148-6449-6e6f-744e-656564454649';

function member(path: string, fields: Partial<BlockContent>): BlockContent {
  return makeBlock({ path, ...fields });
}

function pair(own: Partial<BlockContent>, other: Partial<BlockContent>): readonly [Disk, Disk] {
  return [
    makeHdd('sda', { children: [member('/dev/sda1', own)] }),
    makeHdd('sdb', { children: [member('/dev/sdb1', other)] }),
  ];
}

describe('protecting disks outside of the plan', () => {
  const array = makeBlock({ path: '/dev/md127', type: 'raid1', signature: 'ext4' });
  it.each<[string, Partial<BlockContent>, Partial<BlockContent>, RegExp]>([
    ['an assembled array', { children: [array] }, { children: [array] }, /shares the raid1 device/],
    [
      'an array that is not assembled',
      { signature: 'linux_raid_member', uuid: 'u1', label: 'any:data' },
      { signature: 'linux_raid_member', uuid: 'u1', label: 'any:data' },
      /shares the md array any:data/,
    ],
    [
      'a volume group by its label',
      { signature: 'LVM2_member', label: 'vg0' },
      { signature: 'LVM2_member', label: 'vg0' },
      /shares the volume group vg0/,
    ],
    [
      'a volume group by the names of its volumes',
      {
        signature: 'LVM2_member',
        children: [makeBlock({ path: '/dev/mapper/my--vg-a', type: 'lvm' })],
      },
      {
        signature: 'LVM2_member',
        children: [makeBlock({ path: '/dev/mapper/my--vg-b', type: 'lvm' })],
      },
      /shares the volume group my-vg/,
    ],
    [
      'volume groups whose names are unknown',
      { signature: 'LVM2_member' },
      { signature: 'LVM2_member' },
      /whose name could not be read/,
    ],
    [
      'a ZFS pool',
      { signature: 'zfs_member', uuid: '77', label: 'tank' },
      { signature: 'zfs_member', uuid: '77', label: 'tank' },
      /shares the ZFS pool tank/,
    ],
    [
      'a btrfs',
      { signature: 'btrfs', uuid: 'b' },
      { signature: 'btrfs', uuid: 'b' },
      /shares the btrfs file system b/,
    ],
    [
      'Ceph, on a disk and in a volume',
      { signature: 'ceph_bluestore' },
      {
        signature: 'LVM2_member',
        children: [
          makeBlock({ path: '/dev/mapper/ceph-db', type: 'lvm', signature: 'ceph_bluestore' }),
        ],
      },
      /shares Ceph, whose parts may belong together/,
    ],
    [
      'an array below LUKS',
      {
        signature: 'crypto_LUKS',
        children: [
          makeBlock({ path: '/dev/mapper/x', type: 'crypt', signature: 'btrfs', uuid: 'b' }),
        ],
      },
      { signature: 'btrfs', uuid: 'b' },
      /shares the btrfs/,
    ],
  ])('refuses to tear %s', (_title, own, other, message) => {
    const [planned, kept] = pair(own, other);
    expect(() => refuseSharedDisks([planned], [planned, kept])).toThrow(message);
    expect(() => refuseSharedDisks([planned], [planned, kept])).toThrow(
      expect.objectContaining({ code: 'machine.disk-shared' }),
    );
    expect(() => refuseSharedDisks([planned, kept], [planned, kept])).not.toThrow();
  });

  const ext4 = makeBlock({ path: '/dev/sdb2', signature: 'ext4' });
  it.each<[string, Disk, RegExp]>([
    [
      'an EFI system partition and Linux',
      makeHdd('sdb', {
        children: [makeBlock({ path: '/dev/sdb1', signature: 'vfat', partitionType: ESP }), ext4],
      }),
      /an EFI system partition beside ext4/,
    ],
    [
      'a BIOS boot partition and Linux',
      makeHdd('sdb', {
        children: [makeBlock({ path: '/dev/sdb1', partitionType: BIOS_BOOT }), ext4],
      }),
      /a BIOS boot partition beside ext4/,
    ],
    [
      'the mounted root',
      makeHdd('sdb', {
        children: [makeBlock({ path: '/dev/sdb1', signature: 'ext4', mountpoints: ['/'] })],
      }),
      /carries the running system \(mounted at \/\)/,
    ],
    [
      'a mounted /boot on the whole disk',
      makeHdd('sdb', { signature: 'ext4', mountpoints: ['/boot'] }),
      /mounted at \/boot/,
    ],
    [
      'a root by its label',
      makeHdd('sdb', {
        children: [
          makeBlock({ path: '/dev/sdb1', signature: 'linux_raid_member', label: 'any:root' }),
        ],
      }),
      /label "any:root"/,
    ],
  ])('refuses to leave another system behind: %s', (_title, kept, message) => {
    const planned = makeHdd('sda');
    expect(() => refuseSharedDisks([planned], [planned, kept])).toThrow(message);
  });

  it.each<[string, Disk]>([
    ['an empty disk', makeHdd('sdb')],
    [
      'plain data',
      makeHdd('sdb', {
        children: [makeBlock({ path: '/dev/sdb1', signature: 'ext4', label: 'media' })],
      }),
    ],
    [
      'a data array of its own',
      makeHdd('sdb', {
        children: [
          makeBlock({
            path: '/dev/sdb1',
            signature: 'linux_raid_member',
            uuid: 'u2',
            label: 'any:varlib',
          }),
        ],
      }),
    ],
    [
      'an EFI system partition with nothing beside it',
      makeHdd('sdb', {
        children: [makeBlock({ path: '/dev/sdb1', signature: 'vfat', partitionType: ESP })],
      }),
    ],
    [
      'Windows',
      makeHdd('sdb', {
        children: [
          makeBlock({ path: '/dev/sdb1', signature: 'ntfs' }),
          makeBlock({ path: '/dev/sdb2', signature: 'vfat', partitionType: ESP }),
        ],
      }),
    ],
  ])('keeps %s', (_title, kept) => {
    const planned = makeHdd('sda', {
      children: [makeBlock({ path: '/dev/sda1', signature: 'linux_raid_member', uuid: 'u1' })],
    });
    expect(() => refuseSharedDisks([planned], [kept, planned])).not.toThrow();
  });
});

describe('names on disks outside of the plan', () => {
  const array = {
    name: 'root',
    level: 1,
    metadata: '1.2',
    hasBitmap: true,
    assumesClean: true,
    memberCount: 2,
    content: { kind: 'swap' },
  } as const;
  const layout = {
    arrays: [array],
    volumeGroups: [{ name: 'system', volumes: [] }],
    pools: [],
  };

  it.each([
    ['linux_raid_member', 'any:root', /holds the md array root, a name that is planned/],
    ['LVM2_member', 'system', /holds the volume group system/],
  ])('are refused when the plan gives them to another disk (%s %s)', (signature, label, words) => {
    const [, other] = pair({}, { signature, label });
    expect(() => refuseTakenNames(layout, [other])).toThrow(words);
    expect(() => refuseTakenNames(layout, [other])).toThrow(
      expect.objectContaining({ code: 'machine.disk-shared' }),
    );
  });

  it('may be others, or those of another kind of thing', () => {
    const [one, other] = pair(
      { signature: 'linux_raid_member', label: 'any:varlib' },
      { signature: 'ext4', label: 'root' },
    );
    expect(() => refuseTakenNames(layout, [one, other])).not.toThrow();
  });
});
