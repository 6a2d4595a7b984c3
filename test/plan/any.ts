/** Machines and wishes for property tests: mostly sound, with a defect here and there. */

import fc from 'fast-check';
import type { Disk } from '../../src/domain/facts.ts';
import {
  LAYOUT_PRESETS,
  LAYOUTS,
  type LayoutPreset,
  type LayoutRequest,
} from '../../src/domain/layout.ts';
import { takesDisks } from '../../src/plan/layout-options.ts';
import { makeDisk } from './make.ts';

const GIB = 2 ** 30;

/** True once in so many, so that most machines are sound. */
const onceIn = (times: number) => fc.integer({ min: 1, max: times }).map((value) => value === 1);

/** Some disks of one model; now and then one has a defect. */
const anyGroup = fc.record({
  kind: fc.constantFrom('nvme', 'ssd', 'hdd'),
  sizeGib: fc.constantFrom(1, 3, 40, 512, 4000),
  members: fc.array(
    fc.record({
      isOdd: onceIn(30),
      isUsb: onceIn(20),
      isFailing: onceIn(30),
      lacksById: onceIn(30),
      isReadOnly: onceIn(30),
    }),
    { minLength: 1, maxLength: 4 },
  ),
} as const);

/** Some groups of disks; each disk has its own serial, and its by-id name is made from it. */
export const anyDisks = fc
  .uniqueArray(anyGroup, { minLength: 1, maxLength: 3, selector: (group) => group.kind })
  .map((groups) =>
    groups
      .flatMap((group) => group.members.map((member) => ({ ...group, ...member })))
      .map((draft, index) => {
        const serial = `SN${String(index).padStart(3, '0')}`;
        const transport = draft.kind === 'nvme' ? 'nvme' : 'sata';
        return makeDisk({
          name: `sd${String.fromCharCode(97 + index)}`,
          serial,
          byId: draft.lacksById ? null : `ata-M_${serial}`,
          kind: draft.kind,
          transport: draft.isUsb ? 'usb' : transport,
          sizeBytes: (draft.isOdd ? 0.9 : 1) * draft.sizeGib * GIB,
          smart: draft.isFailing ? 'failing' : 'passed',
          isReadOnly: draft.isReadOnly,
        });
      }),
  );

const anySelector = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('nvme', 'ssd', 'hdd') } as const) },
  { weight: 2, arbitrary: fc.constant({}) },
  {
    weight: 1,
    arbitrary: fc.record(
      {
        minSizeGib: fc.constantFrom(2, 100),
        maxSizeGib: fc.constant(1000),
        count: fc.constantFrom(1, 2, 3),
      },
      { requiredKeys: [] },
    ),
  },
);

const anyPreset = fc.constantFrom(
  'single-ext4',
  'single-btrfs',
  'mirror-ext4',
  'mirror-ext4',
  'mirror-btrfs',
  'mirror-zfs',
  'stripe-ext4',
  'raidz1',
  'raid10-ext4',
);

/** Any preset with any of its options, and up to two data groups. */
export const anyLayout: fc.Arbitrary<LayoutRequest> = fc.record({
  preset: anyPreset,
  system: anySelector,
  data: fc.array(
    fc.record({
      select: anySelector,
      mountpoint: fc.constantFrom('/srv', '/var/lib', '/data'),
      preset: anyPreset,
    }),
    { maxLength: 2 },
  ),
  espSizeMib: fc.constantFrom(100, 1024),
  swapSizeMib: fc.constantFrom(0, 2048),
  hasLuks: onceIn(4),
  hasLvm: onceIn(4),
  isImpermanent: onceIn(8),
});

/** A machine and a wish that it can fulfil. */
export interface Fitting {
  readonly layout: LayoutRequest;
  readonly disks: readonly Disk[];
}

const KINDS = ['nvme', 'ssd', 'hdd'] as const;
const MOUNTPOINTS = ['/srv', '/var/lib'] as const;

/** Each kind of disk is one group: the first holds the system, the others data; one disk of each kind may be left over. */
export const anyFitting: fc.Arbitrary<Fitting> = fc
  .record({
    counts: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    isLeft: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
    picks: fc.array(fc.nat(), { minLength: 3, maxLength: 3 }),
    hasLuks: fc.boolean(),
    hasLvm: fc.boolean(),
    isImpermanent: fc.boolean(),
    espSizeMib: fc.constantFrom(100, 1024),
    swapSizeMib: fc.constantFrom(0, 2048),
  })
  .map(({ counts, isLeft, picks, hasLuks, hasLvm, isImpermanent, ...sizes }) => {
    const presetOf = (index: number, isSystem: boolean): LayoutPreset => {
      const fitting = LAYOUT_PRESETS.filter(
        (preset) => takesDisks(preset, counts[index] ?? 1) && (isSystem || LAYOUTS[preset].canData),
      );
      return fitting[(picks[index] ?? 0) % fitting.length] ?? 'single-ext4';
    };
    const preset = presetOf(0, true);
    const { canLuks, canLvm, canImpermanence } = LAYOUTS[preset];
    const selectorOf = (index: number) => ({
      kind: KINDS[index] ?? 'nvme',
      count: counts[index] ?? 1,
      serials: Array.from({ length: counts[index] ?? 1 }, (_, number) => serialOf(index, number)),
    });
    const layout: LayoutRequest = {
      ...sizes,
      preset,
      system: selectorOf(0),
      data: counts.slice(1).map((_, index) => ({
        select: selectorOf(index + 1),
        mountpoint: MOUNTPOINTS[index] ?? '/data',
        preset: presetOf(index + 1, false),
      })),
      hasLuks: hasLuks && canLuks,
      hasLvm: hasLvm && canLvm,
      isImpermanent: isImpermanent && canImpermanence,
    };
    const disks = counts.flatMap((count, index) =>
      Array.from({ length: count + (isLeft[index] === true ? 1 : 0) }, (_, number) =>
        fittingDisk(index, number),
      ),
    );
    return { layout, disks };
  });

function serialOf(group: number, number: number): string {
  return `SN${group}${number}X`;
}

function fittingDisk(group: number, number: number): Disk {
  const serial = serialOf(group, number);
  const kind = KINDS[group] ?? 'nvme';
  return makeDisk({
    name: `sd${String.fromCharCode(97 + group * 8 + number)}`,
    serial,
    byId: `ata-M_${serial}`,
    kind,
    transport: kind === 'nvme' ? 'nvme' : 'sata',
    sizeBytes: 512 * GIB,
  });
}
