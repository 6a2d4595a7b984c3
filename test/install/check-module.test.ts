/** A caller's disko module before the service's own Nix: the lab's nixpkgs and disko, and nothing fetched. */

import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FlakeInputs } from '../../src/domain/plan.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { checkModule } from '../../src/install/check-module.ts';
import type { InstallRun } from '../../src/install/context.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { createWorkbench } from '../../src/main/workbench.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { requestFor } from '../generate/examples.ts';
import { makeFacts } from '../plan/make.ts';
import { createManualClock } from '../support/clock.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const LAB = path.resolve(import.meta.dirname, '../lab/nix');
const LOCAL: FlakeInputs = { nixpkgsUrl: `path:${LAB}/nixpkgs`, diskoUrl: `path:${LAB}/disko` };
const dataDir = mkdtempSync(path.join(os.tmpdir(), 'ironflake-module-'));
const before = { ...process.env };

beforeAll(() => {
  process.env.HOME = dataDir;
  for (const part of ['STATE', 'STORE', 'LOG']) {
    process.env[`NIX_${part}_DIR`] = path.join(dataDir, part.toLowerCase());
  }
});
afterAll(() => {
  process.env = before;
  rmSync(dataDir, { recursive: true, force: true });
});

function moduleOf(device: string, size = '512M'): string {
  return `{ disks, ... }: {
  disko.devices.disk.main = {
    type = "disk";
    device = ${device};
    content = {
      type = "gpt";
      partitions = {
        bios = { size = "1M"; type = "EF02"; };
        boot = { size = "${size}"; type = "EF00"; content = { type = "filesystem"; format = "vfat"; mountpoint = "/boot"; }; };
        root = { size = "100%"; content = { type = "filesystem"; format = "ext4"; mountpoint = "/"; }; };
      };
    };
  };
}
`;
}

async function check(module: string, options: { inputs?: FlakeInputs; allows?: boolean } = {}) {
  const { inputs = LOCAL, allows = true } = options;
  const request = requestFor('x', { module });
  const facts = makeFacts();
  const plan = planMachine(request, facts, inputs);
  const notes: string[] = [];
  const run: InstallRun = {
    installId: 'i1',
    request,
    machineMs: 0,
    phase: 'plan',
    deps: fake<InstallRun['deps']>({
      workbench: createWorkbench({ dataDir, allowsServiceBuilds: allows, gitTargets: 'secure' }),
      records: fake<InstallRecords>({
        loadPlan: async () => plan,
        loadFacts: async () => facts,
        loadFlake: async () => generateFlake(plan, facts),
        note: async (_id, _key, text) => void notes.push(text),
        retrying: async () => {},
      }),
    }),
  };
  await runInMemory(createManualClock(), () => checkModule(run));
  return notes;
}

describe('a disko module that is planned', () => {
  it('goes on where Nix finds it to divide the planned disk', async () => {
    expect(await check(moduleOf('builtins.head disks'))).toEqual([]);
  }, 30_000);

  it.each([
    ['another disk', moduleOf('"/dev/disk/by-id/nvme-OTHER"'), /nvme-OTHER would be partitioned/],
    ['more than there is', moduleOf('builtins.head disks', '600G'), /the disk has 512 GiB/],
    [
      'what is no Nix',
      '{ disks, ... }: { disko.devices = ',
      /Read layout\.module as Nix: .*syntax/s,
    ],
  ])(
    'is refused for %s before anything is touched',
    async (_, module, words) => {
      await expect(check(module)).rejects.toMatchObject({
        code: 'request.layout-impossible',
        message: expect.stringMatching(words),
      });
    },
    30_000,
  );

  it('is left to the machine where Nix cannot have the inputs, and says so', async () => {
    const inputs = { ...LOCAL, nixpkgsUrl: 'path:/nonexistent/nixpkgs' };
    const [note] = await check(moduleOf('"/dev/disk/by-id/nvme-OTHER"'), { inputs });
    expect(note).toMatch(/will be on the machine, before the wipe/);
  }, 30_000);

  it('is left to the machine where the service may not run it', async () => {
    expect(await check(moduleOf('"/dev/sda"'), { allows: false })).toEqual([]);
  });
});
