/** Starts a deployment on an installed machine. */

import { createHash, randomUUID } from 'node:crypto';
import type { Deployment, DeploymentRequest } from '../../domain/deployment.ts';
import { RequestError } from '../../domain/error.ts';
import { type ManagedMachine, PAPERS } from '../../domain/managed-machine.ts';
import { noAccess } from './adopt-machine.ts';
import { requireAtRest, requireUnlocked } from './at-rest.ts';
import { MACHINE_WORKFLOWS } from './names.ts';
import type { MachinePorts } from './ports.ts';

export interface DeploymentWish {
  readonly request: DeploymentRequest;
  readonly confirmSeconds: number;
  readonly idempotencyKey: string | null;
}

/**
 * Stores the deployment and has the engine run it. With the same idempotency key it may be repeated.
 *
 * @throws RequestError `request.machine-locked`, `request.no-access`, `request.conflict`,
 *         `request.idempotency-key-reused`
 */
export async function startDeployment(
  ports: MachinePorts,
  machineId: string,
  { request, confirmSeconds, idempotencyKey }: DeploymentWish,
): Promise<{ readonly deployment: Deployment; readonly isNew: boolean }> {
  const machine = await ports.machines.get(machineId);
  requireUnlocked(machine);
  if (machine.accessName === null) throw noAccess(machine);
  requireInstalled(machine);
  if (request.kind === 'modules') await requireOwnFlake(ports, machine);
  if (request.kind === 'generation') requireGeneration(machine, request.generation);
  const text = JSON.stringify([machineId, request, confirmSeconds]);
  const bodyHash = createHash('sha256').update(text).digest('hex');
  if (idempotencyKey === null) await requireAtRest(ports, machine);
  const deploymentId = randomUUID();
  const wanted = { deploymentId, machineId, request, confirmSeconds, idempotencyKey, bodyHash };
  const started = await ports.deployments.insert(wanted);
  if (started.deployment.state === 'queued') {
    const { deploymentId: id } = started.deployment;
    await ports.engine.run(MACHINE_WORKFLOWS.deploy, id, `deploy-${id}`);
  }
  return started;
}

function requireInstalled({ machineId, name, mode }: ManagedMachine): void {
  if (mode === 'installed') return;
  throw new RequestError(
    'request.conflict',
    `Machine ${name} does not run its installed system now (${mode}). Nothing was started.`,
    { machineId, mode },
  );
}

async function requireOwnFlake(
  { papers }: Pick<MachinePorts, 'papers'>,
  { machineId, name }: ManagedMachine,
): Promise<void> {
  if ((await papers.find(machineId, PAPERS.plan)) !== null) return;
  throw new RequestError(
    'request.conflict',
    `Machine ${name} was adopted and has no flake of this service whose modules could be changed. Deploy a flake by its URL.`,
    { machineId },
  );
}

function requireGeneration({ machineId, name, generations }: ManagedMachine, wanted: number): void {
  if (generations.some(({ number }) => number === wanted)) return;
  const known = generations.map(({ number }) => number).join(', ') || 'none yet';
  throw new RequestError(
    'request.not-found',
    `Machine ${name} lists no generation ${wanted}; it has ${known}.`,
    { machineId, generations: generations.map(({ number }) => number) },
  );
}
