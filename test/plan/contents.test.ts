import { describe, expect, it } from '@jest/globals';
import { toPlannedDisk } from '../../src/plan/contents.ts';
import { factsOf } from '../generate/examples.ts';
import { makeDisk, makeHdd } from './make.ts';

describe('what is on a disk, in lines', () => {
  it('shows the way through arrays to what they hold', () => {
    const disk = factsOf('metal-rescue').disks.find((one) => one.name === 'sda');
    expect(toPlannedDisk(disk ?? makeDisk({ name: 'none' })).contents).toEqual([
      'part1 linux_raid_member "old-host:data" 14.6 TiB',
      'part1 raid1 ext4 "data" 14.6 TiB',
    ]);
  });

  it('numbers partitions of NVMe disks alike, and shows empty ones too', () => {
    const disk = factsOf('cloud-rescue').disks[0];
    expect(toPlannedDisk(disk ?? makeDisk({ name: 'none' })).contents).toEqual([
      'part1 ext4 37.9 GiB',
      'part14 1 MiB',
      'part15 vfat 256 MiB',
    ]);
  });

  it('tells of a disk without partitions', () => {
    expect(toPlannedDisk(makeHdd('sda', { signature: 'zfs_member' }))).toMatchObject({
      device: '/dev/disk/by-id/ata-HDD_sda',
      contents: ['whole disk zfs_member'],
    });
    expect(toPlannedDisk(makeHdd('sda')).contents).toEqual([]);
  });
});
