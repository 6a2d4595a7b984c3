/**
 * Makes the types of our contract and of the vendors' calls we use.
 * `npm run generate:types` writes them; with `--check` it fails on a difference.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';

const SOURCES = [
  ['openapi.yaml', 'api.gen.ts'],
  ['vendor/hcloud.yaml', 'vendor/hcloud.gen.ts'],
  ['vendor/robot.yaml', 'vendor/robot.gen.ts'],
] as const;

async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check');
  for (const [source, target] of SOURCES) {
    const ast = await openapiTS(new URL(source, import.meta.url), {
      // A field with a default may be left out by callers.
      defaultNonNullable: false,
    });
    const text = `/**\n * Made from ${source} by: npm run generate:types\n * Not to be edited.\n */\n\n${astToString(ast)}`;
    const file = new URL(target, import.meta.url);
    if (!isCheck) {
      writeFileSync(file, text);
    } else if (readFileSync(file, 'utf8') !== text) {
      console.error(
        `openapi/${target} is not what openapi/${source} makes. Run: npm run generate:types`,
      );
      process.exitCode = 1;
    }
  }
}

await main();
