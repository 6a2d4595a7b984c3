import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { writeScript } from '../../src/install/files.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'ironflake-files-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const HOSTILE = `it's "quoted" $HOME \${x} \\n %s \`id\` $(id)\n\nünï'' \u{1f9ca}\n`;

describe('writeScript', () => {
  it('writes each text as it is, with its mode, into folders that it makes', () => {
    const file = path.join(dir, "a folder's", 'deep', 'file');
    const script = writeScript([
      { path: file, text: HOSTILE, mode: '0640' },
      { path: `${file}2`, text: '', mode: '0600', owner: '1234:56' },
    ]);
    execFileSync('bash', ['-s'], { input: script.text });
    execFileSync('bash', ['-s'], { input: script.text });
    expect(readFileSync(file, 'utf8')).toBe(HOSTILE);
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(statSync(`${file}2`)).toMatchObject({ size: 0, uid: 1234, gid: 56 });
  });

  it('stops at the first file that cannot be written', () => {
    const script = writeScript([{ path: '/proc/none/file', text: 'x', mode: '0600' }]);
    expect(() => execFileSync('bash', ['-s'], { input: script.text, stdio: 'pipe' })).toThrow();
  });
});
