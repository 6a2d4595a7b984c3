/** One install with all that is known of it. */

import type { Install, PhaseTiming } from '../domain/install.ts';
import type { Plan } from '../domain/plan.ts';
import { DOCUMENTS } from './names.ts';
import type { MachineSeen, ServicePorts } from './ports.ts';
import { PHASE_EVENTS, timingsOf } from './timings.ts';

export interface InstallView {
  readonly install: Install;
  readonly hostname: string;
  /** null until the machine is known. */
  readonly machine: MachineSeen | null;
  /** null until the phase `plan`. */
  readonly plan: Plan | null;
  readonly timings: readonly PhaseTiming[];
}

/**
 * Reads an install and its papers. May be repeated.
 *
 * @throws RequestError `request.not-found`
 */
export async function getInstall(
  { installs }: Pick<ServicePorts, 'installs'>,
  installId: string,
): Promise<InstallView> {
  const { install, hostname, documents, events } = await installs.view<Papers>(installId, {
    documents: [DOCUMENTS.machine, DOCUMENTS.plan],
    events: PHASE_EVENTS,
  });
  const { machine = null, plan = null } = documents;
  return { install, hostname, machine, plan, timings: timingsOf(events) };
}

/** By their kinds, as `DOCUMENTS` has them. */
interface Papers {
  readonly machine: MachineSeen;
  readonly plan: Plan;
}
