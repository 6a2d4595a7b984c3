import { describe, expect, it } from '@jest/globals';
import { parsePairs, requireEnd, requireSection, splitSections } from '../../src/facts/sections.ts';

describe('splitting labelled output', () => {
  it('drops what stands before the first label and trims each section', () => {
    const sections = splitSections('motd\n\n=== a\n1\n2\n\n=== b\r\n3\r\n\n=== end\n');
    expect([...sections]).toEqual([
      ['a', '1\n2'],
      ['b', '3'],
      ['end', ''],
    ]);
  });

  it('says which section is missing and which were seen', () => {
    const sections = splitSections('=== a\n1\n=== b\n');
    expect(() => requireSection(sections, 'lsblk', 'disks')).toThrow(
      /"lsblk" \(disks\) is missing; seen: sections a, b/,
    );
    expect(() => requireSection(sections, 'b', 'b')).toThrow(/is empty/);
  });

  it('says where the output was cut off', () => {
    const sections = splitSections('=== a\n1\n=== b\n');
    expect(() => requireEnd(sections)).toThrow(/cut off in the section "b"/);
  });

  it('reads pairs with and without quotes', () => {
    expect([...parsePairs('A=1\nB="two words"\nnothing\nC=a=b\n=x')]).toEqual([
      ['A', '1'],
      ['B', 'two words'],
      ['C', 'a=b'],
    ]);
  });
});
