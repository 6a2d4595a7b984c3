/** Asks an install to stop. */

import { RequestError } from '../domain/error.ts';
import type { Install } from '../domain/install.ts';
import type { ServicePorts } from './ports.ts';

/**
 * Marks the install as `cancelling` and tells the engine, which stops it at its next safe point; the
 * install's own record of its end follows. May be repeated, also after it was cancelled.
 *
 * @throws RequestError `request.not-found`, `request.not-cancellable` (it ended as `ready` or `failed`)
 */
export async function cancelInstall(
  { installs, engine }: Pick<ServicePorts, 'installs' | 'engine'>,
  installId: string,
): Promise<Install> {
  const body = {
    kind: 'note',
    text: 'Somebody asked to cancel this install.',
    fields: {},
  } as const;
  await installs.record(installId, { state: 'cancelling' }, body, { eventKey: 'cancel.asked' });
  // Read afterwards: it may have ended just before the mark was made, and then there was none.
  const install = await installs.get(installId);
  if (install.state === 'ready' || install.state === 'failed') throw ended(install);
  if (install.state !== 'cancelled') await engine.cancel(installId);
  return install;
}

function ended({ installId, state, endedAt }: Install): RequestError {
  return new RequestError(
    'request.not-cancellable',
    `Install ${installId} ended as ${state} at ${endedAt ?? 'an unknown time'}; there is nothing left to stop.`,
    { state },
  );
}
