/** The package as somebody else installs it: packed, unpacked, and imported by its name. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const USE = `
import { ApiError, createClient } from 'ironflake/client';
const client = createClient({
  baseUrl: 'https://ironflake.test',
  token: 'token',
  attempts: 1,
  fetch: async (url) => Response.json({ url, items: [] }),
});
const page = await client.machines.list({ limit: 5 });
console.log(JSON.stringify([page.url, typeof ApiError]));
`;

let folder: string;
let installed: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'ironflake-package-'));
  const pack = ['pack', '--silent', '--pack-destination', folder];
  execFileSync('npm', pack, { cwd: ROOT, stdio: 'pipe' });
  installed = path.join(folder, 'node_modules', 'ironflake');
  mkdirSync(installed, { recursive: true });
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  const unpack = ['-xzf', path.join(folder, tarball), '-C', installed, '--strip-components=1'];
  execFileSync('tar', unpack);
}, 180_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('is imported by its name and calls the service', () => {
  const run = ['--input-type=module', '-e', USE];
  const said = execFileSync(process.execPath, run, { cwd: folder, encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual(['https://ironflake.test/v1/machines?limit=5', 'function']);
});

it('brings types, and imports nothing that a browser does not have', () => {
  const dist = path.join(installed, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' });
  expect(files).toContain(path.join('src', 'client', 'index.d.ts'));
  const scripts = files.filter((name) => name.endsWith('.js'));
  const imported = scripts.flatMap((name) => {
    const text = readFileSync(path.join(dist, name), 'utf8');
    return [...text.matchAll(/from ["']([^"']+)["']/g)].map(([, from]) => from ?? '');
  });
  expect(imported.length).toBeGreaterThan(5);
  expect(imported.filter((from) => !/^\.\.?\/.*\.js$/.test(from))).toEqual([]);
});
