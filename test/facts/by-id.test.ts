import { describe, expect, it } from '@jest/globals';
import { chooseById, parseByIdLinks } from '../../src/facts/by-id.ts';

describe('stable disk names', () => {
  it.each([
    {
      title: 'model and serial before the namespace form and the hex form of an NVMe disk',
      names: ['nvme-nvme.1b36-53-00000001', 'nvme-M_S1_1', 'nvme-M_S1', 'nvme-eui.0025'],
      want: 'nvme-M_S1',
    },
    {
      title: 'the namespace form of an NVMe disk that has no other',
      names: ['nvme-M_S1_1', 'nvme-eui.0025'],
      want: 'nvme-M_S1_1',
    },
    {
      title: 'ata before wwn',
      names: ['wwn-0x5000', 'ata-TOSHIBA_X', 'scsi-35000'],
      want: 'ata-TOSHIBA_X',
    },
    {
      title: 'serial before number on SCSI',
      names: ['scsi-35000c5', 'scsi-SSEAGATE_X'],
      want: 'scsi-SSEAGATE_X',
    },
    {
      title: 'the virtual SCSI form',
      names: ['scsi-0QEMU_QEMU_HARDDISK_1'],
      want: 'scsi-0QEMU_QEMU_HARDDISK_1',
    },
    { title: 'virtio', names: ['virtio-abc'], want: 'virtio-abc' },
    { title: 'wwn alone', names: ['wwn-0x5000'], want: 'wwn-0x5000' },
    {
      title: 'nothing that goes away with the content',
      names: ['md-name-a', 'lvm-pv-uuid-x', 'dm-name-b'],
      want: null,
    },
    { title: 'nothing of a USB disk', names: ['usb-Kingston_1'], want: null },
    {
      title: 'no name with escaped characters',
      names: ['ata-A\\x20B', 'wwn-0x1'],
      want: 'wwn-0x1',
    },
    { title: 'nothing of nothing', names: [], want: null },
  ])('takes $title', ({ names, want }) => {
    expect(chooseById(names)).toBe(want);
    expect(chooseById([...names].reverse())).toBe(want);
  });

  it('groups link names by the disk they point to', () => {
    const links = parseByIdLinks(
      'wwn-1 ../../sda\nata-B ../../sda\nata-B-part1 ../../sda1\n\nbroken',
    );
    expect(links.get('sda')).toEqual(['ata-B', 'wwn-1']);
    expect(links.get('sda1')).toEqual(['ata-B-part1']);
    expect(links.size).toBe(2);
  });
});
