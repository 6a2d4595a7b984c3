/**
 * 10 000 generated requests: `npm run fuzz [-- COUNT [SEED]]`. Ends with status 1
 * when one of them was answered with a 5xx, without a problem document, or outside of the contract.
 */

import { Command } from 'commander';
import { wholeNumber } from '../../support/command-line.ts';
import { fuzz } from './run.ts';

const DEFAULT_REQUESTS = 10_000;
const DEADLINE_MS = 10 * 60_000;

const { processedArgs } = new Command('npm run fuzz --')
  .argument('[count]', 'of requests', wholeNumber, DEFAULT_REQUESTS)
  .argument('[seed]', 'of a former run, to repeat it', wholeNumber, Date.now() % 2 ** 31)
  .parse();
const requests: number = processedArgs[0];
const seed: number = processedArgs[1];
const startedAt = performance.now();
const result = await fuzz({
  requests,
  seed,
  deadlineMs: DEADLINE_MS,
});
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`${result.sent} of ${requests} requests in ${seconds} s`, result.byStatus);
console.log(`answered with a success: ${[...result.succeeded].sort().join(', ')}`);
for (const breach of result.breaches) console.log(`BREACH ${breach}`);
process.exitCode = result.breaches.length === 0 && result.sent === requests ? 0 : 1;
