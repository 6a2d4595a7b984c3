/** Whatever is asked of whatever machine: what is run and what is written names the planned disks, and no other. */

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorCode } from '../../src/domain/error.ts';
import type { Disk, Facts } from '../../src/domain/facts.ts';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { renderPicture } from '../../src/generate/picture.ts';
import { putAwayScript } from '../../src/install/put-away.ts';
import { startSwap } from '../../src/install/swap.ts';
import { wipeScript } from '../../src/install/wipe.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { anyDisks, anyFitting, anyLayout, type Fitting } from '../plan/any.ts';
import { makeBlock, makeFacts } from '../plan/make.ts';

const RUNS = 1000;
const KEPT_UUID = '6a1f6c3e-0000-4000-8000-000000000001';

/** One in four may be refused. */
const anyMachine: fc.Arbitrary<Fitting> = fc.oneof(
  { weight: 3, arbitrary: anyFitting },
  { weight: 1, arbitrary: fc.record({ layout: anyLayout, disks: anyDisks }) },
);

/** With the last disk holding data that stays, now and then. */
function withKept(layout: LayoutRequest, disks: readonly Disk[]) {
  const last = disks.at(-1);
  if (last === undefined || last.serial === null) return { layout, disks };
  const block = makeBlock({ path: `/dev/${last.name}1`, signature: 'ext4', uuid: KEPT_UUID });
  const data = [{ select: { serials: [last.serial] }, mountpoint: '/kept', keep: true }] as const;
  return {
    layout: { ...layout, data: [...layout.data, ...data] },
    disks: [...disks.slice(0, -1), { ...last, children: [block] }],
  };
}

function planOrNull(layout: LayoutRequest, facts: Facts): Plan | null {
  try {
    return planMachine(requestFor('any', layout), facts, INPUTS);
  } catch (error) {
    expect(errorCode(error)).toMatch(/^request\.(no-such-disk|ambiguous-disks|layout-impossible)$/);
    return null;
  }
}

function scriptsOf(plan: Plan): readonly string[] {
  return [wipeScript(plan), startSwap(plan.layout), putAwayScript(plan.layout)].map(
    ({ text }) => text,
  );
}

/** The facts are a list of all there is, and the comment of a kept mount says which disks it is on. */
function filesOf(plan: Plan, facts: Facts): readonly string[] {
  return generateFlake(plan, facts)
    .filter(({ path }) => path !== 'facts.json')
    .map(({ text }) => text.replaceAll(/^ *# On .*$/gm, ''));
}

function expectPlannedOnly(plan: Plan, facts: Facts): void {
  const devices = new Set(plan.disksToWipe.map(({ device }) => device));
  const uuids = new Set(plan.layout.disks.flatMap((one) => one.partitions.map(({ uuid }) => uuid)));
  const arrays = new Set(plan.layout.arrays.map(({ name }) => name));
  for (const text of [...scriptsOf(plan), ...filesOf(plan, facts)]) {
    for (const [, kind, name = ''] of text.matchAll(
      /\/dev\/disk\/by-(id|partuuid)\/([^'"\s)]+)/g,
    )) {
      expect(kind === 'id' ? devices.has(`/dev/disk/by-id/${name}`) : uuids.has(name)).toBe(true);
    }
    for (const [, name = ''] of text.matchAll(/\/dev\/md\/([a-z0-9]+)/g)) {
      expect(arrays).toContain(name);
    }
    for (const disk of facts.disks) {
      if (devices.has(`/dev/disk/by-id/${disk.byId}`)) continue;
      expect(text).not.toContain(disk.serial);
      expect(text).not.toMatch(new RegExp(`/dev/${disk.name}\\b`));
    }
  }
}

describe('any plan that is not refused', () => {
  it('names planned disks only in all that is run and written, kept ones left out', () => {
    let made = 0;
    let kept = 0;
    fc.assert(
      fc.property(anyMachine, fc.boolean(), ({ layout: asked, disks: there }, isKept) => {
        const { layout, disks } = isKept ? withKept(asked, there) : { layout: asked, disks: there };
        const facts = makeFacts({ disks });
        const plan = planOrNull(layout, facts);
        if (plan === null) return;
        made += 1;
        if (isKept) kept += 1;
        expectPlannedOnly(plan, facts);
        const isWiped = plan.disksToWipe.some(({ serial }) => serial === disks.at(-1)?.serial);
        expect(isKept && isWiped).toBe(false);
      }),
      { numRuns: RUNS, seed: 20261122 },
    );
    expect(made).toBeGreaterThan(RUNS / 3);
    expect(kept).toBeGreaterThan(RUNS / 10);
  });

  it('makes the same bytes again: plan, files, scripts and picture', () => {
    fc.assert(
      fc.property(anyMachine, ({ layout, disks }) => {
        const make = () => {
          const facts = structuredClone(makeFacts({ disks }));
          const plan = planOrNull(structuredClone(layout), facts);
          if (plan === null) return null;
          return [plan, generateFlake(plan, facts), scriptsOf(plan), renderPicture(plan)];
        };
        expect(JSON.stringify(make())).toBe(JSON.stringify(make()));
      }),
      { numRuns: 300, seed: 20261122 },
    );
  });
});
