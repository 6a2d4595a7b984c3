import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { packTar } from '../../src/http/tar.ts';

const files = [
  { path: 'flake.nix', text: 'äöü\n'.repeat(200) },
  { path: 'modules/01.nix', text: '' },
  { path: 'facts.json', text: 'x'.repeat(512) },
];

describe('a tar archive', () => {
  it('is read by tar with every file as it was', () => {
    const archive = packTar(files);
    const names = execFileSync('tar', ['-t'], { input: archive }).toString().trim().split('\n');
    expect(names).toEqual(files.map(({ path }) => path));
    for (const { path, text } of files) {
      expect(execFileSync('tar', ['-xO', path], { input: archive }).toString()).toBe(text);
    }
  });

  it('is the same for the same files', () => {
    expect(packTar(files).equals(packTar(files))).toBe(true);
  });

  it('refuses a name that its header cannot hold', () => {
    expect(() => packTar([{ path: 'x'.repeat(101), text: '' }])).toThrow(/too long/);
  });
});
