/** One install with all that is known of it. */

import type { Install, PhaseTiming } from '../domain/install.ts';
import type { Plan } from '../domain/plan.ts';
import { DOCUMENTS } from './names.ts';
import type { MachineSeen, ServicePorts } from './ports.ts';
import { readTimings } from './timings.ts';

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
  ports: Pick<ServicePorts, 'installs' | 'documents' | 'events'>,
  installId: string,
): Promise<InstallView> {
  const install = await ports.installs.get(installId);
  const [request, machine, plan, timings] = await Promise.all([
    ports.installs.getRequest(installId),
    ports.documents.find<MachineSeen>(installId, DOCUMENTS.machine),
    ports.documents.find<Plan>(installId, DOCUMENTS.plan),
    readTimings(ports.events, installId),
  ]);
  return { install, hostname: request.system.hostname, machine, plan, timings };
}
