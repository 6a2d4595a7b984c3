/** Phase disko: the flake is evaluated first; only then are the planned disks wiped and formatted. */

import { MachineError } from '../domain/error.ts';
import type { Plan } from '../domain/plan.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { compareLayout } from './compare-layout.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { putFiles } from './files.ts';
import { FLAKE_DIRECTORY, flakeAttribute, lastStorePath, NIX } from './flake-place.ts';
import { inspectMachine } from './inspect.ts';
import { runJob } from './job.ts';
import { GROW_STORE, NO_COLLECTION } from './memory-guard.ts';
import { startSwap } from './swap.ts';
import { wipeScript } from './wipe.ts';

/** Leaves the planned layout mounted at /mnt, compared with the plan. */
export async function formatDisks(run: InstallRun, installer: Contact): Promise<void> {
  await putFlake(run, installer);
  const built = await runJob(run, installer, {
    name: 'disko-build',
    what: 'the layout is evaluated and built, before anything is destroyed',
    script: buildScript(run.request.system.hostname),
    deadlineMs: DEADLINES.diskoBuildMs,
    failure: 'machine.build-failed',
  });
  await keepLock(run, installer);
  await runJob(run, installer, {
    name: 'disko',
    what: 'the planned disks are wiped, partitioned, formatted and mounted',
    script: async () => formatScript(await run.deps.records.loadPlan(run.installId), built),
    deadlineMs: DEADLINES.diskoMs,
    failure: 'machine.not-clean',
  });
  await inspectMachine(run, installer, 'installer');
  await checkLayout(run);
}

async function putFlake(run: InstallRun, installer: Contact): Promise<void> {
  await act(run, 'disko.put-flake', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const files = await run.deps.records.loadFlake(run.installId);
    const placed = files.map(({ path, text }) => {
      return { path: `${FLAKE_DIRECTORY}/${path}`, text, mode: '0644' };
    });
    await machine(putFiles(shell, placed, { signal }));
    return null;
  });
}

function buildScript(hostname: string): Command {
  return script(
    sh`${GROW_STORE}
${NIX} ${NO_COLLECTION} build --no-link --print-out-paths ${flakeAttribute(hostname, 'formatMount')}`,
  );
}

function formatScript(plan: Plan, built: readonly string[]): Command {
  const path = lastStorePath(built);
  if (path === undefined) {
    throw new MachineError(
      'machine.build-failed',
      'Nix built the disk layout but named no store path. Nothing was destroyed.',
      { tail: built },
    );
  }
  return script(sh`${wipeScript(plan)}
${`${path}/bin/disko-format-mount`}
${startSwap(plan.layout)}
findmnt -R /mnt`);
}

/** The lock is made by Nix where the build happens, and handed back with the flake. */
async function keepLock(run: InstallRun, installer: Contact): Promise<void> {
  await act(run, 'disko.keep-lock', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const lock = await machine(shell.run(sh`cat ${FLAKE_DIRECTORY}/flake.lock`, { signal }));
    const files = await run.deps.records.loadFlake(run.installId);
    const others = files.filter((file) => file.path !== 'flake.lock');
    await run.deps.records.saveFlake(run.installId, [
      ...others,
      { path: 'flake.lock', text: lock.stdout },
    ]);
    return null;
  });
}

async function checkLayout(run: InstallRun): Promise<void> {
  await act(run, 'disko.compare', async () => {
    const plan = await run.deps.records.loadPlan(run.installId);
    const facts = await run.deps.records.loadFacts(run.installId, 'installer');
    const differences = compareLayout(plan, facts, '/mnt');
    if (differences.length === 0) return null;
    throw new MachineError(
      'machine.layout-differs',
      `The disks do not look as planned after formatting: ${differences.join('; ')}.`,
      { differences },
    );
  });
}
