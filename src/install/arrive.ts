/** Waits for the machine on its next boot. */

import type { HostKey } from '../domain/machine.ts';
import { act, msLeft, waitUntil } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';

export interface NextBoot {
  readonly name: string;
  /** For people: "the installer answers". */
  readonly what: string;
  readonly deadlineMs: number;
  /** The host key of the next boot; null keeps the present one. */
  readonly hostKey: HostKey | null;
  readonly access: Contact['access'];
  /** Done beside the wait, and stopped with it; when it fails, the wait does. */
  readonly meanwhile?: ((signal: AbortSignal) => Promise<unknown>) | null;
}

/**
 * The contact of the boot after `before`. May be repeated.
 *
 * @throws MachineError `machine.deadline-passed`, `machine.host-key-mismatch`
 */
export async function awaitNextBoot(
  run: InstallRun,
  before: Contact,
  next: NextBoot,
): Promise<Contact> {
  const until = await waitUntil(run, next.name, next.what, next.deadlineMs);
  const { addresses, access } = { addresses: before.addresses, access: next.access };
  const hostKey = next.hostKey ?? before.hostKey;
  return act(run, next.name, async ({ signal, machineTook }) => {
    const startedAt = performance.now();
    const target = await targetOf(run, { addresses, user: 'root', hostKey, access });
    const arrival = (during: AbortSignal) =>
      run.deps.shells.waitForBoot(target, {
        notBootId: before.bootId,
        deadlineMs: msLeft(run, until),
        toleratesOtherHostKey: next.hostKey !== null,
        signal: during,
      });
    const { bootId, lateByMs } = await beside(arrival, next.meanwhile ?? null, signal);
    machineTook(performance.now() - startedAt - lateByMs);
    return { addresses, user: 'root', hostKey, access, bootId };
  });
}

/** A wait with something done beside it: the first of the two to fail ends both, and so does the wait's own end. */
export async function beside<T>(
  wait: (signal: AbortSignal) => Promise<T>,
  meanwhile: NonNullable<NextBoot['meanwhile']> | null,
  signal: AbortSignal,
): Promise<T> {
  if (meanwhile === null) return wait(signal);
  const over = new AbortController();
  const during = AbortSignal.any([signal, over.signal]);
  const failed = new Promise<never>((_, reject) => {
    meanwhile(during).catch((error: unknown) => {
      if (!during.aborted) reject(error);
    });
  });
  const waiting = wait(during);
  waiting.catch(() => {});
  try {
    return await Promise.race([waiting, failed]);
  } finally {
    over.abort();
  }
}
