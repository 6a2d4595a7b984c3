/** Looks at a machine from outside, each time over a new connection, until its activation is decided. */

import { isRetryable } from '../domain/error.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import type { Command } from '../ssh/command.ts';
import { type MachineDependencies, targetOf } from './context.ts';
import { confirmCommand, lookCommand, parseVerdict, type Verdict } from './dead-man.ts';

/** How an activation ended, as far as it could be seen; `unseen`: nobody answered until the end. */
export type Decision = Exclude<Verdict, 'activating' | 'activated'> | 'unseen';

export interface DecisionWait {
  readonly deploymentId: string;
  /** Milliseconds since 1970. */
  readonly until: number;
  readonly signal: AbortSignal;
}

const EVERY_MS = 500;
const CONNECT_LIMIT_MS = 5_000;
const COMMAND_LIMIT_MS = 10_000;

/**
 * Confirms the activation over a connection that was opened after it had ended, with the pinned host key:
 * what could not be reached anew is not confirmed. May be repeated.
 */
export async function decide(
  deps: MachineDependencies,
  machine: ManagedMachine,
  { deploymentId, until, signal }: DecisionWait,
): Promise<Decision> {
  let isActivated = false;
  do {
    const command = isActivated ? confirmCommand(deploymentId) : lookCommand(deploymentId);
    const verdict = await askAnew(deps, machine, command, signal);
    if (verdict === 'activated') isActivated = true;
    else if (verdict !== null && verdict !== 'activating') return verdict;
    // A confirmation follows at once; anything else is looked at again after a pause.
    if (verdict !== 'activated') await deps.clock.sleep(EVERY_MS, signal);
  } while (deps.clock.now() < until);
  return 'unseen';
}

/** One command over a connection of its own; null when nobody answered. */
async function askAnew(
  deps: MachineDependencies,
  machine: ManagedMachine,
  command: Command,
  signal: AbortSignal,
): Promise<Verdict | null> {
  const shells = deps.newShells();
  try {
    const target = await targetOf(deps, machine);
    const shell = await shells.open(target, { deadlineMs: CONNECT_LIMIT_MS, signal });
    const { stdout } = await shell.run(command, { deadlineMs: COMMAND_LIMIT_MS, signal });
    return parseVerdict(stdout);
  } catch (error) {
    signal.throwIfAborted();
    // A way in that is shut by the new system (key, host key) is a reason to go back, not to give up here.
    if (isRetryable(error) || isShutOut(error)) return null;
    throw error;
  } finally {
    shells.closeAll();
  }
}

const SHUT_OUT: ReadonlySet<unknown> = new Set([
  'machine.host-key-mismatch',
  'machine.auth-failed',
  'machine.deadline-passed',
  'machine.command-failed',
]);

function isShutOut(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && SHUT_OUT.has(error.code);
}
