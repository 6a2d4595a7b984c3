/** A deployment from its start to what the machine was seen to run at its end. */

import type { Deployment } from '../domain/deployment.ts';
import { type ErrorData, MachineError, toErrorData } from '../domain/error.ts';
import { PAPERS } from '../domain/managed-machine.ts';
import type { InstallRequest } from '../domain/request.ts';
import { type Command, sh } from '../ssh/command.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';
import { waitFor } from '../workflow/wait.ts';
import { type Decision, decide } from './confirm.ts';
import { type MachineDependencies, news, PATIENT, targetOf } from './context.ts';
import { activationScript } from './dead-man.ts';
import { buildSystem, changedFlake, workPlace } from './deploy-build.ts';
import { runMachineJob } from './job.ts';
import { LOOK, parseSystemLook, type SystemLook } from './look.ts';

const KEEP_LIMIT_MS = 30 * 60_000;
/** Beyond the machine's own deadline: its activation, and the way back. */
const DECISION_GRACE_MS = 330_000;
const RETURN_LIMIT_MS = 180_000;
const LOOK_EVERY_MS = 1_000;

/** The durable function of one deployment; the engine may run it again from the start at any moment. */
export function createDeployWorkflow(deps: MachineDependencies) {
  return async function deploy(deploymentId: string): Promise<void> {
    const deployment = await step('start', () => start(deps, deploymentId));
    try {
      await carryOut(deps, deployment);
    } catch (error) {
      if (isInterruption(error)) throw error;
      const problem = toErrorData(error);
      await step('end.failed', () => endFailed(deps, deployment, problem));
    }
  };
}

/** Plain data of a deployment, as a step returns it. */
type Started = Pick<Deployment, 'deploymentId' | 'machineId' | 'confirmSeconds'>;

async function start(deps: MachineDependencies, deploymentId: string): Promise<Started> {
  const { machineId, confirmSeconds, request } = await deps.deployments.get(deploymentId);
  await deps.deployments.change(deploymentId, { state: 'running' });
  const text = `A deployment was started (${request.kind}).`;
  const told = news('deployment-started', text, { deploymentId, kind: request.kind });
  await deps.machines.change(machineId, {}, told, { eventKey: `deploy.${deploymentId}.start` });
  return { deploymentId, machineId, confirmSeconds };
}

async function carryOut(deps: MachineDependencies, started: Started): Promise<void> {
  const { deploymentId, machineId, confirmSeconds } = started;
  const former = await step(
    'look.before',
    async ({ signal }) => {
      const { systemPath, bootId } = await look(deps, machineId, signal);
      await deps.deployments.change(deploymentId, { formerPath: systemPath });
      return { systemPath, bootId };
    },
    PATIENT,
  );
  const deployment = await step('request', async () => {
    const { request } = await deps.deployments.get(deploymentId);
    return { request: JSON.stringify(request) };
  });
  const request: Deployment['request'] = JSON.parse(deployment.request);
  const whole = await buildSystem(deps, { ...EMPTY, ...started, request });
  await tellStep(
    deps,
    started,
    'built',
    `Built ${whole}; it is activated under a timer of ${confirmSeconds} s.`,
  );
  const decision = await activate(deps, started, former.systemPath, whole);
  if (decision === 'confirmed') await keep(deps, started, request, whole);
  else await awaitReturn(deps, started, former.systemPath, decision);
}

const EMPTY: Omit<Deployment, 'deploymentId' | 'machineId' | 'confirmSeconds' | 'request'> = {
  state: 'running',
  formerPath: null,
  builtPath: null,
  observedPath: null,
  problem: null,
  createdAt: '',
  updatedAt: '',
  endedAt: null,
};

