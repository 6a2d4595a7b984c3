/** After an install that was given up before it touched a disk: the machine runs its own system again. */

import { toErrorData } from '../domain/error.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { act } from './act.ts';
import type { InstallRun } from './context.ts';
import { leaveRescue } from './leave-rescue.ts';

/**
 * Restarts a machine that the install took into rescue, and tells so; what was never restarted, or has been wiped,
 * stays as it is, and so does a host that no vendor knows. Never fails: that it could not be restarted is told too.
 */
export async function goBack(run: InstallRun): Promise<void> {
  const { machine } = run.request;
  if (machine.kind !== 'existing' || machine.existing.provider === 'ssh') return;
  const { existing } = machine;
  const { records } = run.deps;
  const isAway = await act(run, 'cancel.away', () => records.canGoBack(run.installId));
  if (!isAway) return;
  const text = await leaveRescue(run, existing).then(
    () =>
      `No disk was touched: ${existing.server} was restarted out of the rescue system, into the system on its own disks.`,
    (error: unknown) => {
      if (isInterruption(error)) throw error;
      return `No disk was touched, but ${existing.server} could not be restarted and may still be in the rescue system: ${toErrorData(error).message} Restart it at the provider.`;
    },
  );
  await act(run, 'cancel.went-back', async () => {
    await records.note(run.installId, 'cancel.went-back', text);
    return null;
  });
}
