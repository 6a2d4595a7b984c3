import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OPTION = '--max-semi-space-size=4';

function lineOf(file: string, part: string): string {
  const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  return lines.find((line) => line.includes(part) && line.includes('src/main.ts')) ?? '';
}

describe('the service', () => {
  // Node takes it from its command line alone: young objects are to take 12 MiB at most a thread, and not 100.
  it.each([
    ['package.json', '"start"'],
    ['Dockerfile', 'CMD'],
    ['docs/systemd/ironflake.service', 'ExecStart'],
    ['flake.nix', '--add-flags'],
    ['test/lab/service-process.ts', 'const args'],
  ])('is kept small where %s starts it', (file, part) => {
    expect(lineOf(file, part)).toContain(OPTION);
  });
});