async function activate(
  deps: MachineDependencies,
  { deploymentId, machineId, confirmSeconds }: Started,
  formerPath: string,
  builtPath: string,
): Promise<Decision> {
  await step(
    'activate',
    async ({ signal }) => {
      await deps.deployments.change(deploymentId, { builtPath });
      const machine = await deps.machines.get(machineId);
      const shell = await deps.shells.open(await targetOf(deps, machine), { signal });
      const script = activationScript({ deploymentId, formerPath, builtPath, confirmSeconds });
      await shell.startJob({ name: `deploy-activate-${deploymentId}`, script });
      // What the activation does to this connection must not be taken for an answer.
      shell.close();
      return null;
    },
    PATIENT,
  );
  const until = await step(
    'decide.until',
    async () => deps.clock.now() + confirmSeconds * 1000 + DECISION_GRACE_MS,
  );
  return step('decide', async ({ signal }) => {
    const machine = await deps.machines.get(machineId);
    return decide(deps, machine, { deploymentId, until, signal });
  });
}

/** Confirmed: only now does the profile and the boot loader learn of the new system. */
async function keep(
  deps: MachineDependencies,
  started: Started,
  request: Deployment['request'],
  builtPath: string,
): Promise<void> {
  const { deploymentId, machineId } = started;
  await tellStep(
    deps,
    started,
    'confirmed',
    'The new system was reached over a new connection; it is made the one that boots.',
  );
  await runMachineJob(deps, machineId, {
    name: `deploy-keep-${deploymentId}`,
    what: 'making the new system the one that boots',
    script: keepScript(deploymentId, request, builtPath),
    deadlineMs: KEEP_LIMIT_MS,
    failure: 'machine.activation-failed',
  });
  await step(
    'look.after',
    async ({ signal }) => {
      const seen = await look(deps, machineId, signal);
      const { systemPath, generations } = seen;
      if (systemPath !== builtPath) throw notRunning(systemPath, builtPath);
      await rememberFlake(deps, started, request);
      await deps.deployments.change(deploymentId, { state: 'confirmed', observedPath: systemPath });
      const text = `The machine runs ${systemPath}, confirmed from outside; it boots it too.`;
      const told = news('deployment-confirmed', text, { deploymentId, systemPath });
      const change = { systemPath, generations };
      await deps.machines.change(machineId, change, told, {
        eventKey: `deploy.${deploymentId}.end`,
      });
      return null;
    },
    PATIENT,
  );
}

function keepScript(
  deploymentId: string,
  request: Deployment['request'],
  builtPath: string,
): Command {
  const profile = '/nix/var/nix/profiles/system';
  const place = workPlace(deploymentId);
  const select =
    request.kind === 'generation'
      ? sh`nix-env -p ${profile} --switch-generation ${request.generation}`
      : sh`nix-env -p ${profile} --set ${builtPath}`;
  // Where the machine's owner looks for its flake, as after the install.
  const handOver =
    request.kind === 'modules'
      ? sh`rm -rf /etc/nixos/modules
cp -rT ${`${place}/flake`} /etc/nixos`
      : sh`true`;
  return sh`${select}
${`${builtPath}/bin/switch-to-configuration`} boot
${handOver}
rm -rf ${place}`;
}

async function rememberFlake(
  deps: MachineDependencies,
  { machineId }: Started,
  request: Deployment['request'],
): Promise<void> {
  if (request.kind !== 'modules') return;
  const machine = await deps.machines.get(machineId);
  const { plan, files } = await changedFlake(deps, machine, request.modules);
  await deps.papers.put(machineId, PAPERS.flake, files);
  await deps.papers.put(machineId, PAPERS.plan, plan);
  const asked = await deps.papers.find<InstallRequest>(machineId, PAPERS.request);
  if (asked === null) return;
  // What a reinstall starts from is what runs now.
  const system = { ...asked.system, modules: request.modules };
  await deps.papers.put(machineId, PAPERS.request, { ...asked, system });
}

