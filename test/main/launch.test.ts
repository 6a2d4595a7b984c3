import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../..');
const OPTIONS = ['--max-semi-space-size=8', '--heap-growing-percent=100'];

function lineOf(file: string, part: string): string {
  const lines = readFileSync(path.join(ROOT, file), 'utf8').split('\n');
  return lines.find((line) => line.includes(part) && line.includes('src/main.ts')) ?? '';
}

describe('the service', () => {
  // Node takes them from its command line alone: young objects take 24 MiB at most a thread, and not 100; old ones are
  // collected when they have doubled, and not when they are four times as many.
  it.each([
    ['package.json', '"start"'],
    ['Dockerfile', 'CMD'],
    ['docs/systemd/ironflake.service', 'ExecStart'],
    ['flake.nix', '--add-flags'],
    ['test/lab/service-process.ts', 'const args'],
  ])('is kept small where %s starts it', (file, part) => {
    for (const option of OPTIONS) expect(lineOf(file, part)).toContain(option);
  });
});
