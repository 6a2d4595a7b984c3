/** Real Nix for tests: parses files and evaluates expressions, without a daemon, a store or a network. */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FlakeFile } from '../../src/domain/plan.ts';

/** Runs nix-instantiate on files that live as long as the call. */
function nixInstantiate(
  files: readonly FlakeFile[],
  argumentsFor: (folder: string) => readonly string[],
): string {
  const folder = mkdtempSync(join(tmpdir(), 'nix-'));
  try {
    for (const file of files) {
      mkdirSync(dirname(join(folder, file.path)), { recursive: true });
      writeFileSync(join(folder, file.path), file.text);
    }
    const run = spawnSync('nix-instantiate', argumentsFor(folder), {
      encoding: 'utf8',
      maxBuffer: 64 * 2 ** 20,
      env: {
        ...process.env,
        HOME: folder,
        NIX_STATE_DIR: join(folder, 'state'),
        NIX_STORE_DIR: join(folder, 'store'),
        NIX_LOG_DIR: join(folder, 'log'),
      },
    });
    if (run.error !== undefined) {
      throw new Error(
        'These tests hold generated files against the real Nix, and nix-instantiate could not be started. Install it (on Debian: the package nix-bin) and run them again.',
        { cause: run.error },
      );
    }
    if (run.status !== 0) throw new Error(run.stderr);
    return run.stdout;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error with Nix's own words when one of the files is not Nix */
export function parseWithNix(files: readonly FlakeFile[]): void {
  nixInstantiate(files, (folder) => ['--parse', ...files.map((file) => join(folder, file.path))]);
}

/** The value of an expression; files lie beside it. */
export function evaluateWithNix(expression: string, files: readonly FlakeFile[] = []): unknown {
  const all = [...files, { path: 'expression.nix', text: expression }];
  const json = nixInstantiate(all, (folder) => [
    '--eval',
    '--strict',
    '--json',
    '--read-write-mode',
    join(folder, 'expression.nix'),
  ]);
  const value: unknown = JSON.parse(json);
  return value;
}
