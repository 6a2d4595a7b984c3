/**
 * Runs every check and every test, and ends with one line of counts.
 * `node bin/node.cjs test/run.ts [static|unit|e2e]...`; all three without arguments.
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

interface Counts {
  passed: number;
  failed: number;
}

interface Part {
  readonly name: string;
  run(): Counts;
}

const NODE = [process.execPath];

/** A command that counts as one check. */
function check(name: string, command: readonly string[]): Part {
  return {
    name,
    run() {
      const isGood = spawn(command) === 0;
      return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1 };
    },
  };
}

/** A jest configuration; its counts come from jest's own report. */
function suite(name: string, config: string): Part {
  return {
    name,
    run() {
      const report = path.join(
        mkdtempSync(path.join(os.tmpdir(), 'ironflake-test-')),
        'report.json',
      );
      const status = spawn([
        ...NODE,
        '--no-warnings',
        '--experimental-vm-modules',
        'node_modules/jest/bin/jest.js',
        `--config=${config}`,
        '--json',
        `--outputFile=${report}`,
      ]);
      return countsOf(report, status);
    },
  };
}

function spawn(command: readonly string[]): number {
  const [file = '', ...rest] = command;
  // jest --json prints the report itself on stdout; people read stderr.
  const stdio = command.includes('--json') ? 'ignore' : 'inherit';
  return spawnSync(file, rest, { stdio: ['ignore', stdio, 'inherit'] }).status ?? 1;
}

function countsOf(report: string, status: number): Counts {
  const read: unknown = readJson(report);
  if (typeof read !== 'object' || read === null) return { passed: 0, failed: 1 };
  const number = (key: string) => {
    const value: unknown = Reflect.get(read, key);
    return typeof value === 'number' ? value : 0;
  };
  // A suite that did not even load has no failed test of its own; neither has an empty run.
  const failed =
    number('numFailedTests') + number('numRuntimeErrorTestSuites') + number('numPendingTests');
  const passed = number('numPassedTests');
  return { passed, failed: failed === 0 && (status !== 0 || passed === 0) ? 1 : failed };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

const bin = (name: string) => path.join('node_modules', '.bin', name);

const PARTS: Readonly<Record<string, readonly Part[]>> = {
  static: [
    check('generated files are current', [...NODE, 'openapi/generate.ts', '--check']),
    check('the contract, by a linter', [
      ...NODE,
      'node_modules/@redocly/cli/bin/cli.js',
      'lint',
      'openapi/openapi.yaml',
    ]),
    check('types', [bin('tsc')]),
    check('types of the dashboard', [bin('tsc'), '-p', 'src/web']),
    check('lint and format', [bin('biome'), 'check', '.']),
  ],
  unit: [suite('tests without a machine', 'jest.config.mjs')],
  e2e: [suite('whole installs in the lab', 'jest.e2e.config.mjs')],
};

function main(): void {
  const wanted = process.argv.slice(2);
  const names = wanted.length > 0 ? wanted : Object.keys(PARTS);
  const total: Counts = { passed: 0, failed: 0 };
  for (const name of names) {
    for (const part of PARTS[name] ?? []) {
      console.log(`\n== ${part.name}`);
      const counts = part.run();
      total.passed += counts.passed;
      total.failed += counts.failed;
    }
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

main();
