/**
 * Starts the service, hands its own contract to Specmatic, which makes requests of it, right ones and wrong ones, and
 * holds each answer against it. `node bin/node.cjs test/contract/main.ts [REQUESTS]`; see `run` beside it.
 */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Command } from 'commander';
import { loadContract } from '../../src/http/contract.ts';
import { createServiceProcess } from '../lab/service-process.ts';
import { wholeNumber } from '../support/command-line.ts';
import { forTester } from './for-tester.ts';
import { judge } from './verdict.ts';

const TOKEN = 'contract-tester-token-0001';
const JAR = path.join(import.meta.dirname, 'node_modules/specmatic/specmatic.jar');
const DEFAULT_REQUESTS = 10_000;
const SHOWN_BREACHES = 20;

const { processedArgs } = new Command('npm run contract --')
  .argument('[requests]', 'to be made', wholeNumber, DEFAULT_REQUESTS)
  .parse();
const wanted: number = processedArgs[0];
const folder = mkdtempSync(path.join(os.tmpdir(), 'ironflake-contract-'));
const service = await createServiceProcess({
  dataDir: path.join(folder, 'data'),
  logFile: path.join(folder, 'service.log'),
  env: { IRONFLAKE_TOKEN: TOKEN, IRONFLAKE_CALLS_PER_MINUTE: '1000000', LOG_LEVEL: 'error' },
});
await service.start();
const startedAt = performance.now();
writeFileSync(
  path.join(folder, 'openapi.json'),
  JSON.stringify(forTester(loadContract().document)),
);
writeFileSync(path.join(folder, 'specmatic.json'), JSON.stringify(settings()));
const outputs: string[] = [];
// Each run makes other values; most of the calls are made early in each.
for (let sent = 0; sent < wanted && service.isRunning; ) {
  const output = await runTester(wanted - sent, outputs.length);
  const more = countOf(output);
  if (more === 0) break;
  sent += more;
  outputs.push(output);
}
const isAlive = service.isRunning;
await service.stop();

const verdict = judge(outputs.join('\n'));
const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
console.log(`${verdict.requests} requests in ${seconds} s, by status:`, verdict.byStatus);
console.log(
  `${verdict.asExpected} answered as expected; the others name things that are not there`,
);
for (const breach of verdict.breaches.slice(0, SHOWN_BREACHES)) console.log(`BREACH ${breach}`);
if (!isAlive) console.log('BREACH the service ended');
console.log(
  `${verdict.requests - verdict.breaches.length} passed, ${verdict.breaches.length} failed`,
);
const isEnough = verdict.requests >= wanted;
if (!isEnough) console.log(`BREACH only ${verdict.requests} of ${wanted} requests were made`);
const isGood = isAlive && isEnough && verdict.breaches.length === 0;
if (isGood) rmSync(folder, { recursive: true, force: true });
else console.log(`what was sent and said: ${folder}`);
process.exitCode = isGood ? 0 : 1;

/** Ends it after about so many requests. Its output. */
async function runTester(most: number, run: number): Promise<string> {
  const tester = spawn('java', ['-Xmx3g', '-jar', JAR, 'test', `--testBaseURL=${service.url}`], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const file = createWriteStream(path.join(folder, `specmatic-${run}.log`));
  const told: string[] = [];
  let sent = 0;
  tester.stdout.setEncoding('utf8').on('data', (text: string) => {
    told.push(text);
    file.write(text);
    sent += countOf(text);
    // A block more, so that the last one that counts is whole.
    if (sent > most + 1) tester.kill();
  });
  await once(tester, 'close');
  file.end();
  return told.join('');
}

function countOf(output: string): number {
  return output.split('Specmatic-Response-Code').length - 1;
}

function settings() {
  return {
    version: 2,
    contracts: [{ provides: ['openapi.json'] }],
    test: { resiliencyTests: { enable: 'all' }, maxTestRequestCombinations: 1 },
    security: { OpenAPI: { securitySchemes: { bearer: { type: 'bearer', token: TOKEN } } } },
  };
}
