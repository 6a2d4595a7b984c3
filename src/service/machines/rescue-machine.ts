/** Leaves a machine in its provider's rescue system for a person, and takes it back. */

import { randomUUID } from 'node:crypto';
import { RequestError } from '../../domain/error.ts';
import {
  type MachineMode,
  type ManagedMachine,
  PAPERS,
  type RescuePaper,
} from '../../domain/managed-machine.ts';
import { requireAtRest, requireUnlocked } from './at-rest.ts';
import { MACHINE_WORKFLOWS } from './names.ts';
import type { MachinePorts } from './ports.ts';

/**
 * Has the machine restarted into rescue with this key. With the same `rescueId` it may be repeated.
 *
 * @throws RequestError `request.machine-locked`, `request.conflict`
 */
export async function enterRescue(
  ports: MachinePorts,
  machineId: string,
  { authorizedKey, rescueId }: { readonly authorizedKey: string; readonly rescueId: string },
): Promise<ManagedMachine> {
  const before = await ports.machines.get(machineId);
  const asked = (await isAsked(ports, before, rescueId))
    ? before
    : await ask(ports, machineId, { authorizedKey, rescueId });
  await ports.engine.run(MACHINE_WORKFLOWS.enterRescue, machineId, `rescue-${rescueId}`);
  return asked;
}

async function ask(
  ports: MachinePorts,
  machineId: string,
  paper: RescuePaper,
): Promise<ManagedMachine> {
  const machine = await ready(ports, machineId, ['installed', 'reading']);
  await ports.papers.put(machineId, PAPERS.rescue, paper);
  return mark(ports, machine, 'entering-rescue');
}

/** Whether this very wish was written down, by a call that was cut before the engine had it. */
async function isAsked(
  { papers }: MachinePorts,
  { machineId, mode }: ManagedMachine,
  rescueId: string,
): Promise<boolean> {
  if (mode !== 'entering-rescue') return false;
  return (await papers.find<RescuePaper>(machineId, PAPERS.rescue))?.rescueId === rescueId;
}

/**
 * Has the machine restarted into its installed system.
 *
 * @throws RequestError `request.machine-locked`, `request.conflict`
 */
export async function leaveRescue(ports: MachinePorts, machineId: string): Promise<ManagedMachine> {
  const machine = await ready(ports, machineId, ['rescue']);
  const asked = await mark(ports, machine, 'leaving-rescue');
  await ports.engine.run(MACHINE_WORKFLOWS.leaveRescue, machineId, `rescue-left-${randomUUID()}`);
  return asked;
}

async function ready(
  ports: MachinePorts,
  machineId: string,
  modes: readonly MachineMode[],
): Promise<ManagedMachine> {
  const machine = await ports.machines.get(machineId);
  requireUnlocked(machine);
  await requireAtRest(ports, machine);
  const { name, mode, origin } = machine;
  if (origin.provider === 'ssh') {
    throw new RequestError(
      'request.conflict',
      `Machine ${name} is known by its address alone: there is no provider that could start a rescue system on it.`,
      { machineId },
    );
  }
  if (modes.includes(mode)) return machine;
  throw new RequestError(
    'request.conflict',
    `Machine ${name} is ${mode} now; this call fits only ${modes.join(' or ')}. Nothing was started.`,
    { machineId, mode },
  );
}

/** Only the version that was read: of two calls at once, one is refused. */
function mark(
  { machines }: MachinePorts,
  { machineId, version }: ManagedMachine,
  mode: MachineMode,
): Promise<ManagedMachine> {
  const text = mode === 'entering-rescue' ? 'Rescue was asked for.' : 'The way back was asked for.';
  const told = { kind: 'rescue-asked', text, fields: { mode } } as const;
  return machines.change(machineId, { mode }, told, { ifVersion: version });
}
