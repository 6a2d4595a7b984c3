/** Whether a machine answers to SSH as itself. */

import { errorCode } from '../domain/error.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import { generateKeyPair } from '../ssh/keys.ts';
import type { MachineDependencies } from './context.ts';

const LIMIT_MS = 10_000;

/**
 * True when the host at the machine's address proves to own the pinned host key. Without a key of our own it
 * is asked with one that nobody knows: to be refused by the right host is an answer too.
 */
export async function isReachable(
  deps: Pick<MachineDependencies, 'newShells' | 'accessKey'>,
  machine: ManagedMachine,
  signal: AbortSignal,
): Promise<boolean> {
  const shells = deps.newShells();
  const privateKey = (await deps.accessKey(machine)) ?? generateKeyPair('').privateKey;
  const hostKey = { publicKey: machine.hostKey, trust: 'given' } as const;
  const target = { addresses: machine.addresses, user: 'root', hostKey, privateKey };
  try {
    await shells.open(target, { deadlineMs: LIMIT_MS, signal });
    return true;
  } catch (error) {
    signal.throwIfAborted();
    return errorCode(error) === 'machine.auth-failed';
  } finally {
    shells.closeAll();
  }
}
