import { describe, expect, it } from '@jest/globals';
import type { Disk } from '../../src/domain/facts.ts';
import type { LayoutPreset, LayoutRequest } from '../../src/domain/layout.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeDisk, makeFacts, makeHdd } from './make.ts';

const MIB = 2 ** 20;

function disks(count: number, sizeMib = 512 * 1024): readonly Disk[] {
  return Array.from({ length: count }, (_, index) =>
    makeDisk({ name: `nvme${index}n1`, sizeBytes: sizeMib * MIB }),
  );
}

function plan(layout: Partial<LayoutRequest>, on: readonly Disk[]) {
  return planMachine(requestFor('x', layout), makeFacts({ disks: on }), INPUTS);
}

interface Refused {
  readonly message: string;
  readonly details: {
    readonly nearest?: LayoutPreset | null;
    readonly nearestCount?: number;
    readonly nearestSizes?: Partial<LayoutRequest> | null;
    readonly nearestDisks?: readonly { readonly serial: string }[];
  };
}

function refusalOf(layout: Partial<LayoutRequest>, on: readonly Disk[]): Refused {
  try {
    plan(layout, on);
  } catch (error) {
    return error as Refused;
  }
  throw new Error('it was planned');
}

const MIXED = [makeDisk({ name: 'nvme0n1' }), makeHdd('sda', { sizeBytes: 512 * 1024 * MIB })];

describe('a layout that cannot stand on a machine', () => {
  it.each<[string, Partial<LayoutRequest>, readonly Disk[], RegExp]>([
    ['one disk for a mirror', { preset: 'mirror-ext4' }, disks(1), /2 disks .* 1 fit/],
    ['one disk for a stripe', { preset: 'stripe-ext4' }, disks(1), /2 disks .* 1 fit/],
    ['three disks for raid10', { preset: 'raid10-ext4' }, disks(3), /"count": 3/],
    ['two disks for raidz1', { preset: 'raidz1' }, disks(2), /is mirror-zfs/],
    ['one disk for raidz1', { preset: 'raidz1' }, disks(1), /is single-zfs/],
    ['a mirror of one', { preset: 'mirror-btrfs', system: { count: 1 } }, disks(2).slice(1), /two/],
    ['a single of two', { preset: 'single-ext4', system: { count: 2 } }, disks(2), /exactly one/],
    ['six disks of four', { preset: 'raid10-ext4', system: { count: 6 } }, disks(4), /4 fit/],
    ['a mirror over two kinds', { preset: 'mirror-ext4' }, MIXED, /one kind/],
    [
      'raid10 over two sizes',
      { preset: 'raid10-ext4' },
      [...disks(2), ...['a', 'b'].map((name) => makeDisk({ name, sizeBytes: 256 * 1024 * MIB }))],
      /within 1 %/,
    ],
    ['ZFS with LUKS', { preset: 'mirror-zfs', hasLuks: true }, disks(2), /luks/],
    [
      'raidz1 with LUKS',
      { preset: 'raidz1', hasLuks: true },
      disks(3),
      /mirror-ext4 with "count": 3/,
    ],
    ['ZFS with LVM', { preset: 'single-zfs', hasLvm: true }, disks(1), /lvm/],
    ['ext4 that forgets', { preset: 'mirror-ext4', isImpermanent: true }, disks(2), /impermanence/],
    [
      'a stripe that forgets',
      { preset: 'stripe-ext4', isImpermanent: true },
      disks(3).slice(1),
      /btrfs/,
    ],
    ['raid10 that forgets', { preset: 'raid10-ext4', isImpermanent: true }, disks(4), /"count": 4/],
    ['an EFI partition too small for a kernel', { espSizeMib: 64 }, disks(1), /"espSizeMib": 100/],
    ['an EFI partition larger than the disk', { espSizeMib: 16_384 }, disks(1, 10_240), /8189/],
    ['swap larger than the disk', { swapSizeMib: 20_480 }, disks(1, 10_240), /7165/],
    [
      'swap larger than a mirror',
      { preset: 'mirror-ext4', swapSizeMib: 20_480 },
      disks(2, 10_240),
      /7165/,
    ],
    [
      'swap larger than a stripe',
      { preset: 'stripe-ext4', swapSizeMib: 20_480 },
      disks(2, 10_240),
      /14330/,
    ],
    [
      'swap larger than raid10',
      { preset: 'raid10-ext4', swapSizeMib: 20_480 },
      disks(4, 10_240),
      /14330/,
    ],
    [
      'swap larger than a volume group',
      { swapSizeMib: 20_480, hasLvm: true },
      disks(1, 10_240),
      /7165/,
    ],
  ])('is refused with what can: %s', (_, layout, on, words) => {
    const { message, details } = refusalOf(layout, on);
    expect(message).toMatch(words);
    const { nearest, nearestCount, nearestSizes, nearestDisks } = details;
    const serials = nearestDisks?.map(({ serial }) => serial);
    const changes: Partial<LayoutRequest> = {
      ...(typeof nearest === 'string' ? { preset: nearest } : {}),
      ...(nearestCount === undefined ? {} : { system: { count: nearestCount } }),
      ...(serials === undefined ? {} : { system: { serials } }),
      ...nearestSizes,
    };
    expect(Object.keys(changes)).not.toEqual([]);
    expect(plan({ ...layout, ...changes }, on).disksToWipe.length).toBeGreaterThan(0);
  });

  it('is refused without one where none can: no disk is large enough for any', () => {
    const { message, details } = refusalOf({}, disks(1, 1024));
    expect(details.nearestSizes).toBeNull();
    expect(message).toMatch(/No layout fits there: a disk has to have 2151 MiB/);
  });

  it('is refused without one where there are no disks', () => {
    expect(refusalOf({ preset: 'mirror-ext4' }, []).details.nearest).toBeNull();
  });
});
