import { describe, expect, it } from '@jest/globals';
import { compareFacts } from '../../../src/service/machines/compare-facts.ts';
import { exampleFacts } from '../../support/example-plan.ts';

const facts = exampleFacts('metal-mirrors');

describe('two readings of a machine', () => {
  it('do not differ in what belongs to one boot', () => {
    const later = {
      ...facts,
      memoryMib: facts.memoryMib + 3,
      memoryAvailableMib: 1,
      system: { ...facts.system, bootId: 'other', uptimeSeconds: 1 },
    };
    expect(compareFacts(facts, later)).toEqual([]);
  });

  it('differ by a disk that was replaced', () => {
    const [first, ...others] = facts.disks;
    if (first === undefined) throw new Error('The example has no disk.');
    const disks = [...others, { ...first, serial: 'NEW1' }];
    expect(compareFacts(facts, { ...facts, disks })).toEqual([
      expect.stringMatching(/^disk NEW1 is new: /),
      expect.stringMatching(new RegExp(`^disk ${first.serial} is gone: `)),
    ]);
  });

  it('differ by a disk that is failing now, and by another kernel', () => {
    const disks = facts.disks.map((disk, index) =>
      index === 0 ? ({ ...disk, smart: 'failing' } as const) : disk,
    );
    const system = { ...facts.system, kernelRelease: '9.9' };
    expect(compareFacts(facts, { ...facts, disks, system })).toEqual([
      `kernel: ${facts.system.kernelRelease} → 9.9`,
      expect.stringContaining('SMART failing'),
    ]);
  });
});
