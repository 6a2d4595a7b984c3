/** Reads an installed machine: what it is, what it runs. The first reading of an adopted machine proves the key. */

import { toErrorData } from '../domain/error.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import { parseFacts } from '../facts/parse.ts';
import { PROBE_SCRIPT } from '../facts/probe.ts';
import { script } from '../ssh/command.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';
import { type MachineDependencies, news, PATIENT, targetOf } from './context.ts';
import { LOOK, parseSystemLook } from './look.ts';

/** The durable function of one reading; what went wrong is told as an event. */
export function createReadFactsWorkflow(deps: MachineDependencies) {
  return async function readFacts(machineId: string): Promise<void> {
    const key = await step('key', async () => `read.${deps.clock.now()}`);
    try {
      await step('read', ({ signal }) => readOnce(deps, machineId, key, signal), PATIENT);
    } catch (error) {
      if (isInterruption(error)) throw error;
      const problem = toErrorData(error);
      await step('tell.failed', async () => {
        const told = news('facts-unreadable', problem.message, { problem });
        await deps.machines.change(machineId, {}, told, { eventKey: key });
        return null;
      });
    }
  };
}

async function readOnce(
  deps: MachineDependencies,
  machineId: string,
  key: string,
  signal: AbortSignal,
): Promise<null> {
  const machine = await withAddresses(deps, await deps.machines.get(machineId), signal);
  const shell = await deps.shells.open(await targetOf(deps, machine), { signal });
  const seen = parseSystemLook((await shell.run(LOOK, { signal })).stdout);
  const facts = parseFacts((await shell.run(script(PROBE_SCRIPT), { signal })).stdout);
  await deps.papers.addFacts(machineId, key, facts);
  const text = `Read ${facts.system.hostname}: ${facts.system.osPrettyName}, ${facts.disks.length} disks, running ${seen.systemPath || 'no NixOS system'}.`;
  const change = {
    systemPath: seen.systemPath,
    generations: seen.generations,
    ...(machine.mode === 'reading' ? { mode: 'installed' as const } : {}),
  };
  const fields = { systemPath: seen.systemPath, bootId: seen.bootId };
  await deps.machines.change(machineId, change, news('facts-read', text, fields), {
    eventKey: key,
  });
  return null;
}

/** A machine that was adopted by its provider's number has none until the provider was asked. */
async function withAddresses(
  deps: MachineDependencies,
  machine: ManagedMachine,
  signal: AbortSignal,
): Promise<ManagedMachine> {
  if (machine.addresses.length > 0) return machine;
  const { origin, machineId } = machine;
  const provider = deps.provider(origin.provider, origin.account);
  const { addresses } = await provider.getMachine(origin.providerRef, signal);
  return deps.machines.change(machineId, { addresses }, null);
}
