import { describe, expect, it } from '@jest/globals';
import { LAYOUT_PRESETS } from '../../src/domain/layout.ts';
import { exampleMachine } from '../../src/plan/example-machine.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { listLayouts } from '../../src/service/list-layouts.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';

const SIZES = { espSizeMib: 1024, swapSizeMib: 0 };
const layouts = listLayouts(SIZES);

describe('the catalogue of layouts', () => {
  it('has every preset once, each drawn as a plan is', () => {
    expect(layouts.map(({ preset }) => preset)).toEqual([...LAYOUT_PRESETS]);
    for (const { drawing, preset } of layouts) {
      expect(drawing).toMatch(/^<svg /);
      expect(drawing).toContain(preset);
      expect(drawing).toContain('EXAMPLE-1');
    }
    expect(listLayouts(SIZES)).toEqual(layouts);
  });

  it.each(layouts)('tells the size from which on $preset fits', (layout) => {
    const { preset, minimumDisks, minimumDiskMib } = layout;
    const plan = (sizeMib: number) => {
      const disks = Array.from({ length: minimumDisks }, (_, index) =>
        makeDisk({ name: `nvme${index}n1`, sizeBytes: sizeMib * 2 ** 20 }),
      );
      return planMachine(requestFor('x', { preset, ...SIZES }), makeFacts({ disks }), INPUTS);
    };
    expect(() => plan(minimumDiskMib)).not.toThrow();
    expect(() => plan(minimumDiskMib - 1)).toThrow(
      expect.objectContaining({ code: 'request.layout-impossible' }),
    );
  });

  it.each(layouts)('offers what can stand on fewer disks than $preset needs', (layout) => {
    const { preset, minimumDisks, nearest } = layout;
    if (minimumDisks === 1) return expect(nearest).toHaveLength(1);
    const request = requestFor('x', { preset, ...SIZES });
    const [first] = nearest;
    expect(() => planMachine(request, exampleMachine(minimumDisks - 1), INPUTS)).toThrow(
      expect.objectContaining({
        code: 'request.no-such-disk',
        details: expect.objectContaining({ nearest: first }),
      }),
    );
  });
});
