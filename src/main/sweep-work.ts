/** What is cleared away at vendors later, put together from engine and providers. */

import type { InstallDependencies } from '../install/context.ts';
import { SWEEP_WORKFLOW } from '../service/names.ts';
import { createSweepWorkflow, sweepId } from '../vendor/sweep.ts';
import type { Engine, Workflow } from '../workflow/engine.ts';
import type { FindProvider } from './providers.ts';

/** Starts the sweep of an operation; once for each. */
export function createSweepStarter(
  engine: () => Pick<Engine, 'run'>,
): InstallDependencies['sweepLater'] {
  return (leftovers) =>
    engine().run(SWEEP_WORKFLOW, sweepId(leftovers), { runId: `sweep-${leftovers.operationId}` });
}

/** The engine's part of it. */
export function createSweepWorkflows(provider: FindProvider): Readonly<Record<string, Workflow>> {
  return { [SWEEP_WORKFLOW]: createSweepWorkflow({ provider }) };
}
