import { describe, expect, it } from '@jest/globals';
import { parseDisks, parseSmart, parseVolumeGroups } from '../../src/facts/lsblk.ts';

function disksOf(blockdevices: unknown, extra: { groups?: string; smart?: string } = {}) {
  return parseDisks({
    lsblk: JSON.stringify({ blockdevices }),
    byId: new Map([['sda', ['ata-X']]]),
    volumeGroups: parseVolumeGroups(extra.groups ?? ''),
    smart: parseSmart(extra.smart ?? ''),
  });
}

describe('disks from lsblk', () => {
  it('leaves out empty drives, memory devices, arrays and optical media', () => {
    const names = ['sda', 'sr0', 'loop0', 'zram0', 'md127', 'nbd0'];
    const disks = disksOf([
      ...names.map((name) => ({ name, type: name === 'sr0' ? 'rom' : 'disk', size: 1024 })),
      { name: 'sdb', type: 'disk', size: 0 },
    ]);
    expect(disks.map((disk) => disk.name)).toEqual(['sda']);
  });

  it.each([
    ['nvme by tran', { tran: 'nvme', rota: false }, 'nvme', 'nvme'],
    ['sata and spinning', { tran: 'sata', rota: true }, 'sata', 'hdd'],
    ['sas and flash', { tran: 'sas', rota: false }, 'sas', 'ssd'],
    [
      'virtio-scsi, whose tran is null',
      { tran: null, rota: true, subsystems: 'block:scsi:virtio:pci' },
      'scsi',
      'hdd',
    ],
    ['virtio-blk', { tran: null, rota: true, subsystems: 'block:virtio:pci' }, 'virtio', 'hdd'],
    [
      'usb by its chain',
      { tran: null, rota: true, subsystems: 'block:scsi:usb:pci' },
      'usb',
      'hdd',
    ],
    [
      'an older lsblk that quotes all',
      { tran: 'sata', rota: '1', size: '2048', rm: '0' },
      'sata',
      'hdd',
    ],
    ['a transport nobody knows', { tran: 'carrier-pigeon', rota: false }, 'unknown', 'ssd'],
  ])('tells %s', (_title, fields, transport, kind) => {
    const [disk] = disksOf([{ name: 'sda', type: 'disk', size: 1024, ...fields }]);
    expect(disk).toMatchObject({ transport, kind, byId: 'ata-X', isRemovable: false });
  });

  it('keeps what lies on a disk, with the volume group as a label', () => {
    const [disk] = disksOf(
      [
        {
          name: 'sda',
          type: 'disk',
          size: 1024,
          children: [
            {
              name: 'sda1',
              path: '/dev/sda1',
              type: 'part',
              size: 512,
              fstype: 'LVM2_member',
              parttype: 'E6D6D379-F507-44C2-A23C-238F2A3DF928',
              mountpoint: null,
              children: [
                {
                  name: 'vg0-root',
                  path: '/dev/mapper/vg0-root',
                  type: 'lvm',
                  size: 256,
                  fstype: 'ext4',
                  mountpoints: ['/', null],
                },
              ],
            },
          ],
        },
      ],
      { groups: '  /dev/sda1 vg0\n  /dev/sdb1\n' },
    );
    expect(disk?.children[0]).toMatchObject({
      label: 'vg0',
      partitionType: 'e6d6d379-f507-44c2-a23c-238f2a3df928',
      mountpoints: [],
    });
    expect(disk?.children[0]?.children[0]?.mountpoints).toEqual(['/']);
  });

  it('reads verdicts of ATA, NVMe and SAS', () => {
    const smart = parseSmart(
      'sda SMART overall-health self-assessment test result: PASSED\nsdb SMART Health Status: OK\nsdc SMART overall-health self-assessment test result: FAILED!\nsdd ',
    );
    expect([...smart]).toEqual([
      ['sda', 'passed'],
      ['sdb', 'passed'],
      ['sdc', 'failing'],
    ]);
  });

  it.each(['no json', '{}', '[]', '{"blockdevices":{}}'])('refuses %j', (lsblk) => {
    const sources = { lsblk, byId: new Map(), volumeGroups: new Map(), smart: new Map() };
    expect(() => parseDisks(sources)).toThrow(
      expect.objectContaining({ code: 'machine.facts-unreadable' }),
    );
  });
});
