/**
 * `npm run bench -- [PART…]`: figures from one run, as JSON on stdout. Nothing here is asserted; `loadAverage` says
 * how busy the computer was with other things. All parts without an argument:
 *
 * plans      plan and flake of a machine with 24 disks
 * start      start of the service to its first answer on the embedded database, first and next; then 50 readers
 *            that never pause, of 50 waiting installs
 * storm      500 whole installs at once on played machines, one service process, 50 readers that each ask
 *            every half second, on both databases (needs PostgreSQL's Debian package)
 * takeover   20 installs of a process that is killed, taken over by another on the same PostgreSQL
 *
 * --installs NUMBER   of a storm
 * --database KIND     embedded or server: one of the two storms
 * --pause MS          of the storm's readers between two calls
 * --node-options=TEXT of the storm's service: "--cpu-prof --cpu-prof-dir=DIR" shows where its time goes
 */

import { parseArgs } from 'node:util';
import { startPostgres } from '../support/postgres.ts';
import { measurePlans } from './plans.ts';
import { measureStart } from './start.ts';
import { measureStorm } from './storm.ts';
import { measureTakeover } from './takeover.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    installs: { type: 'string', default: '500' },
    database: { type: 'string' },
    pause: { type: 'string', default: '500' },
    'node-options': { type: 'string' },
  },
});

const storm = {
  installs: Number(values.installs),
  readers: 50,
  pauseMs: Number(values.pause),
  nodeOptions: values['node-options'],
};

const PARTS: Readonly<Record<string, () => Promise<unknown>>> = {
  plans: async () => ({ plan24DisksMs: measurePlans() }),
  start: measureStart,
  storm: async () => [
    ...(values.database === 'server' ? [] : [await measureStorm(storm)]),
    ...(values.database === 'embedded'
      ? []
      : [await onServer((databaseUrl) => measureStorm({ ...storm, databaseUrl }))]),
  ],
  takeover: () => onServer(measureTakeover),
};

async function onServer<T>(measure: (databaseUrl: string) => Promise<T>): Promise<T> {
  const server = await startPostgres();
  try {
    return await measure(await server.createDatabase());
  } finally {
    await server.stop();
  }
}

const figures: Record<string, unknown> = {};
for (const name of positionals.length > 0 ? positionals : Object.keys(PARTS)) {
  const measure = PARTS[name];
  if (measure === undefined) throw new Error(`There is no part ${name}: ${Object.keys(PARTS)}.`);
  figures[name] = await measure();
  process.stderr.write(`${JSON.stringify({ [name]: figures[name] })}\n`);
}
console.log(JSON.stringify(figures, null, 2));
