/**
 * Makes the types of our contract and of the vendors' calls we use, and the client's table of operations.
 * `npm run generate:types` writes them; with `--check` it fails on a difference.
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { loadContract } from '../src/http/contract.ts';
import { renderOperations } from './operations.ts';

const SOURCES = [
  ['openapi.yaml', 'api.gen.ts'],
  ['vendor/hcloud.yaml', 'vendor/hcloud.gen.ts'],
  ['vendor/robot.yaml', 'vendor/robot.gen.ts'],
] as const;

async function main(): Promise<void> {
  for (const [source, target] of SOURCES) {
    const ast = await openapiTS(new URL(source, import.meta.url), {
      // A field with a default may be left out by callers.
      defaultNonNullable: false,
    });
    settle(
      source,
      target,
      `/**\n * Made from ${source} by: npm run generate:types\n * Not to be edited.\n */\n\n${astToString(ast)}`,
    );
  }
  settle('openapi.yaml', 'operations.gen.ts', renderOperations(loadContract()));
}

/** Writes a generated file, or tells that it is another one. */
function settle(source: string, target: string, text: string): void {
  const file = new URL(target, import.meta.url);
  if (!process.argv.includes('--check')) {
    writeFileSync(file, text);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
    console.error(
      `openapi/${target} is not what openapi/${source} makes. Run: npm run generate:types`,
    );
    process.exitCode = 1;
  }
}

await main();
