/** One install with all that is known of it. */

import type { Install, PhaseTiming } from '../domain/install.ts';
import type { OrderPlaced } from '../domain/order.ts';
import type { Plan } from '../domain/plan.ts';
import { DOCUMENTS } from './names.ts';
import type { MachineSeen, ServicePorts } from './ports.ts';
import { PHASE_EVENTS, timingsOf } from './timings.ts';

export interface InstallView {
  readonly install: Install;
  readonly hostname: string;
  readonly retryOf: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** null until the machine is known. */
  readonly machine: MachineSeen | null;
  /** null until something was ordered. */
  readonly order: OrderPlaced | null;
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
  const { documents, events, ...shown } = await installs.view<Papers>(installId, {
    documents: [DOCUMENTS.machine, DOCUMENTS.order, DOCUMENTS.plan],
    events: PHASE_EVENTS,
  });
  const { machine = null, order = null, plan = null } = documents;
  return { ...shown, machine, order, plan, timings: timingsOf(events) };
}

/** By their kinds, as `DOCUMENTS` has them. */
interface Papers {
  readonly machine: MachineSeen;
  readonly order: OrderPlaced;
  readonly plan: Plan;
}
