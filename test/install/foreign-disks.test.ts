import { describe, expect, it } from '@jest/globals';
import { compareDisks } from '../../src/install/foreign-disks.ts';

const BY_ID = { name: '/dev/disk/by-id/nvme-X', path: '/dev/nvme0n1' };
const KERNEL = { name: '/dev/nvme0n1', path: '/dev/nvme0n1' };
const OTHER = { name: '/dev/sda', path: '/dev/sda' };

describe('compareDisks', () => {
  it('takes any name that leads to a planned disk', () => {
    expect(compareDisks([KERNEL], [BY_ID])).toEqual([]);
  });

  it('says what is partitioned unplanned, wiped unused, or not there', () => {
    expect(compareDisks([OTHER], [BY_ID])).toEqual([
      expect.stringMatching(/sda would be partitioned/),
      expect.stringMatching(/nvme-X would be wiped/),
    ]);
    expect(compareDisks([KERNEL, { ...OTHER, path: '' }], [BY_ID])).toEqual([
      '/dev/sda is not there',
    ]);
  });
});
