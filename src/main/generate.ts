/**
 * `npm run generate -- --facts FACTS.json --request REQUEST.json --out DIR` writes plan.json, picture.svg
 * and flake/ of a machine, from what is in two files and nothing else.
 *
 * Exit status 0: written; 1: refused, and nothing was written; 2: wrong arguments.
 */

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { readConfig } from '../config.ts';
import { RequestError, toErrorData } from '../domain/error.ts';
import type { FlakeFile, FlakeInputs } from '../domain/plan.ts';
import { makeOffline } from './offline.ts';

const USAGE = 'Usage: npm run generate -- --facts FACTS.json --request REQUEST.json --out DIR';

function main(): void {
  const files = readArguments();
  if (files === null) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  try {
    const made = makeOffline({
      request: readJson(files.request),
      facts: readJson(files.facts),
      inputs: configuredInputs(),
    });
    for (const file of made) write(files.out, file);
    console.log(
      `Wrote ${made.length} files to ${files.out}; begin with plan.json and picture.svg.`,
    );
  } catch (error) {
    const { code, message } = toErrorData(error);
    console.error(`${code}: ${message}`);
    process.exitCode = 1;
  }
}

function readArguments() {
  try {
    const { facts, request, out } = parseArgs({
      options: {
        facts: { type: 'string' },
        request: { type: 'string' },
        out: { type: 'string' },
      },
    }).values;
    if (facts === undefined || request === undefined || out === undefined) return null;
    return { facts, request, out };
  } catch {
    return null;
  }
}

/** The defaults of the configuration, or what the environment says of the two inputs. */
function configuredInputs(): FlakeInputs {
  const { IRONFLAKE_NIXPKGS_URL, IRONFLAKE_DISKO_URL } = process.env;
  const read = readConfig({ IRONFLAKE_NIXPKGS_URL, IRONFLAKE_DISKO_URL });
  if (read.kind === 'config') return read.config;
  throw new RequestError('request.invalid', `Read the environment: ${read.problems.join('; ')}`);
}

function readJson(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RequestError('request.invalid', `Read ${file}: it is not JSON: ${why}.`);
  }
}

function write(folder: string, { path: name, text }: FlakeFile): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

main();
