/** Into the provider's rescue system with a person's key, and back. */

import type { Provider } from '../../providers/provider.ts';
import { toErrorData } from '../domain/error.ts';
import {
  type MachineMode,
  type ManagedMachine,
  PAPERS,
  type RescuePaper,
} from '../domain/managed-machine.ts';
import { withAbility } from '../install/ability.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';
import { type MachineDependencies, news, targetOf } from './context.ts';

const BACK_LIMIT_MS = 15 * 60_000;

/** The durable function that arms the rescue system with the stored key and restarts into it. */
export function createEnterRescueWorkflow(deps: MachineDependencies) {
  return async function enterRescue(machineId: string): Promise<void> {
    const key = await step('key', async () => `rescue.${deps.clock.now()}`);
    await orTold(deps, machineId, key, 'installed', async () => {
      await step('arm', async ({ signal }) => {
        const machine = await deps.machines.get(machineId);
        const paper = await deps.papers.find<RescuePaper>(machineId, PAPERS.rescue);
        const provider = providerOf(deps, machine);
        const ref = machine.origin.providerRef;
        const authorizedKey = paper?.authorizedKey ?? '';
        const input = { ref, operationId: operationOf(machineId), authorizedKey };
        await withAbility(provider, 'rescue').armRescue(input, signal);
        return null;
      });
      await restartArmed(deps, machineId);
      await step('end', async () => {
        const text =
          'The machine was restarted into its rescue system, with the key of the call. Nobody of the service logs in there.';
        const told = news('rescue-entered', text);
        await deps.machines.change(machineId, { mode: 'rescue' }, told, { eventKey: key });
        return null;
      });
    });
  };
}

/** The durable function that restarts out of the rescue system, and waits for the installed one where it can. */
export function createLeaveRescueWorkflow(deps: MachineDependencies) {
  return async function leaveRescue(machineId: string): Promise<void> {
    const key = await step('key', async () => `rescue-left.${deps.clock.now()}`);
    await orTold(deps, machineId, key, 'rescue', async () => {
      await restart(deps, machineId);
      const isSeen = await step('answer', ({ signal }) => awaitInstalled(deps, machineId, signal));
      await step('end', async ({ signal }) => {
        const machine = await deps.machines.get(machineId);
        await providerOf(deps, machine).removeLeftovers(operationOf(machineId), signal);
        const text = isSeen
          ? 'The installed system answers again, with its own host key.'
          : 'The machine was restarted; the service holds no key to look whether it came up.';
        const told = news('rescue-left', text, { isSeen });
        await deps.machines.change(machineId, { mode: 'installed' }, told, { eventKey: key });
        return null;
      });
    });
  };
}

async function awaitInstalled(
  deps: MachineDependencies,
  machineId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const machine = await deps.machines.get(machineId);
  if (machine.accessName === null) return false;
  await deps.shells.waitForBoot(await targetOf(deps, machine), {
    notBootId: null,
    deadlineMs: BACK_LIMIT_MS,
    // Until it is down, the rescue system answers with a host key of its own.
    toleratesOtherHostKey: true,
    signal,
  });
  return true;
}

/** Restarting twice would leave the rescue system again: what is no longer armed is on its way there. */
async function restartArmed(deps: MachineDependencies, machineId: string): Promise<void> {
  await step('restart', async ({ signal }) => {
    const machine = await deps.machines.get(machineId);
    const provider = providerOf(deps, machine);
    const ref = machine.origin.providerRef;
    const { isRescueArmed, power } = await provider.getMachine(ref, signal);
    // Most dedicated servers do not tell their power.
    if (!isRescueArmed && (power === 'on' || power === 'unknown')) return null;
    await withAbility(provider, 'power').restart(ref, signal);
    return null;
  });
}

async function restart(deps: MachineDependencies, machineId: string): Promise<void> {
  await step(
    'restart',
    async ({ signal }) => {
      const machine = await deps.machines.get(machineId);
      const ref = machine.origin.providerRef;
      await withAbility(providerOf(deps, machine), 'power').restart(ref, signal);
      return null;
    },
    { attempts: 1 },
  );
}

/** A failure is told, and the machine counts as what it was before. */
async function orTold(
  deps: MachineDependencies,
  machineId: string,
  key: string,
  mode: MachineMode,
  body: () => Promise<void>,
): Promise<void> {
  try {
    await body();
  } catch (error) {
    if (isInterruption(error)) throw error;
    const problem = toErrorData(error);
    await step('tell.failed', async () => {
      const told = news('rescue-failed', problem.message, { problem });
      await deps.machines.change(machineId, { mode }, told, { eventKey: `${key}.failed` });
      return null;
    });
  }
}

/** The provider of a machine, with its account's credentials. */
export function providerOf(
  deps: Pick<MachineDependencies, 'provider'>,
  { origin }: ManagedMachine,
): Provider {
  return deps.provider(origin.provider, origin.account);
}

/** What the provider's leftovers of a rescue are known by. */
export function operationOf(machineId: string): string {
  return `rescue-${machineId}`;
}
