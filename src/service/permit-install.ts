/** Gives an install that waits for it the leave to wipe. */

import { RequestError } from '../domain/error.ts';
import type { Install } from '../domain/install.ts';
import type { Plan } from '../domain/plan.ts';
import { DOCUMENTS, type PermitPaper } from './names.ts';
import type { ServicePorts } from './ports.ts';

/**
 * Writes the leave down; the install finds it and goes on. May be repeated with the same digest, also later.
 *
 * @throws RequestError `request.not-found`, `request.plan-changed`, `request.conflict` (it does not wait for leave)
 */
export async function permitInstall(
  { installs, documents }: Pick<ServicePorts, 'installs' | 'documents'>,
  installId: string,
  planDigest: string,
): Promise<Install> {
  const install = await installs.get(installId);
  const given = await documents.find<PermitPaper>(installId, DOCUMENTS.permit);
  if (given?.planDigest === planDigest) return install;
  if (install.state !== 'waiting-for-permit') throw notWaiting(install);
  const plan = await documents.find<Plan>(installId, DOCUMENTS.plan);
  if (plan?.digest !== planDigest) {
    throw new RequestError(
      'request.plan-changed',
      `Install ${installId} waits for leave to carry out the plan ${plan?.digest ?? 'none'}, not ${planDigest}. Nothing was wiped; look at its plan and give that digest.`,
      { planDigest: plan?.digest ?? null },
    );
  }
  await documents.putIfAbsent<PermitPaper>(installId, DOCUMENTS.permit, { planDigest });
  return installs.get(installId);
}

function notWaiting({ installId, state }: Install): RequestError {
  return new RequestError(
    'request.conflict',
    `Install ${installId} is ${state}; it does not wait for leave to wipe. Nothing was changed.`,
    { installId, state },
  );
}
