/**
 * 10 000 generated requests: `node bin/node.cjs test/http/fuzz/main.ts [COUNT] [SEED]`. Ends with status 1
 * when one of them was answered with a 5xx, without a problem document, or outside of the contract.
 */

import { fuzz } from './run.ts';

const DEFAULT_REQUESTS = 10_000;
const DEADLINE_MS = 10 * 60_000;

const [count, seed] = process.argv.slice(2).map(Number);
const requests = count ?? DEFAULT_REQUESTS;
const startedAt = performance.now();
const result = await fuzz({
  requests,
  seed: seed ?? Date.now() % 2 ** 31,
  deadlineMs: DEADLINE_MS,
});
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`${result.sent} of ${requests} requests in ${seconds} s`, result.byStatus);
console.log(`answered with a success: ${[...result.succeeded].sort().join(', ')}`);
for (const breach of result.breaches) console.log(`BREACH ${breach}`);
process.exitCode = result.breaches.length === 0 && result.sent === requests ? 0 : 1;
