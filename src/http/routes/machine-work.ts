/** What changes machines: reinstall, rescue, deployments. */

import { RequestError } from '../../domain/error.ts';
import { getInstall } from '../../service/get-install.ts';
import type { MachinePorts } from '../../service/machines/ports.ts';
import { enterRescue, leaveRescue } from '../../service/machines/rescue-machine.ts';
import { startDeployment } from '../../service/machines/start-deployment.ts';
import { startReinstall } from '../../service/machines/start-reinstall.ts';
import type { ServicePorts } from '../../service/ports.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import type { Handlers } from '../handler.ts';
import { installPath, toInstall } from './install-view.ts';
import { toDeploymentWish, toReinstall } from './machine-request.ts';
import { deploymentPath, toDeployment, toMachine } from './machine-view.ts';

const PAGE_SIZE = 20;

type WorkOperation =
  | 'reinstallMachine'
  | 'enterRescue'
  | 'leaveRescue'
  | 'listDeployments'
  | 'startDeployment'
  | 'getDeployment';

/** The handlers. `installs` are the ports that show the install of a reinstall. */
export function createMachineWorkHandlers(
  ports: MachinePorts,
  installs: Pick<ServicePorts, 'installs' | 'documents' | 'events'>,
  catalog: ErrorCatalog,
): Pick<Handlers, WorkOperation> {
  return {
    async reinstallMachine({ params: { machineId }, headers, body }) {
      const { accessName } = await ports.machines.get(machineId);
      const { install, isNew } = await startReinstall(ports, machineId, {
        wish: toReinstall(body),
        hostKey: body.hostKey ?? (accessName === null ? 'renew' : 'keep'),
        idempotencyKey: headers['idempotency-key'] ?? null,
        why: 'somebody asked for it.',
      });
      const { installId } = install;
      return {
        kind: 'json',
        status: isNew ? 202 : 200,
        headers: { location: installPath(installId) },
        body: toInstall(catalog, await getInstall(installs, installId)),
      };
    },
    async enterRescue({ params, body }) {
      const machine = await enterRescue(ports, params.machineId, body.authorizedKey);
      return { kind: 'json', status: 202, body: toMachine(machine) };
    },
    async leaveRescue({ params }) {
      const machine = await leaveRescue(ports, params.machineId);
      return { kind: 'json', status: 202, body: toMachine(machine) };
    },
    async listDeployments({ params: { machineId }, query }) {
      await ports.machines.get(machineId);
      const found = await ports.deployments.list(machineId, query.limit ?? PAGE_SIZE);
      const items = found.map((deployment) => toDeployment(catalog, deployment));
      return { kind: 'json', status: 200, body: { items } };
    },
    async startDeployment({ params, headers, body }) {
      const idempotencyKey = headers['idempotency-key'] ?? null;
      const wish = { ...toDeploymentWish(body), idempotencyKey };
      const { deployment, isNew } = await startDeployment(ports, params.machineId, wish);
      return {
        kind: 'json',
        status: isNew ? 202 : 200,
        headers: { location: deploymentPath(deployment) },
        body: toDeployment(catalog, deployment),
      };
    },
    async getDeployment({ params: { machineId, deploymentId } }) {
      const deployment = await ports.deployments.get(deploymentId);
      if (deployment.machineId !== machineId) {
        const detail = `Machine ${machineId} has no deployment ${deploymentId}.`;
        throw new RequestError('request.not-found', detail);
      }
      return { kind: 'json', status: 200, body: toDeployment(catalog, deployment) };
    },
  };
}
