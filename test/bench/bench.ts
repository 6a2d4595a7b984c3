/**
 * `npm run bench`: figures from one run, as JSON on stdout. Ratios and percentiles; nothing here is asserted.
 *
 * plan24Disks     plan and flake of a machine with 24 disks
 * startMs         start of the service to its first answer on the embedded database: first and next start
 * api             GET /v1/installs under load, while the service has stored installs
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { Disk, Facts } from '../../src/domain/facts.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { createServiceProcess } from '../lab/service-process.ts';
import { exampleFacts, examplePlan } from '../support/example-plan.ts';

const PLAN_RUNS = 200;
const INSTALLS = 50;
const READERS = 50;
const READS_EACH = 40;
const TOKEN = 'token-of-the-benchmark-0123456789';

interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

function percentilesOf(samples: readonly number[]): Percentiles {
  const sorted = samples.toSorted((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  const round = (value: number | undefined) => Math.round((value ?? 0) * 100) / 100;
  return {
    p50: round(at(0.5)),
    p95: round(at(0.95)),
    p99: round(at(0.99)),
    max: round(sorted.at(-1)),
  };
}

/** The example's two NVMe and 22 hard disks. */
function factsWith24Disks(): Facts {
  const facts = exampleFacts('metal-mirrors');
  const nvme = facts.disks.filter(({ kind }) => kind === 'nvme');
  const [hdd] = facts.disks.filter(({ kind }) => kind === 'hdd');
  if (hdd === undefined) throw new Error('The example has no hard disk.');
  const more = Array.from({ length: 22 }, (_, index): Disk => {
    const byId = `ata-BENCH_${index}`;
    return {
      ...hdd,
      name: `sd${index}`,
      byId,
      byIds: [byId],
      serial: `BENCH${index}`,
      children: [],
    };
  });
  return { ...facts, disks: [...nvme, ...more] };
}

function measurePlans(): Percentiles {
  const facts = factsWith24Disks();
  const { inputs, system } = examplePlan('metal-mirrors');
  const { files: _files, ...asked } = system;
  const request: InstallRequest = {
    machine: {
      kind: 'existing',
      existing: { provider: 'ssh', host: '192.0.2.1', port: 22, user: 'root', hostKey: null },
    },
    system: asked,
    layout: {
      preset: 'mirror-ext4',
      system: { kind: 'nvme' },
      data: [
        {
          select: { serials: ['BENCH0', 'BENCH1'] },
          mountpoint: '/var/lib',
          preset: 'mirror-ext4',
        },
      ],
      espSizeMib: 1024,
      swapSizeMib: 0,
    },
    erase: 'planned-disks',
    planDigest: null,
  };
  const samples: number[] = [];
  for (let run = 0; run < PLAN_RUNS; run += 1) {
    const startedAt = performance.now();
    generateFlake(planMachine(request, facts, inputs), facts);
    samples.push(performance.now() - startedAt);
  }
  return percentilesOf(samples);
}

async function measureService() {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-bench-'));
  const logFile = path.join(dir, 'service.log');
  const service = await createServiceProcess({
    dataDir: path.join(dir, 'data'),
    logFile,
    env: { IRONFLAKE_TOKEN: TOKEN, LOG_LEVEL: 'warn', IRONFLAKE_CALLS_PER_MINUTE: '1000000' },
  });
  try {
    const first = await timed(() => service.start());
    await service.stop();
    const next = await timed(() => service.start());
    for (let index = 0; index < INSTALLS; index += 1) await createInstall(service.url, index);
    const api = await readUnderLoad(service.url);
    return { startMs: { first: Math.round(first), next: Math.round(next) }, api };
  } catch (error) {
    console.error(await readFile(logFile, 'utf8'));
    throw error;
  } finally {
    await service.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** An install of a host that never answers: it is stored, and waits. */
async function createInstall(url: string, index: number): Promise<void> {
  const answer = await fetch(`${url}/v1/installs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      machine: {
        existing: {
          provider: 'ssh',
          host: '127.0.0.1',
          port: 1,
          privateKey: generateKeyPair('').privateKey,
        },
      },
      system: { hostname: `bench-${index}`, authorizedKeys: [generateKeyPair('').publicKey] },
      erase: 'planned-disks',
    }),
  });
  if (!answer.ok) throw new Error(`The service took no install: ${await answer.text()}`);
}

async function readUnderLoad(url: string) {
  const samples: number[] = [];
  const startedAt = performance.now();
  const read = async () => {
    for (let count = 0; count < READS_EACH; count += 1) {
      const sentAt = performance.now();
      const headers = { authorization: `Bearer ${TOKEN}` };
      const answer = await fetch(`${url}/v1/installs?limit=20`, { headers });
      await answer.arrayBuffer();
      samples.push(performance.now() - sentAt);
    }
  };
  await Promise.all(Array.from({ length: READERS }, read));
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    readers: READERS,
    installsWaiting: INSTALLS,
    callsPerSecond: Math.round(samples.length / seconds),
    ms: percentilesOf(samples),
  };
}

const plan24Disks = measurePlans();
const service = await measureService();
console.log(JSON.stringify({ plan24DisksMs: plan24Disks, ...service }, null, 2));