/** Not confirmed: waits until the machine answers again, and says what it was seen to run. */
async function awaitReturn(
  deps: MachineDependencies,
  started: Started,
  formerPath: string,
  decision: Decision,
): Promise<void> {
  const { deploymentId, machineId } = started;
  const options = {
    what: 'the machine is back on its former system',
    deadlineMs: RETURN_LIMIT_MS,
    everyMs: LOOK_EVERY_MS,
  };
  const seen = await waitFor('return', options, async ({ signal }) => {
    const { systemPath } = await look(deps, machineId, signal);
    return systemPath === formerPath ? systemPath : null;
  });
  await step(
    'end.rolled-back',
    async ({ signal }) => {
      const problem = whyNot(decision, await activationTail(deps, started, signal));
      const text = `The machine runs its former system ${seen} again: ${problem.message}`;
      const told = news('deployment-rolled-back', text, {
        deploymentId,
        systemPath: seen,
        problem,
      });
      await deps.deployments.change(deploymentId, {
        state: 'rolled-back',
        observedPath: seen,
        problem,
      });
      const eventKey = `deploy.${deploymentId}.end`;
      await deps.machines.change(machineId, { systemPath: seen }, told, { eventKey });
      return null;
    },
    PATIENT,
  );
}

function whyNot(decision: Decision, tail: readonly string[]): ErrorData {
  const failed = decision === 'activation-failed';
  const words: Readonly<Record<Exclude<Decision, 'confirmed'>, string>> = {
    'activation-failed': 'The switch to the new system ended with an error.',
    'not-confirmed':
      'The new system could not be reached over a new connection in time, and the machine went back by itself.',
    gone: 'The machine was restarted before the new system was confirmed, and came up in its former one.',
    unseen: 'The machine did not answer until long after its deadline.',
  };
  const message = decision === 'confirmed' ? '' : words[decision];
  return {
    code: failed ? 'machine.activation-failed' : 'machine.not-confirmed',
    message,
    details: { decision, tail },
  };
}

/** The last lines of the activation; none after another boot. */
async function activationTail(
  deps: MachineDependencies,
  { deploymentId, machineId }: Started,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const machine = await deps.machines.get(machineId);
  const shell = await deps.shells.open(await targetOf(deps, machine), { signal });
  const name = `deploy-activate-${deploymentId}`;
  const result = await shell.followJob(name, { deadlineMs: 30_000, signal }).catch(() => null);
  await shell.run(sh`rm -rf ${workPlace(deploymentId)}`, { signal });
  return result?.tail ?? [];
}

async function endFailed(
  deps: MachineDependencies,
  { deploymentId, machineId }: Started,
  problem: ErrorData,
): Promise<null> {
  await deps.deployments.change(deploymentId, { state: 'failed', problem });
  const told = news('deployment-failed', problem.message, { deploymentId, problem });
  await deps.machines.change(machineId, {}, told, { eventKey: `deploy.${deploymentId}.end` });
  return null;
}

async function look(
  deps: MachineDependencies,
  machineId: string,
  signal: AbortSignal,
): Promise<SystemLook> {
  const machine = await deps.machines.get(machineId);
  const shell = await deps.shells.open(await targetOf(deps, machine), { signal });
  const { stdout } = await shell.run(LOOK, { signal });
  return parseSystemLook(stdout);
}

async function tellStep(
  deps: MachineDependencies,
  { deploymentId, machineId }: Started,
  key: string,
  text: string,
): Promise<void> {
  await step(`tell.${key}`, async () => {
    const told = news('deployment-step', text, { deploymentId });
    await deps.machines.change(machineId, {}, told, { eventKey: `deploy.${deploymentId}.${key}` });
    return null;
  });
}

function notRunning(seen: string, wanted: string): MachineError {
  return new MachineError(
    'machine.verify-failed',
    `After the confirmation the machine runs ${seen} instead of ${wanted}. Look at it: something else switched it.`,
    { systemPath: seen, wanted },
  );
}
