/** Phase disko: the flake is evaluated first; only then are the planned disks wiped and formatted. */

import { MachineError } from '../domain/error.ts';
import type { Plan } from '../domain/plan.ts';
import { PASSPHRASE_FILE } from '../generate/disko-content.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Blueprint, bringDisko, drawBlueprint } from './blueprint.ts';
import { compareLayout } from './compare-layout.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { putFiles } from './files.ts';
import { inspectMachine } from './inspect.ts';
import { runJob } from './job.ts';
import { startSwap } from './swap.ts';
import { isEncrypted, passphraseOf } from './unlock.ts';
import { wipeScript } from './wipe.ts';

/** Leaves the planned layout mounted at /mnt, compared with the plan; returns what is to be put there. */
export async function formatDisks(run: InstallRun, installer: Contact): Promise<Blueprint> {
  const blueprint = await drawBlueprint(run, installer);
  const disko = await bringDisko(run, installer, blueprint);
  await putPassphrase(run, installer);
  await runJob(run, installer, {
    name: 'disko',
    what: 'the planned disks are wiped, partitioned, formatted and mounted',
    script: async () => formatScript(await run.deps.records.loadPlan(run.installId), disko),
    deadlineMs: DEADLINES.diskoMs,
    failure: 'machine.not-clean',
  });
  await inspectMachine(run, installer, 'installer');
  await checkLayout(run);
  return blueprint;
}

/** In memory alone, by stdin; the job that reads it takes it away, however it ends. */
async function putPassphrase(run: InstallRun, installer: Contact): Promise<void> {
  if (!isEncrypted(run)) return;
  await act(run, 'disko.put-passphrase', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const text = await passphraseOf(run);
    await machine(putFiles(shell, [{ path: PASSPHRASE_FILE, text, mode: '0400' }], { signal }));
    return null;
  });
}

function formatScript(plan: Plan, disko: string): Command {
  return script(sh`trap ${`rm -f ${PASSPHRASE_FILE}`} EXIT
${wipeScript(plan)}
${`${disko}/bin/disko-format-mount`}
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
