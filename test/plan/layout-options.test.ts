import { describe, expect, it } from '@jest/globals';
import {
  LAYOUT_PRESETS,
  LAYOUTS,
  type LayoutPreset,
  type LayoutRequest,
} from '../../src/domain/layout.ts';
import {
  checkOptions,
  disksInWords,
  nearestPreset,
  takesDisks,
} from '../../src/plan/layout-options.ts';

function request(fields: Partial<LayoutRequest>): LayoutRequest {
  const base = { system: {}, data: [], espSizeMib: 1024, swapSizeMib: 0 };
  return { preset: 'single-ext4', ...base, ...fields };
}

describe('options of a layout', () => {
  it.each<[Partial<LayoutRequest>, LayoutPreset]>([
    [{ preset: 'raidz1', hasLuks: true }, 'mirror-ext4'],
    [{ preset: 'single-zfs', hasLvm: true }, 'single-ext4'],
    [{ preset: 'mirror-ext4', isImpermanent: true }, 'mirror-btrfs'],
    [{ preset: 'stripe-ext4', isImpermanent: true }, 'mirror-btrfs'],
    [
      { data: [{ select: { count: 2 }, mountpoint: '/srv', preset: 'mirror-zfs' }] },
      'mirror-btrfs',
    ],
  ])('refuses %j and names %s as the nearest that can', (fields, nearest) => {
    expect(() => checkOptions(request(fields), LAYOUTS[nearest].minimumDisks)).toThrow(
      expect.objectContaining({
        code: 'request.layout-impossible',
        details: expect.objectContaining({ nearest }),
        message: expect.stringContaining(`nearest layout that can is ${nearest}.`),
      }),
    );
  });

  it('lets every preset have what the catalogue says it can have', () => {
    for (const preset of LAYOUT_PRESETS) {
      const { canLuks, canLvm, canImpermanence } = LAYOUTS[preset];
      const fields = { preset, hasLuks: canLuks, hasLvm: canLvm, isImpermanent: canImpermanence };
      expect(() => checkOptions(request(fields), 4)).not.toThrow();
    }
  });

  it('marks what the lab does not boot', () => {
    expect(LAYOUT_PRESETS.filter((preset) => !LAYOUTS[preset].isBootTested)).toEqual([
      'single-zfs',
      'mirror-zfs',
      'raidz1',
    ]);
  });
});

describe('the nearest layout', () => {
  it.each([
    ['raid10-ext4', 3, 'mirror-ext4'],
    ['raid10-ext4', 1, 'single-ext4'],
    ['mirror-btrfs', 1, 'single-btrfs'],
    ['raidz1', 2, 'mirror-zfs'],
    ['single-ext4', 2, 'mirror-ext4'],
    ['stripe-ext4', 0, null],
  ] as const)('to %s on %i disks is %s', (preset, count, nearest) => {
    expect(takesDisks(preset, count)).toBe(false);
    expect(nearestPreset(preset, count)).toBe(nearest);
  });

  it('is told with the number of disks that the preset takes', () => {
    expect(disksInWords('single-btrfs')).toBe('exactly one disk');
    expect(disksInWords('raid10-ext4')).toBe('four or more disks');
  });
});
