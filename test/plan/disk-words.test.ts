import { describe, expect, it } from '@jest/globals';
import { diskInWords, sizeInWords } from '../../src/plan/disk-words.ts';
import { makeDisk } from './make.ts';

describe('disks in words', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [2 ** 20, '1 MiB'],
    [1.5 * 2 ** 30, '1.5 GiB'],
    [512110190592, '477 GiB'],
    [16000900661248, '14.6 TiB'],
    [2 ** 60, '1048576 TiB'],
  ])('%d bytes are %s', (bytes, want) => {
    expect(sizeInWords(bytes)).toBe(want);
  });

  it('says what is not known', () => {
    const disk = makeDisk({ name: 'sda', model: null, serial: null, byId: null });
    expect(diskInWords(disk)).toBe('nvme unknown model without serial 512 GiB (no by-id name)');
  });
});
