/**
 * Writes into flake.nix the hash of the production packages: `npm run nix:hash`, after each change of the lock file.
 * Fetches them into a temporary directory, as the derivation in flake.nix does.
 */

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FLAKE = path.join(ROOT, 'flake.nix');
const INSTALL = 'ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund';

/** SHA-256 of the lock file, in hex: flake.nix names it beside the packages' hash, so that a change of one shows. */
export function digestOfLock(): string {
  return createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
}

function hashOfPackages(): string {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'ironflake-packages-'));
  try {
    for (const name of ['package.json', 'package-lock.json']) {
      cpSync(path.join(ROOT, name), path.join(directory, name));
    }
    execFileSync('npm', INSTALL.split(' '), {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    rmSync(path.join(directory, 'node_modules/.package-lock.json'));
    const packages = path.join(directory, 'node_modules');
    const features = ['--extra-experimental-features', 'nix-command'];
    return execFileSync('nix', [...features, 'hash', 'path', packages], {
      encoding: 'utf8',
    }).trim();
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const text = readFileSync(FLAKE, 'utf8')
    .replace(/nodeModulesHash = "[^"]*"/, `nodeModulesHash = "${hashOfPackages()}"`)
    .replace(/package-lock\.json \([0-9a-f]*\)/, `package-lock.json (${digestOfLock()})`);
  writeFileSync(FLAKE, text);
}
