/** What changes machines: reinstall, rescue, deployments. */

import { DISK_PASSPHRASE_SECRETS } from '../../domain/disk-passphrase.ts';
import { RequestError } from '../../domain/error.ts';
import { getInstall } from '../../service/get-install.ts';
import type { MachinePorts } from '../../service/machines/ports.ts';
import { enterRescue, leaveRescue } from '../../service/machines/rescue-machine.ts';
import { startDeployment } from '../../service/machines/start-deployment.ts';
import { startReinstall } from '../../service/machines/start-reinstall.ts';
import { unlockMachine } from '../../service/machines/unlock-machine.ts';
import type { Once } from '../../service/once.ts';
import type { ServicePorts } from '../../service/ports.ts';
import { scopedKey } from '../auth.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import type { Handlers } from '../handler.ts';
import { onceFor } from '../once.ts';
import { installPath, toInstall, toStarted } from './install-view.ts';
import { toDeploymentWish, toReinstall } from './machine-request.ts';
import { deploymentPath, toDeployment, toMachine } from './machine-view.ts';

const PAGE_SIZE = 20;

type WorkOperation =
  | 'reinstallMachine'
  | 'enterRescue'
  | 'leaveRescue'
  | 'unlockMachine'
  | 'listDeployments'
  | 'startDeployment'
  | 'getDeployment';

/** The handlers. `installs` are the ports that show the install of a reinstall. */
export function createMachineWorkHandlers(
  ports: MachinePorts,
  installs: Pick<ServicePorts, 'installs' | 'documents' | 'events'>,
  catalog: ErrorCatalog,
  once: Once,
): Pick<Handlers, WorkOperation> {
  return {
    async reinstallMachine(call) {
      const { body, params } = call;
      const { accessName } = await ports.machines.get(params.machineId);
      const meant = {
        ...call,
        body: { ...body, diskPassphrase: body.diskPassphrase !== undefined },
      };
      const { value: installId, isNew } = await onceFor(once, 'reinstallMachine', meant, {
        make: async (id) => {
          const { install } = await startReinstall(ports, params.machineId, {
            wish: toReinstall(body),
            hostKey: body.hostKey ?? (accessName === null ? 'renew' : 'keep'),
            installId: id,
            why: 'somebody asked for it.',
          });
          return install.installId;
        },
        present: async (id) => id,
      });
      const { made } = DISK_PASSPHRASE_SECRETS;
      const madePassphrase = await ports.installs.secrets.find(installId, made);
      const install = toInstall(catalog, await getInstall(installs, installId));
      return {
        kind: 'json',
        status: isNew ? 202 : 200,
        headers: { location: installPath(installId) },
        body: toStarted(install, { madePassphrase }),
      };
    },
    async enterRescue(call) {
      const { machineId } = call.params;
      const { authorizedKey } = call.body;
      const { value } = await onceFor(once, 'enterRescue', call, {
        make: (rescueId) => enterRescue(ports, machineId, { authorizedKey, rescueId }),
        present: () => ports.machines.get(machineId),
      });
      return { kind: 'json', status: 202, body: toMachine(value) };
    },
    async leaveRescue({ params }) {
      const machine = await leaveRescue(ports, params.machineId);
      return { kind: 'json', status: 202, body: toMachine(machine) };
    },
    async unlockMachine(call) {
      const { machineId } = call.params;
      const { passphrase } = call.body;
      // What is remembered of a call is a hash, from which so few words could be guessed.
      const { value } = await onceFor(
        once,
        'unlockMachine',
        { ...call, body: {} },
        {
          make: (unlockId) => unlockMachine(ports, machineId, { unlockId, passphrase }),
          present: () => ports.machines.get(machineId),
        },
      );
      return { kind: 'json', status: 202, body: toMachine(value) };
    },
    async listDeployments({ params: { machineId }, query }) {
      await ports.machines.get(machineId);
      const found = await ports.deployments.list(machineId, query.limit ?? PAGE_SIZE);
      const items = found.map((deployment) => toDeployment(catalog, deployment));
      return { kind: 'json', status: 200, body: { items } };
    },
    async startDeployment({ params, headers, body, caller }) {
      const idempotencyKey = scopedKey(caller, headers['idempotency-key']);
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
