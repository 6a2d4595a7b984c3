import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packTar } from '../../src/domain/tar.ts';

const files = [
  { path: 'flake.nix', content: 'äöü\n'.repeat(200) },
  { path: 'modules/01.nix', content: '' },
  { path: 'facts.json', content: 'x'.repeat(512) },
];

describe('a tar archive', () => {
  it('is read by tar with every file as it was', () => {
    const archive = packTar(files);
    const names = execFileSync('tar', ['-t'], { input: archive }).toString().trim().split('\n');
    expect(names).toEqual(files.map((one) => one.path));
    for (const { path: name, content } of files) {
      expect(execFileSync('tar', ['-xO', name], { input: archive }).toString()).toBe(content);
    }
  });

  it('is the same for the same files', () => {
    expect(packTar(files).equals(packTar(files))).toBe(true);
  });

  it('holds long paths, links and executables', () => {
    const long = `${'d'.repeat(90)}/${'e'.repeat(60)}/${'f'.repeat(90)}`;
    const dir = mkdtempSync(path.join(os.tmpdir(), 'ironflake-tar-'));
    const archive = packTar([
      { path: long, content: 'far', isExecutable: true },
      { path: 'link', content: '', target: 'flake.nix' },
    ]);
    execFileSync('tar', ['-C', dir, '-x'], { input: archive });
    expect(readFileSync(path.join(dir, long), 'utf8')).toBe('far');
    expect(statSync(path.join(dir, long)).mode & 0o777).toBe(0o755);
    expect(readlinkSync(path.join(dir, 'link'))).toBe('flake.nix');
    rmSync(dir, { recursive: true });
  });

  it('refuses a name that its header cannot hold', () => {
    expect(() => packTar([{ path: 'x'.repeat(101), content: '' }])).toThrow(/too long/);
  });
});
