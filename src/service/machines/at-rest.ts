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
  machine: ManagedMachine,
): Promise<void> {
  const { machineId, name, mode } = machine;
  if (mode === 'giving-back') {
    throw new RequestError(
      'request.conflict',
      `Machine ${name} is being given back. Nothing was started.`,
      { machineId, mode },
    );
  }
  const installId = await reinstallAtWork(ports, machineId);
  if (installId !== null) throw atWork(machine, installId);
  const deployment = await ports.deployments.findAtWork(machineId);
  if (deployment === null) return;
  const { deploymentId } = deployment;
  throw new RequestError(
    'request.conflict',
    `The deployment ${deploymentId} is at work on machine ${name}. Nothing was started; wait for its end.`,
    { machineId, deploymentId },
  );
}

/** The error of what cannot begin while an install is at work. */
export function atWork({ machineId, name }: ManagedMachine, installId: string): RequestError {
  return new RequestError(
    'request.conflict',
    `The install ${installId} is at work on machine ${name}. Nothing was started; wait for its end.`,
    { machineId, installId },
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
