/** The durable work on machines after their install, put together from store, shells and providers. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { RequestError } from '../domain/error.ts';
import { FINAL_STATES } from '../domain/install.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import type { MachineDependencies } from '../machine/context.ts';
import { createDeployWorkflow } from '../machine/deploy.ts';
import { createGiveBackWorkflow } from '../machine/give-back.ts';
import { whyNotServing } from '../machine/http-check.ts';
import { createReadFactsWorkflow } from '../machine/read-facts.ts';
import { createEnterRescueWorkflow, createLeaveRescueWorkflow } from '../machine/rescue.ts';
import { createUnlockWorkflow } from '../machine/unlock.ts';
import { createWatchWorkflow } from '../machine/watch.ts';
import { reinstallAtWork } from '../service/machines/at-rest.ts';
import { handOver } from '../service/machines/give-back.ts';
import {
  MACHINE_WORKFLOWS,
  machineOwner,
  unlockSecret,
  watchRound,
} from '../service/machines/names.ts';
import type { MachinePorts } from '../service/machines/ports.ts';
import { startReinstall } from '../service/machines/start-reinstall.ts';
import type { ServicePorts } from '../service/ports.ts';
import { createShells } from '../ssh/connect.ts';
import type { Store } from '../store/store.ts';
import type { Engine, Workflow } from '../workflow/engine.ts';

export interface MachineWorkParts
  extends Pick<MachineDependencies, 'provider' | 'shells' | 'clock'> {
  readonly store: Store;
  readonly ports: MachinePorts;
}

/** What the service's calls about machines need. */
export function createMachinePorts(
  store: Store,
  engine: () => Pick<Engine, 'run'>,
  installs: Pick<ServicePorts, 'engine' | 'accounts' | 'orders'>,
): MachinePorts {
  // The engine refuses to start a run from within a step of another one, where a policy and a watch do it;
  // both may be repeated, so they are started as if nobody's step had asked.
  const outside = AsyncLocalStorage.snapshot();
  return {
    machines: store.machines,
    papers: store.machinePapers,
    deployments: store.deployments,
    secrets: store.secrets,
    engine: { run: (workflow, id, runId) => outside(() => engine().run(workflow, id, { runId })) },
    installs: {
      installs: store.installs,
      secrets: store.secrets,
      accounts: installs.accounts,
      orders: installs.orders,
      engine: {
        run: (workflow, id) => outside(() => installs.engine.run(workflow, id)),
        cancel: (id) => outside(() => installs.engine.cancel(id)),
      },
    },
  };
}

/** The workflows by their names. */
export function createMachineWorkflows(
  parts: MachineWorkParts,
): Readonly<Record<string, Workflow>> {
  const { store, ports } = parts;
  const deps: MachineDependencies = {
    provider: parts.provider,
    shells: parts.shells,
    newShells: () => createShells(),
    clock: parts.clock,
    machines: store.machines,
    deployments: store.deployments,
    papers: store.machinePapers,
    accessKey: async ({ machineId, accessName }) =>
      accessName === null ? null : store.secrets.find(machineOwner(machineId), accessName),
    reinstalls: createReinstalls(store, ports),
    whyNotServing,
  };
  return {
    [MACHINE_WORKFLOWS.readFacts]: createReadFactsWorkflow(deps),
    [MACHINE_WORKFLOWS.giveBack]: createGiveBackWorkflow({
      ...deps,
      giveBacks: store.giveBacks,
      forgetSecrets: (machineId) => store.secrets.deleteAll(machineOwner(machineId)),
    }),
    [MACHINE_WORKFLOWS.deploy]: createDeployWorkflow(deps),
    [MACHINE_WORKFLOWS.enterRescue]: createEnterRescueWorkflow(deps),
    [MACHINE_WORKFLOWS.leaveRescue]: createLeaveRescueWorkflow(deps),
    [MACHINE_WORKFLOWS.unlock]: createUnlockWorkflow(deps, {
      find: (machineId, runId) => store.secrets.find(machineOwner(machineId), unlockSecret(runId)),
      forget: (machineId, runId) =>
        store.secrets.delete(machineOwner(machineId), unlockSecret(runId)),
    }),
    [MACHINE_WORKFLOWS.watch]: createWatchWorkflow(deps, async (machineId, watchNumber) => {
      const { id, runId } = watchRound(machineId, watchNumber);
      await ports.engine.run(MACHINE_WORKFLOWS.watch, id, runId);
    }),
  };
}

const RESUME_PAGE = 100;

/**
 * Starts what was written down and not handed to the engine before the service died: watches, deployments, give-backs.
 * May be repeated: what runs already is left as it is.
 */
export async function resumeMachineWork(
  store: Pick<Store, 'machines' | 'deployments' | 'giveBacks'>,
  engine: MachinePorts['engine'],
): Promise<void> {
  for (const id of await store.deployments.listQueued()) {
    await engine.run(MACHINE_WORKFLOWS.deploy, id, `deploy-${id}`);
  }
  for (const begun of await store.giveBacks.listRunning()) await handOver({ engine }, begun);
  let cursor: string | undefined;
  do {
    const page = await store.machines.list({ limit: RESUME_PAGE, cursor });
    for (const { machineId, watchNumber, onUnreachable } of page.items) {
      if (onUnreachable === null) continue;
      const { id, runId } = watchRound(machineId, watchNumber);
      await engine.run(MACHINE_WORKFLOWS.watch, id, runId);
    }
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

function createReinstalls(store: Store, ports: MachinePorts): MachineDependencies['reinstalls'] {
  return {
    async start(machineId, installId) {
      const machine = await store.machines.get(machineId);
      if (machine.unlock !== null) throw noPassphrase(machine);
      const { install } = await startReinstall(ports, machineId, {
        // The policy is the leave to wipe the system's disks; data groups always stay.
        wish: {
          system: {},
          layout: null,
          keepData: true,
          erase: 'planned-disks',
          planDigest: null,
          access: null,
        },
        hostKey: machine.accessName === null ? 'renew' : 'keep',
        installId,
        why: 'it did not answer, and its policy says so.',
      });
      return install.installId;
    },
    async ended(installId) {
      const { state } = await store.installs.get(installId);
      if (!FINAL_STATES.has(state)) return null;
      return state === 'ready' || state === 'cancelled' ? state : 'failed';
    },
    isAtWork: async ({ machineId }) => (await reinstallAtWork(ports, machineId)) !== null,
  };
}

/** A passphrase made now would be told to nobody. */
function noPassphrase({ machineId, name }: ManagedMachine): RequestError {
  return new RequestError(
    'request.conflict',
    `Machine ${name} has encrypted disks: a reinstall that nobody asked for would encrypt them with a passphrase that nobody knows. Nothing was started; reinstall it by a call with a diskPassphrase.`,
    { machineId },
  );
}
