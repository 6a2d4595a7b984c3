/** The files of the flake that a machine was made from. */

import { RequestError } from '../domain/error.ts';
import type { FlakeFile } from '../domain/plan.ts';
import { DOCUMENTS } from './names.ts';
import type { ServicePorts } from './ports.ts';

/**
 * The generated files, as they were sent to the machine. May be repeated.
 *
 * @throws RequestError `request.not-found`: no such install, or its plan is not made yet
 */
export async function getFlake(
  ports: Pick<ServicePorts, 'installs' | 'documents'>,
  installId: string,
): Promise<readonly FlakeFile[]> {
  const { state, phase } = await ports.installs.get(installId);
  const files = await ports.documents.find<readonly FlakeFile[]>(installId, DOCUMENTS.flake);
  if (files !== null) return files;
  throw new RequestError(
    'request.not-found',
    `Install ${installId} has no flake: it is made in the phase "plan", and the install is ${state} in phase ${phase ?? 'none'}.`,
    { state, phase },
  );
}
