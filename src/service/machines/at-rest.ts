/** Whether something may be begun on a machine. */

import { RequestError } from '../../domain/error.ts';
import { FINAL_STATES } from '../../domain/install.ts';
import { type ManagedMachine, PAPERS, type ReinstallPaper } from '../../domain/managed-machine.ts';
import type { MachinePorts } from './ports.ts';

/** @throws RequestError `request.machine-locked` */
export function requireUnlocked({ machineId, name, isLocked }: ManagedMachine): void {
  if (!isLocked) return;
  throw new RequestError(
    'request.machine-locked',
    `Machine ${name} is locked. Nothing was started; unlock it first if that is meant.`,
    { machineId },
  );
}

/** @throws RequestError `request.conflict` while a deployment or a reinstall is at work on it */
export async function requireAtRest(
  ports: Pick<MachinePorts, 'deployments' | 'papers' | 'installs'>,
  { machineId, name }: ManagedMachine,
): Promise<void> {
  const deployment = await ports.deployments.findAtWork(machineId);
  const installId = await reinstallAtWork(ports, machineId);
  if (deployment === null && installId === null) return;
  const what =
    deployment === null ? `The install ${installId}` : `The deployment ${deployment.deploymentId}`;
  throw new RequestError(
    'request.conflict',
    `${what} is at work on machine ${name}. Nothing was started; wait for its end.`,
    { machineId, installId, deploymentId: deployment?.deploymentId ?? null },
  );
}

/** The id of the reinstall that has not ended yet; null: there is none. */
export async function reinstallAtWork(
  ports: Pick<MachinePorts, 'papers' | 'installs'>,
  machineId: string,
): Promise<string | null> {
  const paper = await ports.papers.find<ReinstallPaper>(machineId, PAPERS.reinstall);
  if (paper === null) return null;
  const { state } = await ports.installs.installs.get(paper.installId);
  return FINAL_STATES.has(state) ? null : paper.installId;
}
