/** Plan and flake of a machine with 24 disks. */

import type { Disk, Facts } from '../../src/domain/facts.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { exampleFacts, examplePlan } from '../support/example-plan.ts';
import { type Percentiles, percentilesOf } from './percentiles.ts';

const PLAN_RUNS = 200;

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

/** Of 200 runs. */
export function measurePlans(): Percentiles {
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
