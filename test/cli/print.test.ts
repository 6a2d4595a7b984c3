import { describe, expect, it } from '@jest/globals';
import { diskSize, duration, plain, table } from '../../src/cli/print.ts';

describe('a table', () => {
  const columns = [{ title: 'id' }, { title: 'why', isFlexible: true }];

  it('fits the terminal by cutting flexible columns alone', () => {
    const text = table(columns, [['0123456789', 'x'.repeat(200)]], 40);
    const lines = text.trimEnd().split('\n');
    expect(lines.every((line) => line.length <= 40)).toBe(true);
    expect(lines[1]).toMatch(/^0123456789 {2}x+…$/);
  });

  it('keeps whole what may not be cut, even when it is too wide', () => {
    expect(table([{ title: 'id' }], [['x'.repeat(90)]], 80)).toContain('x'.repeat(90));
  });

  it('shows a text of several lines on one', () => {
    expect(table(columns, [['1', 'a\nb']], 80)).toContain('a b');
  });
});

describe('values in words', () => {
  it.each([
    [400, '0.4 s'],
    [9_960, '10 s'],
    [59_700, '1 min 0 s'],
    [200_000, '3 min 20 s'],
    [3_900_000, '1 h 5 min'],
  ])('says how long %d ms are', (ms, want) => {
    expect(duration(ms)).toBe(want);
  });

  it.each([
    [512e9, '512 GB'],
    [1.92e12, '1.92 TB'],
    [5e6, '5 MB'],
  ])('says how large %d bytes are', (bytes, want) => {
    expect(diskSize(bytes)).toBe(want);
  });

  it('takes from a text what would move the cursor', () => {
    expect(plain('a\u001b[2Jb\rc\td')).toBe('a[2Jbc\td');
  });
});
