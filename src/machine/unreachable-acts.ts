/** What a policy does to a machine that does not answer: restart it, look at it from rescue, or reinstall it. */

import { createHash } from 'node:crypto';
import { toErrorData } from '../domain/error.ts';
import type { PolicyDecision } from '../domain/unreachable-policy.ts';
import { withAbility } from '../install/ability.ts';
import { EVIDENCE } from '../install/evidence.ts';
import { generateKeyPair } from '../ssh/keys.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';
import { waitFor } from '../workflow/wait.ts';
import { type MachineDependencies, news } from './context.ts';
import { providerOf } from './rescue.ts';

const RESCUE_LIMIT_MS = 12 * 60_000;
const REPORT_LIMIT_MS = 2 * 60_000;
const REINSTALL_LIMIT_MS = 4 * 60 * 60_000;
const REINSTALL_LOOK_EVERY_MS = 2_000;
const REPORT_LENGTH = 32_000;

/** Carries out a decision and tells how it went; then the machine's silence counts anew. */
export async function carryOutPolicy(
  deps: MachineDependencies,
  machineId: string,
  since: string,
  { act }: PolicyDecision,
): Promise<void> {
  const result = await perform(deps, machineId, since, act).catch((error: unknown) => {
    if (isInterruption(error)) throw error;
    return `It failed: ${toErrorData(error).message}`;
  });
  await step('act.told', async () => {
    const told = news('policy-done', `${act}: ${result}`, { act, since });
    const eventKey = `policy.${since}.done`;
    await deps.machines.change(machineId, { unreachableSince: null }, told, { eventKey });
    return null;
  });
}

async function perform(
  deps: MachineDependencies,
  machineId: string,
  since: string,
  act: PolicyDecision['act'],
): Promise<string> {
  switch (act) {
    case 'nothing':
      return 'nothing was done.';
    case 'reboot':
      await restart(deps, machineId, 'act.reboot');
      return 'the machine was restarted.';
    case 'rescue-report':
      return reportFromRescue(deps, machineId);
    case 'reinstall':
      return reinstall(deps, machineId, since);
    default:
      return act satisfies never;
  }
}

async function restart(deps: MachineDependencies, machineId: string, name: string): Promise<void> {
  await step(
    name,
    async ({ signal }) => {
      const machine = await deps.machines.get(machineId);
      const power = withAbility(providerOf(deps, machine), 'power');
      await power.restart(machine.origin.providerRef, signal);
      return null;
    },
    { attempts: 1 },
  );
}

async function reinstall(
  deps: MachineDependencies,
  machineId: string,
  since: string,
): Promise<string> {
  // Its id is made of the outage: whatever runs twice, there is one install for it.
  const outage = createHash('sha256').update(`${machineId} ${since}`).digest('hex').slice(0, 32);
  const installId = await step('act.reinstall', () => deps.reinstalls.start(machineId, outage));
  const options = {
    what: 'the reinstall ends',
    deadlineMs: REINSTALL_LIMIT_MS,
    everyMs: REINSTALL_LOOK_EVERY_MS,
  };
  const end = await waitFor('act.reinstalled', options, () => deps.reinstalls.ended(installId));
  return `install ${installId} ended as ${end}.`;
}

/** Reads the machine from its rescue system with a key of this one time, and restarts it into its own. */
async function reportFromRescue(deps: MachineDependencies, machineId: string): Promise<string> {
  const operationId = `report-${machineId}`;
  const report = await step(
    'act.report',
    async ({ signal }) => {
      const machine = await deps.machines.get(machineId);
      const provider = providerOf(deps, machine);
      const ref = machine.origin.providerRef;
      const key = generateKeyPair('');
      const shells = deps.newShells();
      try {
        const input = { ref, operationId, authorizedKey: key.publicKey };
        const armed = await withAbility(provider, 'rescue').armRescue(input, signal);
        await withAbility(provider, 'power').restart(ref, signal);
        const { user, hostKey } = armed;
        const target = { addresses: machine.addresses, user, hostKey, privateKey: key.privateKey };
        const wait = { notBootId: null, deadlineMs: RESCUE_LIMIT_MS, signal };
        const { shell } = await shells.waitForBoot(target, wait);
        const { stdout } = await shell.run(EVIDENCE, { deadlineMs: REPORT_LIMIT_MS, signal });
        return stdout.slice(-REPORT_LENGTH);
      } finally {
        shells.closeAll();
      }
    },
    { attempts: 1 },
  );
  await step('act.report-told', async ({ signal }) => {
    const machine = await deps.machines.get(machineId);
    await providerOf(deps, machine).removeLeftovers(operationId, signal);
    const told = news('rescue-report', 'Read from the rescue system; the disks were not changed.', {
      report,
    });
    await deps.machines.change(machineId, {}, told);
    return null;
  });
  await restart(deps, machineId, 'act.back');
  return 'the report is an event of the machine, and it was restarted into its own system.';
}
