/** Waits for an encrypted machine that starts, unlocks it, and waits for its system. */

import { MachineError, toErrorData } from '../domain/error.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import { beside } from '../install/arrive.ts';
import { keepUnlocking } from '../install/unlock.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';
import { type MachineDependencies, news, targetOf } from './context.ts';

const LIMIT_MS = 15 * 60_000;

/** The passphrases that were given, each for one use. */
export interface GivenPassphrases {
  /** A secret; null: it was used, or never given. */
  find(machineId: string, runId: string): Promise<string | null>;
  /** May be repeated. */
  forget(machineId: string, runId: string): Promise<void>;
}

/** The durable function of one unlocking, started as `MACHINE_ID RUN_ID`. */
export function createUnlockWorkflow(deps: MachineDependencies, given: GivenPassphrases) {
  return async function unlock(round: string): Promise<void> {
    const [machineId = '', runId = ''] = round.split(' ');
    const told = await unlockOnce(deps, given, { machineId, runId }).then(
      () => news('unlocked', 'The encrypted machine is up: its system answers with its own key.'),
      (error: unknown) => {
        if (isInterruption(error)) throw error;
        const problem = toErrorData(error);
        return news('unlock-failed', problem.message, { problem });
      },
    );
    await step('end', async () => {
      await given.forget(machineId, runId);
      await deps.machines.change(machineId, {}, told, { eventKey: runId });
      return null;
    });
  };
}

async function unlockOnce(
  deps: MachineDependencies,
  given: GivenPassphrases,
  { machineId, runId }: { readonly machineId: string; readonly runId: string },
): Promise<void> {
  const until = await step('until', async () => deps.clock.now() + LIMIT_MS);
  await step(
    'unlock',
    async ({ signal }) => {
      const machine = await deps.machines.get(machineId);
      const passphrase = await given.find(machineId, runId);
      if (passphrase === null) throw nothingGiven(machine);
      const target = await targetOf(deps, machine);
      const initrd = {
        ...target,
        addresses: target.addresses.map(({ host }) => ({ host, port: machine.unlock?.port ?? 22 })),
        hostKey: { publicKey: machine.unlock?.hostKey ?? '', trust: 'given' as const },
      };
      const onAnswered = async (): Promise<void> => {};
      const up = (during: AbortSignal) =>
        deps.shells.waitForBoot(target, {
          notBootId: null,
          deadlineMs: Math.max(1_000, until - deps.clock.now()),
          // A rescue system may still answer there, with a host key of its own.
          toleratesOtherHostKey: true,
          signal: during,
        });
      const open = (during: AbortSignal) =>
        keepUnlocking(deps, { target: initrd, passphrase, signal: during, onAnswered });
      await beside(up, open, signal);
      return null;
    },
    { attempts: 3 },
  );
}

function nothingGiven({ machineId, name }: ManagedMachine): MachineError {
  return new MachineError(
    'machine.unlock-refused',
    `Wanted to unlock machine ${name}, but the passphrase that was given for it is not in the store any more. Give it again.`,
    { machineId },
  );
}
