/** Whether a failed try is followed by another one within the same install, and on what machine. */

import type { ErrorData } from '../domain/error.ts';
import type { InstallRequest, MachineSource } from '../domain/request.ts';
import { act } from './act.ts';
import { type FailureClass, isWorthAnother } from './classify-failure.ts';
import type { InstallRun } from './context.ts';

/**
 * The next try, or null: none is left, none would help, or nothing was bought yet that it could be made on. What
 * was bought is used; the leave to wipe holds for the very disks that it was given for.
 */
export async function anotherTry(
  run: InstallRun,
  problem: ErrorData,
  found: FailureClass | null,
): Promise<InstallRun | null> {
  const attempt = run.attempt ?? 1;
  if (attempt >= (run.request.onFailure?.attempts ?? 1)) return null;
  if (!isWorthAnother(problem.code, found ?? { kind: 'unclear', cause: '' })) return null;
  const machine = await sourceOf(run);
  if (machine === null) return null;
  await act(run, 'again.told', async () => {
    const text = `Try ${attempt} failed in the phase ${run.phase}: ${problem.message} Try ${attempt + 1} begins.`;
    await run.deps.records.note(run.installId, 'again', text, { attempt, problem });
    return null;
  });
  const { deps, installId, permittedDisks } = run;
  return {
    installId,
    request: { ...run.request, machine, ...leaveOf(run.request) },
    deps: { ...deps, records: deps.records.forAttempt(attempt + 1) },
    machineMs: 0,
    phase: 'reach',
    attempt: attempt + 1,
    ...(permittedDisks === undefined ? {} : { permittedDisks }),
  };
}

/** What was ordered for this install may be wiped for it. */
function leaveOf({ machine }: InstallRequest): Partial<InstallRequest> {
  return machine.kind === 'order' ? { erase: 'planned-disks', planDigest: null } : {};
}

async function sourceOf(run: InstallRun): Promise<MachineSource | null> {
  const { machine } = run.request;
  if (machine.kind === 'existing') {
    // A host that is simply there cannot be brought back from what it boots now.
    const isGone = run.phase === 'reboot' || run.phase === 'verify';
    return machine.existing.provider === 'ssh' && isGone ? null : machine;
  }
  const known = await act(run, 'again.machine', async () => {
    const found = await run.deps.records.findMachine(run.installId);
    return found === null ? null : found.origin;
  });
  if (known === null || known.provider === 'ssh') return null;
  const { provider, account, providerRef } = known;
  return { kind: 'existing', existing: { provider, account: account ?? '', server: providerRef } };
}
