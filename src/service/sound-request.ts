/** What a request asks beside machine and layout, looked at before anything is stored, ordered or touched. */

import type { InstallRequest } from '../domain/request.ts';
import { requireSoundFlake } from '../plan/flake.ts';
import { requireSoundModule } from '../plan/layout-module.ts';
import { requireSoundNetwork } from '../plan/network-request.ts';
import { requireSoundPush } from '../plan/push.ts';
import { readUploadedFlake } from './flakes.ts';
import type { ServicePorts } from './ports.ts';

/**
 * Refuses what contradicts itself, and an upload that is not there.
 *
 * @throws RequestError `request.invalid`, `request.not-found`
 */
export async function requireSoundRequest(
  ports: Pick<ServicePorts, 'secrets'>,
  request: InstallRequest,
): Promise<void> {
  requireSoundFlake(request);
  requireSoundPush(request);
  requireSoundNetwork(request);
  requireSoundModule(request);
  const { flake } = request.system;
  if (flake?.source.kind === 'upload') await readUploadedFlake(ports, flake.source.flakeId);
}
