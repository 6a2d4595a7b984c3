/** The copy of what the service built, with commands in place of `ssh`, `nix` and `sleep` that tell what they were called with. */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { copyScript } from '../../src/install/service-build.ts';

let folder: string;
let place: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ironflake-copy-'));
  place = path.join(folder, "it's a place");
  mkdirSync(place);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs it where `ssh` is refused with this text so many times. Its status, what it said, and all calls in order. */
function copy({ refusals, says }: { refusals: number; says: string }) {
  const calls = path.join(folder, 'calls');
  const tell = (name: string) => `#!/bin/bash\necho "${name} \${*: -2}" >> '${calls}'\n`;
  const refuse = `[ "$(grep -c ^ssh '${calls}')" -gt ${refusals} ] || { echo '${says}' >&2; exit 255; }\n`;
  const write = (name: string, text: string) =>
    writeFileSync(path.join(folder, name), text, { mode: 0o755 });
  write('ssh', tell('ssh') + refuse);
  write('nix', tell('nix'));
  write('sleep', tell('sleep'));
  const call = { place, user: 'root', address: { host: '192.0.2.7', port: 22 } };
  const input = copyScript({ ...call, path: '/nix/store/0-system', root: '/mnt' }).text;
  const env = { PATH: `${folder}:${process.env.PATH}` };
  const { status, stderr } = spawnSync('bash', ['-s'], { input, env, encoding: 'utf8' });
  return { status, stderr, calls: readFileSync(calls, 'utf8').trim().split('\n') };
}

const SSH = 'ssh root@192.0.2.7 true';
const NIX = 'nix ssh-ng://root@192.0.2.7?remote-store=local%3Froot=%2Fmnt /nix/store/0-system';
const CUT = 'kex_exchange_identification: Connection closed by remote host';

describe('copyScript', () => {
  it('copies once the machine lets it in, and leaves no key behind', () => {
    expect(copy({ refusals: 0, says: '' })).toMatchObject({ status: 0, calls: [SSH, NIX] });
    expect(existsSync(place)).toBe(false);
  });

  it('comes again when the machine cuts the connection before a word', () => {
    const { status, calls } = copy({ refusals: 2, says: CUT });
    expect(status).toBe(0);
    expect(calls.filter((line) => !line.startsWith('sleep'))).toEqual([SSH, SSH, SSH, NIX]);
  });

  it('gives up after two minutes of it, and says what it was told', () => {
    const { status, calls, stderr } = copy({ refusals: 99, says: CUT });
    expect(status).toBe(1);
    expect(stderr).toContain(CUT);
    expect(calls.filter((line) => line === SSH)).toHaveLength(24);
    expect(calls).not.toContain(NIX);
  });

  it('does not come again to a machine with another host key', () => {
    const { status, calls } = copy({ refusals: 1, says: 'Host key verification failed.' });
    expect(status).toBe(1);
    expect(calls).toEqual([SSH]);
    expect(existsSync(place)).toBe(false);
  });
});
