/** Phase disko: the flake is evaluated first; only then are the planned disks wiped and formatted. */

import { MachineError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Plan } from '../domain/plan.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { compareLayout } from './compare-layout.ts';
import type { Contact, InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { evaluateFlake } from './flake.ts';
import { lastStorePath } from './flake-place.ts';
import { requirePlannedDisks } from './foreign-disks.ts';
import { inspectMachine } from './inspect.ts';
import { runJob } from './job.ts';
import { NO_COLLECTION } from './memory-guard.ts';
import { startSwap } from './swap.ts';
import { wipeScript } from './wipe.ts';

/** Leaves the planned layout mounted at /mnt, compared with the plan; returns what is to be built there. */
export async function formatDisks(run: InstallRun, installer: Contact): Promise<Evaluation> {
  const evaluation = await evaluateFlake(run, installer);
  await requirePlannedDisks(run, installer, evaluation);
  const built = await runJob(run, installer, {
    name: 'disko-build',
    what: 'the script that lays out the disks is built, before anything is destroyed',
    script: script(sh`nix-store ${NO_COLLECTION} --realise ${evaluation.diskoDrv ?? ''}`),
    deadlineMs: DEADLINES.diskoBuildMs,
    failure: 'machine.build-failed',
  });
  await runJob(run, installer, {
    name: 'disko',
    what: 'the planned disks are wiped, partitioned, formatted and mounted',
    script: async () => formatScript(await run.deps.records.loadPlan(run.installId), built),
    deadlineMs: DEADLINES.diskoMs,
    failure: 'machine.not-clean',
  });
  await inspectMachine(run, installer, 'installer');
  await checkLayout(run);
  return evaluation;
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
