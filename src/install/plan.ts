/** Phase plan: what will be done, to which disks. */

import { layoutName } from '../domain/layout.ts';
import type { Plan } from '../domain/plan.ts';
import { generateFlake } from '../generate/flake.ts';
import { withKeptAccess } from '../plan/kept-access.ts';
import { planMachine } from '../plan/plan.ts';
import { act } from './act.ts';
import { checkModule } from './check-module.ts';
import type { InstallRun } from './context.ts';

/**
 * Makes the plan and the files of the flake from the facts; touches nothing. May be repeated. A disko module of the
 * caller's is looked at too, where that can be done here.
 */
export async function planInstall(run: InstallRun): Promise<void> {
  await act(run, 'plan.make', async () => {
    const { records, inputs } = run.deps;
    const facts = await records.loadFacts(run.installId, 'before');
    const plan = planMachine(run.request, facts, inputs);
    await records.savePlan(run.installId, plan);
    await records.saveFlake(run.installId, generateFlake(await planWithAccess(run, plan), facts));
    await records.note(run.installId, 'plan.made', planInWords(plan), {
      digest: plan.digest,
      disksToWipe: plan.disksToWipe,
      warnings: plan.warnings,
    });
    return null;
  });
  await checkModule(run);
}

/** The plan itself stays as it is: its digest must not depend on a key that is made anew for each install. */
async function planWithAccess(run: InstallRun, plan: Plan): Promise<Plan> {
  if (run.request.access !== 'keep') return plan;
  const { publicKey } = await run.deps.keys.get(run.installId, 'access');
  return withKeptAccess(plan, publicKey);
}

function planInWords(plan: Plan): string {
  const names = plan.disksToWipe.map(
    (disk) => `${disk.model ?? 'disk'} ${disk.serial ?? disk.device}`,
  );
  const gib = (plan.bytesToWipe / 2 ** 30).toFixed(0);
  return `${layoutName(plan.layout)} on ${names.join(', ')}: ${gib} GiB will be wiped, ${plan.disksLeftAlone.length} other disks are left alone`;
}
