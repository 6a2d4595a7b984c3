import { describe, expect, it } from '@jest/globals';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeDisk, makeFacts } from './make.ts';

describe('text that no file can hold', () => {
  it.each(['a\0b', 'half \ud800'])('is refused with its place: %j', (serial) => {
    const facts = makeFacts({ disks: [makeDisk({ name: 'nvme0n1', byId: 'nvme-ONE', serial })] });
    expect(() => planMachine(requestFor('x', {}), facts, INPUTS)).toThrow(
      expect.objectContaining({
        code: 'machine.facts-unreadable',
        details: { place: 'layout.disks.0.serial' },
      }),
    );
  });
});
