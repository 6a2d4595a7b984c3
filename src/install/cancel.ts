/** Ends an install that somebody gave up: durable too, so that a kill in the middle is made good. */

import { step } from '../workflow/step.ts';
import { clearAway } from './clear-away.ts';
import type { InstallDependencies, InstallRun } from './context.ts';
import { goBack } from './go-back.ts';

/** The running install as the engine knows it. */
export interface Cancellable {
  cancel(runId: string): Promise<void>;
  settled(runId: string): Promise<unknown>;
}

/** The durable function that stops an install and tells its record; an install that had ended stays as it was. */
export function createCancelWorkflow(deps: InstallDependencies, engine: () => Cancellable) {
  return async function cancel(installId: string): Promise<void> {
    const request = await step('request', () => deps.records.request(installId));
    const run: InstallRun = { installId, request, deps, machineMs: 0, phase: 'reach' };
    await step('stop', async () => {
      await engine().cancel(installId);
      await engine().settled(installId);
      return null;
    });
    await goBack(run);
    await step('end.cancelled', async () => {
      if (request.machine.kind === 'order') {
        await deps.records.note(
          installId,
          'cancel.machine-stays',
          'If the machine was ordered already it stays and costs money until it is deleted at the provider.',
        );
      }
      await deps.records.cancelled(installId);
      return null;
    });
    await clearAway(run);
  };
}
