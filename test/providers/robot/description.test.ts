import { describe, expect, it } from '@jest/globals';
import { parseCpu, parseDisks, parseMemoryGb } from '../../../providers/robot/description.ts';

describe('disks in the lines of an offer', () => {
  it.each([
    ['2x SSD M.2 NVMe 512 GB', [{ kind: 'nvme', count: 2, sizeGb: 512 }]],
    ['2 x 512 GB NVMe SSD (Gen4)', [{ kind: 'nvme', count: 2, sizeGb: 512 }]],
    ['4x SSD U.2 NVMe 960 GB Datacenter', [{ kind: 'nvme', count: 4, sizeGb: 960 }]],
    ['2x SSD SATA 512 GB', [{ kind: 'ssd', count: 2, sizeGb: 512 }]],
    ['2x HDD SATA 2,0 TB Enterprise', [{ kind: 'hdd', count: 2, sizeGb: 2000 }]],
    ['2 x 1.92 TB NVMe SSD', [{ kind: 'nvme', count: 2, sizeGb: 1920 }]],
    ['2 x 2 TB SATA 6 Gb/s 7200 rpm', [{ kind: 'hdd', count: 2, sizeGb: 2000 }]],
    ['SATA drive 250 GB', [{ kind: 'unknown', count: 1, sizeGb: 250 }]],
    [
      '2x SSD 240 GB + 4x HDD 16 TB',
      [
        { kind: 'ssd', count: 2, sizeGb: 240 },
        { kind: 'hdd', count: 4, sizeGb: 16_000 },
      ],
    ],
    ['4x RAM 16384 MB DDR4 ECC', []],
    ['64 GB DDR4 RAM', []],
    ['NIC 1 Gbit Intel I219-LM', []],
    ['no drives', []],
  ])('%s', (line, disks) => {
    expect(parseDisks([line])).toEqual(disks);
  });
});

describe('memory in the lines of an offer', () => {
  it.each([
    [['Intel Core', '64 GB DDR4 RAM'], 64],
    [['4x RAM 16384 MB DDR4 ECC'], 64],
    [['2x 32 GB DDR5'], 64],
    [['2x SSD 512 GB'], null],
    [[], null],
  ])('%j is %p GB', (lines, memoryGb) => {
    expect(parseMemoryGb(lines)).toBe(memoryGb);
  });
});

describe('the processor in the lines of an offer', () => {
  it.each([
    [['64 GB RAM', 'AMD Ryzen™ 9 7950X3D'], 'AMD Ryzen™ 9 7950X3D'],
    [['Something new', '64 GB RAM'], 'Something new'],
    [[], ''],
  ])('of %j is %p', (lines, cpu) => {
    expect(parseCpu(lines)).toBe(cpu);
  });
});
