/** Gives a machine back, by its name. */

import { randomUUID } from 'node:crypto';
import { errorCode, RequestError } from '../../domain/error.ts';
import type { GiveBack } from '../../domain/give-back.ts';
import type { ManagedMachine } from '../../domain/managed-machine.ts';
import type { GiveBacks } from '../../store/give-backs.ts';
import { requireAtRest, requireUnlocked } from './at-rest.ts';
import { MACHINE_WORKFLOWS } from './names.ts';
import type { MachinePorts } from './ports.ts';

export interface GiveBackPorts
  extends Pick<MachinePorts, 'machines' | 'deployments' | 'papers' | 'installs' | 'engine'> {
  readonly giveBacks: Pick<GiveBacks, 'begin' | 'findLast'>;
}

export interface GiveBackWish {
  /** The machine's own name, as proof that this very machine is meant. */
  readonly name: string;
  readonly on: string | null;
  readonly reason: string | null;
  readonly isForgetOnly: boolean;
}

/**
 * Writes the wish down and has the engine carry it out. May be repeated: the one that is under way, or has
 * been carried out, is answered.
 *
 * @throws RequestError `request.invalid` for another name, `request.machine-locked`, `request.conflict`
 */
export async function startGiveBack(
  ports: GiveBackPorts,
  machineId: string,
  wish: GiveBackWish,
): Promise<GiveBack> {
  const last = await ports.giveBacks.findLast(machineId);
  const isOver = last === null || last.state === 'failed' || last.state === 'kept';
  if (!isOver) {
    requireName(last, wish.name);
    return last;
  }
  const machine = await ports.machines.get(machineId);
  requireName(machine, wish.name);
  requireUnlocked(machine);
  await requireAtRest(ports, machine);
  requireDate(machine, wish);
  const { on, reason, isForgetOnly } = wish;
  const giveBackId = randomUUID();
  const begun = await ports.giveBacks.begin(machine, { giveBackId, on, reason, isForgetOnly });
  await handOver(ports, begun);
  return begun;
}

/** Hands it to the engine. May be repeated. */
export function handOver(
  { engine }: Pick<MachinePorts, 'engine'>,
  { giveBackId }: GiveBack,
): Promise<void> {
  return engine.run(MACHINE_WORKFLOWS.giveBack, giveBackId, `give-back-${giveBackId}`);
}

/** The last one of a machine. @throws RequestError `request.not-found` */
export async function getGiveBack(
  { giveBacks, machines }: Pick<GiveBackPorts, 'giveBacks' | 'machines'>,
  machineId: string,
): Promise<GiveBack> {
  const last = await giveBacks.findLast(machineId);
  if (last !== null) return last;
  const isKnown = await machines.get(machineId).then(
    () => true,
    (error: unknown) => {
      if (errorCode(error) === 'request.not-found') return false;
      throw error;
    },
  );
  const why = isKnown ? 'was never asked to be given back' : 'is not known';
  throw new RequestError('request.not-found', `Machine ${machineId} ${why}.`, { machineId });
}

function requireName({ name }: Pick<ManagedMachine, 'name'>, given: string): void {
  if (given === name) return;
  throw new RequestError(
    'request.invalid',
    `The machine's name is "${name}", and the request names "${given}". Nothing was given back; name the very machine that shall go.`,
    { name },
  );
}

function requireDate({ origin }: ManagedMachine, { on, isForgetOnly }: GiveBackWish): void {
  if (on === null || (origin.provider === 'robot' && !isForgetOnly)) return;
  throw new RequestError(
    'request.invalid',
    `A date fits only the cancellation of a dedicated server; here the machine goes at once. Nothing was given back; leave "on" out.`,
    { on },
  );
}
