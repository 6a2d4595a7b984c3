/** Machines and deployments as the contract shows them. */

import type { components } from '../../../openapi/api.gen.ts';
import type { Deployment } from '../../domain/deployment.ts';
import type { MachineEvent, ManagedMachine } from '../../domain/managed-machine.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import { toInstallProblem } from '../problem.ts';
import { installPath } from './install-view.ts';

type Schemas = components['schemas'];

/** Path of a machine, for links and `Location`. */
export function machinePath(machineId: string): string {
  return `/v1/machines/${encodeURIComponent(machineId)}`;
}

/** Path of a deployment. */
export function deploymentPath({ machineId, deploymentId }: Deployment): string {
  return `${machinePath(machineId)}/deployments/${encodeURIComponent(deploymentId)}`;
}

/** A machine, field by field: what its row holds beyond it stays inside. */
export function toMachine(machine: ManagedMachine): Schemas['Machine'] {
  const { origin, accessName, onUnreachable: policy, machineId, installId } = machine;
  const self = machinePath(machineId);
  return {
    machineId,
    name: machine.name,
    provider: origin.provider,
    account: origin.account,
    providerRef: origin.providerRef,
    addresses: machine.addresses.map(({ host, port }) => ({ host, port })),
    hostKey: machine.hostKey,
    systemPath: machine.systemPath,
    labels: { ...machine.labels },
    isLocked: machine.isLocked,
    version: machine.version,
    installId,
    hasAccess: accessName !== null,
    mode: machine.mode,
    generations: machine.generations.map((generation) => ({ ...generation })),
    unlock: machine.unlock === null ? null : { ...machine.unlock },
    onUnreachable: policy === null ? null : { ...policy },
    unreachableSince: machine.unreachableSince,
    createdAt: machine.createdAt,
    updatedAt: machine.updatedAt,
    links: {
      self,
      events: `${self}/events`,
      facts: `${self}/facts`,
      flake: `${self}/flake`,
      deployments: `${self}/deployments`,
      install: installId === null ? null : installPath(installId),
    },
  };
}

/** An event of a machine. */
export function toMachineEvent(event: MachineEvent): Schemas['MachineEvent'] {
  const { eventId, machineId, at, kind, text, fields } = event;
  return { eventId, machineId, at, kind, text, fields: { ...fields } };
}

/** A deployment; what was asked for is told by its kind alone, since modules may be long. */
export function toDeployment(catalog: ErrorCatalog, deployment: Deployment): Schemas['Deployment'] {
  const { problem, request } = deployment;
  return {
    deploymentId: deployment.deploymentId,
    machineId: deployment.machineId,
    state: deployment.state,
    kind: request.kind,
    confirmSeconds: deployment.confirmSeconds,
    formerPath: deployment.formerPath,
    builtPath: deployment.builtPath,
    observedPath: deployment.observedPath,
    problem: problem === null ? null : toInstallProblem(catalog, problem),
    createdAt: deployment.createdAt,
    updatedAt: deployment.updatedAt,
    endedAt: deployment.endedAt,
  };
}
