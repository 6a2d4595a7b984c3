import { describe, expect, it } from '@jest/globals';
import type { EvaluatedDevices, Evaluation } from '../../src/domain/evaluation.ts';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import { moduleObstacles, requireSoundModule } from '../../src/plan/layout-module.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeBlock, makeDisk, makeFacts, makeHdd } from './make.ts';

const MODULE = '{ disks, ... }: { }';
const DEVICE = '/dev/disk/by-id/nvme-MODEL_S-nvme0n1';

function plan(layout: Partial<LayoutRequest>, fields: Parameters<typeof makeFacts>[0] = {}) {
  return planMachine(requestFor('x', { module: MODULE, ...layout }), makeFacts(fields), INPUTS);
}

const SOUND: EvaluatedDevices = {
  disks: [{ device: DEVICE, partitions: ['1M', '512M', '100%'] }],
  efiMountpoint: '/boot',
  efiType: 'vfat',
  bootDevices: [DEVICE],
  luks: [],
};

function obstacles(change: Partial<EvaluatedDevices>, firmware: 'bios' | 'uefi' = 'bios') {
  const devices = { ...SOUND, ...change };
  return moduleObstacles({ devices } as Evaluation, plan({}, { firmware }));
}

describe('a layout by a disko module', () => {
  it('plans which disks are wiped, and says that the module divides them', () => {
    const made = plan({});
    expect(made.disksToWipe.map(({ device }) => device)).toEqual([DEVICE]);
    expect(made.layout).toMatchObject({ module: MODULE, isForeign: true, arrays: [] });
    expect(made.layout.disks[0]?.partitions).toEqual([]);
    expect(made.warnings.join()).toMatch(/module of the request/);
  });

  it('has another digest with another module', () => {
    expect(plan({ module: '{ }' }).digest).not.toBe(plan({}).digest);
    expect(plan({}).digest).toBe(plan({}).digest);
  });

  it('takes all disks that were selected, of any sizes', () => {
    const disks = [
      makeDisk({ name: 'nvme0n1' }),
      makeDisk({ name: 'nvme1n1', sizeBytes: 2 ** 40 }),
      makeHdd('sda'),
    ];
    expect(plan({ system: { kind: 'nvme' } }, { disks }).disksToWipe).toHaveLength(2);
    const serials = ['S-nvme0n1', 'S-sda'];
    expect(plan({ system: { serials } }, { disks }).disksToWipe).toHaveLength(2);
    expect(() => plan({ system: {} }, { disks })).toThrow(
      expect.objectContaining({ code: 'request.ambiguous-disks' }),
    );
    expect(() => plan({ system: { kind: 'nvme', count: 1 } }, { disks })).toThrow(
      expect.objectContaining({ code: 'request.ambiguous-disks' }),
    );
    expect(() => plan({ system: { kind: 'ssd' } }, { disks })).toThrow(
      expect.objectContaining({ code: 'request.no-such-disk' }),
    );
  });

  it('keeps to the rules that protect other disks, and mounts what is kept', () => {
    const linux = [
      makeBlock({ path: '/dev/sda1', partitionType: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b' }),
      makeBlock({ path: '/dev/sda2', signature: 'ext4', uuid: 'u-1' }),
    ];
    const system = { kind: 'nvme' } as const;
    const withLinux = [makeDisk({ name: 'nvme0n1' }), makeHdd('sda', { children: linux })];
    expect(() => plan({ system }, { disks: withLinux })).toThrow(
      expect.objectContaining({ code: 'machine.disk-shared' }),
    );
    const disks = [makeDisk({ name: 'nvme0n1' }), makeHdd('sda', { children: linux.slice(1) })];
    const data = [{ select: { kind: 'hdd' }, mountpoint: '/srv', keep: true }] as const;
    expect(plan({ system, data }, { disks }).layout.kept).toMatchObject([{ mountpoint: '/srv' }]);
  });

  it.each<[string, Partial<LayoutRequest>, RegExp]>([
    ['nothing in it', { module: ' \n' }, /it is empty/],
    ['NUL', { module: '{ }\0' }, /NUL/],
    ['too much', { module: 'x'.repeat(256 * 1024 + 1) }, /larger than/],
    [
      'data that is divided elsewhere',
      { module: MODULE, data: [{ select: {}, mountpoint: '/srv', preset: 'single-ext4' }] },
      /select those of \/srv in "disks\.system"/,
    ],
  ])('is refused with %s', (_, layout, words) => {
    expect(() => requireSoundModule(requestFor('x', layout))).toThrow(words);
  });
});

describe('what Nix says of a module', () => {
  it('fits where it names the planned disks, starts, and is not larger than they are', () => {
    expect(obstacles({})).toEqual([]);
    expect(obstacles({ bootDevices: ['nodev'] }, 'uefi')).toEqual([]);
    expect(obstacles({ disks: [{ device: DEVICE, partitions: ['+511G', '-0', '2048'] }] })).toEqual(
      [],
    );
  });

  it.each<[string, Partial<EvaluatedDevices>, 'bios' | 'uefi', RegExp]>([
    [
      'names a disk by the kernel’s name',
      { disks: [{ device: '/dev/sda', partitions: [] }] },
      'bios',
      /it names \/dev\/sda: .*argument "disks"/,
    ],
    [
      'is larger than a disk',
      { disks: [{ device: DEVICE, partitions: ['500G', '+13G', '100%'] }] },
      'bios',
      /take 513 GiB, and the disk has 512 GiB/,
    ],
    ['has nothing for BIOS', { bootDevices: ['nodev'] }, 'bios', /type EF02/],
    ['has nothing for UEFI', { efiType: null }, 'uefi', /nothing is mounted at \/boot/],
    ['has no FAT for UEFI', { efiType: 'ext4' }, 'uefi', /ext4 is mounted at \/boot/],
    ['encrypts', { luks: ['crypt'] }, 'bios', /it encrypts crypt, .*preset with "luks"/],
  ])('is refused where it %s', (_, change, firmware, words) => {
    expect(obstacles(change, firmware)).toEqual([expect.stringMatching(words)]);
  });

  it('is refused where nothing was told', () => {
    expect(moduleObstacles({ devices: null } as Evaluation, plan({}))).toHaveLength(1);
  });
});
