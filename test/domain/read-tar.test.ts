import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readTar } from '../../src/domain/read-tar.ts';
import { packTar, type TarEntry } from '../../src/domain/tar.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'ironflake-read-tar-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const LONG = `${'folder-'.repeat(12)}/${'name-'.repeat(18)}.nix`;
mkdirSync(path.join(dir, path.dirname(LONG)));
writeFileSync(path.join(dir, LONG), 'long');
writeFileSync(path.join(dir, 'flake.nix'), '{ }\n');
writeFileSync(path.join(dir, 'run'), '#!/bin/sh\n');
chmodSync(path.join(dir, 'run'), 0o755);
symlinkSync('../flake.nix', path.join(dir, path.dirname(LONG), 'link'));

const FILE: TarEntry = { path: 'flake.nix', content: '{ }' };

function texts(entries: readonly TarEntry[]) {
  return entries.map(({ content, ...rest }) => ({ ...rest, content: content.toString() }));
}

/** A header's field changed, and the checksum made to fit. */
function forged(archive: Buffer, at: number, text: string): Buffer {
  const changed = Buffer.from(archive);
  changed.write(text, at, 'latin1');
  changed.write('        ', 148);
  const sum = changed.subarray(0, 512).reduce((all, byte) => all + byte, 0);
  changed.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return changed;
}

describe('an archive of somebody else', () => {
  it.each(['gnu', 'pax', 'ustar'])('is read as tar writes it in the form %s', (form) => {
    const archive = execFileSync('tar', ['-C', dir, `--format=${form}`, '-c', '.']);
    const found = texts(readTar(archive));
    expect(found).toHaveLength(4);
    expect(found).toEqual(
      expect.arrayContaining([
        { path: 'flake.nix', content: '{ }\n' },
        { path: 'run', content: '#!/bin/sh\n', isExecutable: true },
        { path: LONG, content: 'long' },
        { path: `${path.dirname(LONG)}/link`, content: '', target: '../flake.nix' },
      ]),
    );
  });

  it('comes back from what is packed of it', () => {
    const archive = execFileSync('tar', ['-C', dir, '--format=pax', '-c', '.']);
    const once = readTar(archive);
    expect(texts(readTar(packTar(once)))).toEqual(texts(once));
  });

  it.each<[string, readonly TarEntry[]]>([
    ['an absolute path', [{ path: '/etc/passwd', content: '' }]],
    ['a way up', [{ path: 'a/../../b', content: '' }]],
    ['an empty part', [{ path: 'a//b', content: '' }]],
    ['a control character', [{ path: 'a\nb', content: '' }]],
    ['an absolute link', [{ path: 'a', content: '', target: '/etc' }]],
    ['a link out', [{ path: 'd/a', content: '', target: '../../x' }]],
    ['a link up behind a name', [{ path: 'a', content: '', target: 'b/../c' }]],
    ['a link to the folder above', [{ path: 'a', content: '', target: '..' }]],
    [
      'an entry below a link',
      [
        { path: 'a', content: '', target: 'b' },
        { path: 'a/x', content: '' },
      ],
    ],
    [
      'an entry below a file',
      [
        { path: 'a', content: '' },
        { path: 'a/x', content: '' },
      ],
    ],
    ['one path twice', [FILE, FILE]],
  ])('is refused with %s', (_, entries) => {
    expect(() => readTar(packTar(entries))).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  it.each([
    ['a hard link', 156, '1'],
    ['a device', 156, '3'],
    ['a pipe', 156, '6'],
    ['a size that is no number', 124, 'zz'],
    ['a size beyond its end', 124, '77777777777'],
  ])('is refused with %s', (_, at, text) => {
    expect(() => readTar(forged(packTar([FILE]), at, text))).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });

  it('is refused with a wrong checksum', () => {
    const archive = packTar([FILE]);
    archive.write('x', 0);
    expect(() => readTar(archive)).toThrow(/header/);
  });
});
