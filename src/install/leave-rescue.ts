/** Out of the rescue system, into what stands on the disks. */

import type { ExistingMachine } from '../domain/request.ts';
import { withAbility } from './ability.ts';
import { act } from './act.ts';
import type { InstallRun } from './context.ts';

/** The rescue system is armed for one boot: a restart brings the machine's own system back. */
export async function leaveRescue(
  run: InstallRun,
  existing: Exclude<ExistingMachine, { provider: 'ssh' }>,
): Promise<void> {
  const provider = run.deps.provider(existing.provider, existing.account);
  await act(run, 'plan.leave-rescue', async ({ signal }) => {
    const { origin, isRescueArmed } = await provider.getMachine(existing.server, signal);
    // A vendor's flag may have outlived the boot that took it.
    if (isRescueArmed) {
      await withAbility(provider, 'rescue').disarmRescue(origin.providerRef, signal);
    }
    await withAbility(provider, 'power').restart(origin.providerRef, signal);
    return null;
  });
}
