/** Labels, lock and policy of a machine. */

import type { ManagedMachine } from '../../domain/managed-machine.ts';
import type { UnreachablePolicy } from '../../domain/unreachable-policy.ts';
import { MACHINE_WORKFLOWS, watchRound } from './names.ts';
import type { MachinePorts } from './ports.ts';

/** Only what is named is changed. */
export interface MachineWish {
  readonly labels?: Readonly<Record<string, string>>;
  readonly isLocked?: boolean;
  /** null: nobody watches over it any more. */
  readonly onUnreachable?: UnreachablePolicy | null;
}

/**
 * Changes a machine, and starts or ends the watch over it where the policy changes.
 *
 * @param ifVersion only this version is changed; any when null
 * @throws RequestError `request.not-found`, `request.version-changed`
 */
export async function changeMachine(
  { machines, engine }: Pick<MachinePorts, 'machines' | 'engine'>,
  machineId: string,
  wish: MachineWish,
  ifVersion: number | null,
): Promise<ManagedMachine> {
  const before = await machines.get(machineId);
  const { onUnreachable } = wish;
  // A round with an older number ends by itself when it looks next.
  const watch =
    onUnreachable === undefined
      ? {}
      : { watchNumber: before.watchNumber + 1, unreachableSince: null };
  const text = `Changed: ${Object.keys(wish).join(', ') || 'nothing'}.`;
  const changed = await machines.change(
    machineId,
    { ...wish, ...watch },
    { kind: 'changed', text, fields: { ...wish } },
    { ifVersion: ifVersion ?? undefined },
  );
  if (onUnreachable !== undefined && onUnreachable !== null) {
    const { id, runId } = watchRound(machineId, changed.watchNumber);
    await engine.run(MACHINE_WORKFLOWS.watch, id, runId);
  }
  return changed;
}
