import { describe, expect, it } from '@jest/globals';
import type { Disk } from '../../src/domain/facts.ts';
import type { DiskSelector, LayoutRequest } from '../../src/domain/layout.ts';
import { chooseDisks } from '../../src/plan/disks.ts';
import { makeDisk, makeHdd } from './make.ts';

const GIB = 2 ** 30;
const NVME = [makeDisk({ name: 'nvme0n1' }), makeDisk({ name: 'nvme1n1' })];
const HDD = [makeHdd('sda', { sizeBytes: 4000 * GIB }), makeHdd('sdb', { sizeBytes: 4000 * GIB })];

function layout(fields: Partial<LayoutRequest>): LayoutRequest {
  return {
    preset: 'single-ext4',
    system: {},
    data: [],
    espSizeMib: 1024,
    swapSizeMib: 0,
    ...fields,
  };
}

function names(disks: readonly Disk[]): readonly string[] {
  return disks.map((disk) => disk.name);
}

function system(preset: LayoutRequest['preset'], selector: DiskSelector, disks: readonly Disk[]) {
  return names(chooseDisks(layout({ preset, system: selector }), disks).system);
}

describe('choosing disks', () => {
  it.each<[string, LayoutRequest['preset'], DiskSelector, readonly Disk[], readonly string[]]>([
    ['the only disk', 'single-ext4', {}, [makeDisk({ name: 'vda' })], ['vda']],
    [
      'the only fixed one beside a USB stick',
      'single-ext4',
      {},
      [makeHdd('sda'), makeHdd('sdb', { transport: 'usb' })],
      ['sda'],
    ],
    ['the one of a kind', 'single-ext4', { kind: 'hdd' }, [...NVME, makeHdd('sda')], ['sda']],
    ['the one with the serial', 'single-ext4', { serials: ['S-nvme1n1'] }, NVME, ['nvme1n1']],
    [
      'the one with the by-id path',
      'single-ext4',
      { byIds: ['/dev/disk/by-id/nvme-MODEL_S-nvme0n1'] },
      NVME,
      ['nvme0n1'],
    ],
    [
      'the one in the size bounds',
      'single-ext4',
      { minSizeGib: 100, maxSizeGib: 600 },
      [makeDisk({ name: 'nvme0n1' }), ...HDD],
      ['nvme0n1'],
    ],
    ['both of a pair', 'mirror-ext4', {}, NVME, ['nvme0n1', 'nvme1n1']],
    [
      'the only pair of one kind',
      'mirror-ext4',
      {},
      [...NVME, makeHdd('sda')],
      ['nvme0n1', 'nvme1n1'],
    ],
    [
      'a pair that differs by less than one in a hundred',
      'mirror-ext4',
      {},
      [makeHdd('sda', { sizeBytes: 1000 * GIB }), makeHdd('sdb', { sizeBytes: 995 * GIB })],
      ['sda', 'sdb'],
    ],
    [
      'three when three are asked for',
      'mirror-ext4',
      { count: 3 },
      [...NVME, makeDisk({ name: 'nvme2n1' })],
      ['nvme0n1', 'nvme1n1', 'nvme2n1'],
    ],
    [
      'three when three are named',
      'mirror-ext4',
      { serials: ['S-a', 'S-b', 'S-c'] },
      ['a', 'b', 'c'].map((name) => makeDisk({ name })),
      ['a', 'b', 'c'],
    ],
  ])('takes %s', (_title, preset, selector, disks, want) => {
    expect(system(preset, selector, disks)).toEqual(want);
    expect(system(preset, selector, [...disks].reverse())).toEqual(want);
  });

  it.each<[string, LayoutRequest['preset'], DiskSelector, readonly Disk[], string, RegExp]>([
    ['no disk at all', 'single-ext4', {}, [], 'request.no-such-disk', /There is: no fixed disk/],
    [
      'only a stick',
      'single-ext4',
      {},
      [makeHdd('sda', { transport: 'usb' })],
      'request.no-such-disk',
      /Never taken: hdd MODEL serial S-sda .* is attached by USB/,
    ],
    [
      'only a removable one',
      'single-ext4',
      {},
      [makeHdd('sda', { isRemovable: true })],
      'request.no-such-disk',
      /is removable/,
    ],
    [
      'only a read-only one',
      'single-ext4',
      {},
      [makeHdd('sda', { isReadOnly: true })],
      'request.no-such-disk',
      /is read-only/,
    ],
    [
      'a kind that is not there',
      'single-ext4',
      { kind: 'ssd' },
      NVME,
      'request.no-such-disk',
      /0 fit.*S-nvme0n1.*S-nvme1n1/,
    ],
    [
      'one serial that is not there',
      'mirror-ext4',
      { serials: ['S-nvme0n1', 'S-gone'] },
      NVME,
      'request.no-such-disk',
      /named S-gone/,
    ],
    [
      'one disk for a mirror',
      'mirror-ext4',
      {},
      NVME.slice(0, 1),
      'request.no-such-disk',
      /2 disks for the system: 1 fit/,
    ],
    [
      'two for one',
      'single-ext4',
      {},
      NVME,
      'request.ambiguous-disks',
      /S-nvme0n1 512 GiB \(nvme-MODEL_S-nvme0n1\).*S-nvme1n1/,
    ],
    [
      'three for a mirror of two',
      'mirror-ext4',
      {},
      [...NVME, makeDisk({ name: 'nvme2n1' })],
      'request.ambiguous-disks',
      /3 fit equally well/,
    ],
    [
      'two pairs',
      'mirror-ext4',
      {},
      [...NVME, ...HDD],
      'request.ambiguous-disks',
      /4 fit equally well/,
    ],
    [
      'a chain of sizes of which two pairs fit',
      'mirror-ext4',
      {},
      [1000, 1009, 1018].map((size) => makeHdd(`s${size}`, { sizeBytes: size * GIB })),
      'request.ambiguous-disks',
      /3 fit/,
    ],
    [
      'a mirror of unequal disks',
      'mirror-ext4',
      {},
      [makeHdd('sda', { sizeBytes: 1000 * GIB }), makeHdd('sdb', { sizeBytes: 900 * GIB })],
      'request.layout-impossible',
      /1000 GiB, hdd 900 GiB|900 GiB, hdd 1000 GiB/,
    ],
    [
      'a mirror of two kinds',
      'mirror-ext4',
      {},
      [makeDisk({ name: 'nvme0n1' }), makeHdd('sda', { sizeBytes: 512 * GIB })],
      'request.layout-impossible',
      /one kind/,
    ],
    [
      'a mirror of one',
      'mirror-ext4',
      { count: 1 },
      NVME,
      'request.layout-impossible',
      /takes two or more/,
    ],
    [
      'a single of two',
      'single-ext4',
      { count: 2 },
      NVME,
      'request.layout-impossible',
      /takes exactly one/,
    ],
    [
      'a failing disk',
      'single-ext4',
      {},
      [makeDisk({ name: 'nvme0n1', smart: 'failing' })],
      'request.no-such-disk',
      /SMART verdict is that it is failing/,
    ],
    [
      'a disk without a stable name',
      'single-ext4',
      {},
      [makeDisk({ name: 'vda', byId: null })],
      'request.no-such-disk',
      /no stable name under \/dev\/disk\/by-id/,
    ],
  ])('refuses %s', (_title, preset, selector, disks, code, message) => {
    expect(() => system(preset, selector, disks)).toThrow(expect.objectContaining({ code }));
    expect(() => system(preset, selector, disks)).toThrow(message);
  });

  it('takes a failing disk where it is told to', () => {
    const disks = [makeDisk({ name: 'nvme0n1', smart: 'failing' })];
    expect(system('single-ext4', { allowFailing: true }, disks)).toEqual(['nvme0n1']);
  });

  it('never takes a cloud volume that was not named', () => {
    const disk = makeHdd('sda', { byId: 'scsi-0QEMU_QEMU_HARDDISK_1' });
    const volume = makeHdd('sdb', { byId: 'scsi-0HC_Volume_7', serial: '7' });
    expect(system('single-ext4', {}, [disk, volume])).toEqual(['sda']);
    expect(system('single-ext4', { serials: ['7'] }, [disk, volume])).toEqual(['sdb']);
  });

  it('gives a wish without properties what the others leave', () => {
    const data = [
      { select: { kind: 'hdd' } as const, mountpoint: '/srv', preset: 'mirror-ext4' as const },
    ];
    const chosen = chooseDisks(layout({ preset: 'mirror-ext4', data }), [...HDD, ...NVME]);
    expect(names(chosen.system)).toEqual(['nvme0n1', 'nvme1n1']);
    expect(chosen.data.map(names)).toEqual([['sda', 'sdb']]);
  });

  it('refuses two groups that name the same disks', () => {
    const data = [
      { select: { kind: 'nvme' } as const, mountpoint: '/srv', preset: 'mirror-ext4' as const },
    ];
    expect(() =>
      chooseDisks(layout({ preset: 'mirror-ext4', system: { kind: 'nvme' }, data }), NVME),
    ).toThrow(/would be taken twice/);
  });
});
