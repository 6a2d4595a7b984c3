import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { GROW_STORE, NO_COLLECTION } from '../../src/install/memory-guard.ts';

describe('the memory guard', () => {
  it('does nothing, and does not fail, where the store is no file system of its own', () => {
    expect(execFileSync('bash', ['-euo', 'pipefail', '-c', GROW_STORE.text]).toString()).toBe('');
  });

  it('gives Nix words that it knows', () => {
    const words = NO_COLLECTION.text.split(' ');
    const shown = execFileSync('nix', [
      '--extra-experimental-features',
      'nix-command',
      'show-config',
      ...words,
      '--json',
    ]).toString();
    expect(JSON.parse(shown)['min-free'].value).toBe(0);
  });
});
