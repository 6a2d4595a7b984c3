import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { renderFactsJson, renderJson } from '../../src/generate/facts-json.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';

describe('facts.json', () => {
  it('does not depend on the order or the kernel names of the disks', () => {
    const disks = [
      makeDisk({ name: 'nvme0n1', serial: 'A' }),
      makeDisk({ name: 'nvme1n1', serial: 'B' }),
    ];
    const swapped = [
      makeDisk({ name: 'nvme0n1', serial: 'B' }),
      makeDisk({ name: 'nvme1n1', serial: 'A' }),
    ];
    expect(renderFactsJson(makeFacts({ disks: swapped }))).toBe(
      renderFactsJson(makeFacts({ disks })),
    );
  });

  it('gives any value back as JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        expect(JSON.parse(renderJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { seed: 20261122 },
    );
  });

  it('keeps a short list on one line and spreads a long one', () => {
    expect(renderJson({ short: ['a', 1, null], none: [], empty: {}, left: undefined })).toBe(
      '{\n  "short": ["a", 1, null],\n  "none": [],\n  "empty": {}\n}',
    );
    expect(renderJson(['x'.repeat(60), 'y'.repeat(60)]).split('\n')).toHaveLength(4);
  });
});
