/** The order of the phases, and what an install is told at its end. */

import { type ErrorData, toErrorData } from '../domain/error.ts';
import type { Phase } from '../domain/install.ts';
import { withStepPrefix } from '../workflow/context.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';
import { act } from './act.ts';
import { anotherTry } from './another-try.ts';
import { keepBootOrder } from './boot-order.ts';
import { checkWithProvider, checkWithSystem } from './check-network.ts';
import type { FailureClass } from './classify-failure.ts';
import { clearAway, noteMachineStays } from './clear-away.ts';
import type { Contact, InstallDependencies, InstallRun } from './context.ts';
import { formatDisks } from './disko.ts';
import { inspectMachine } from './inspect.ts';
import { enterInstaller } from './kexec.ts';
import { orderMachine } from './order.ts';
import { orderMetal } from './order-metal.ts';
import { permitWipe } from './permit.ts';
import { planInstall } from './plan.ts';
import { postMortem } from './post-mortem.ts';
import { pushFlake } from './push.ts';
import { reachExisting, reachOrdered } from './reach.ts';
import { reachDelivered } from './reach-metal.ts';
import { rebootIntoSystem } from './reboot.ts';
import { workbenchOf } from './service-build.ts';
import { installSystem } from './system.ts';
import { removeUnlockKey } from './unlock.ts';
import { proveSystem, removeAccess } from './verify.ts';

/** The durable function of one install; the engine may run it again from the start at any moment. */
export function createInstallWorkflow(deps: InstallDependencies) {
  return async function install(installId: string): Promise<void> {
    const request = await step('request', () => deps.records.request(installId));
    const first: InstallRun = { installId, request, deps, machineMs: 0, phase: 'reach' };
    let run: InstallRun | null = first;
    while (run !== null) {
      const tried: InstallRun = run;
      run = await inAttempt(tried, () => tryOnce(tried, first));
    }
    await clearAway(first);
  };
}

/** The next try, or null when this one has ended the install. */
async function tryOnce(run: InstallRun, first: InstallRun): Promise<InstallRun | null> {
  try {
    await carryOut(run);
    return null;
  } catch (error) {
    if (isInterruption(error)) throw error;
    const problem = toErrorData(error);
    const found = await postMortem(run, problem);
    const next = await anotherTry(run, problem, found);
    if (next === null) await endFailed(first, run, problem, found);
    return next;
  }
}

async function endFailed(
  first: InstallRun,
  { attempt = 1 }: InstallRun,
  problem: ErrorData,
  found: FailureClass | null,
): Promise<void> {
  const { deps, installId } = first;
  await step('end.failed', async () => {
    await noteMachineStays(first);
    const told = found === null ? {} : { kind: found.kind, cause: found.cause };
    const details = { ...problem.details, ...told, ...(attempt === 1 ? {} : { attempt }) };
    await deps.records.failed(installId, { ...problem, details });
    return null;
  });
}

/** Steps of a later try have names of their own. */
function inAttempt<T>({ attempt = 1 }: InstallRun, body: () => Promise<T>): Promise<T> {
  return attempt === 1 ? body() : withStepPrefix(`try-${attempt}.`, body);
}

async function carryOut(run: InstallRun): Promise<void> {
  if (run.request.system.build?.place === 'service') await requireWorkbench(run);
  const contact = await reach(run);
  await inPhase(run, 'inspect', () => inspectMachine(run, contact, 'before'));
  await inPhase(run, 'plan', async () => {
    await planInstall(run);
    await checkWithProvider(run);
  });
  await inPhase(run, 'permit', () => permitWipe(run));
  const installer = await inPhase(run, 'kexec', () => enterInstaller(run, contact));
  run.installer = installer;
  const blueprint = await inPhase(run, 'disko', () => formatDisks(run, installer));
  const systemPath = await inPhase(run, 'install', () => installSystem(run, installer, blueprint));
  const installed = await inPhase(run, 'reboot', async () => {
    await checkWithSystem(run, installer, systemPath);
    return rebootIntoSystem(run, installer);
  });
  const proof = await inPhase(run, 'verify', async () => {
    await keepBootOrder(run, installed, 'verify.boot-order');
    const proven = await proveSystem(run, installed, {
      systemPath,
      installerBootId: installer.bootId,
      firstContact: contact.hostKey?.trust ?? 'first-use',
    });
    await removeUnlockKey(run, installed);
    await removeAccess(run, installed);
    return proven;
  });
  await pushFlake(run);
  await act(run, 'end.ready', async () => {
    await run.deps.records.ready(run.installId, proof);
    return null;
  });
}

/** Before anything is ordered. @throws RequestError `request.conflict` */
async function requireWorkbench(run: InstallRun): Promise<void> {
  await act(run, 'start.workbench', async () => {
    workbenchOf(run);
    return null;
  });
}

async function reach(run: InstallRun): Promise<Contact> {
  const source = run.request.machine;
  if (source.kind === 'existing') {
    return inPhase(run, 'reach', () => reachExisting(run, source.existing));
  }
  const { order } = source;
  if (order.provider === 'robot') {
    const delivered = await inPhase(run, 'order', () => orderMetal(run, order));
    return inPhase(run, 'reach', () => reachDelivered(run, order, delivered));
  }
  const machine = await inPhase(run, 'order', () => orderMachine(run, order));
  return inPhase(run, 'reach', () => reachOrdered(run, order, machine));
}

/** Tells the record when a phase begins and ends, and how long the machine itself was at work in it. */
async function inPhase<T>(run: InstallRun, phase: Phase, body: () => Promise<T>): Promise<T> {
  const { records, clock } = run.deps;
  const startedAt = await step(`${phase}.started`, () =>
    records.phaseStarted(run.installId, phase),
  );
  run.phase = phase;
  run.machineMs = 0;
  const result = await body();
  const machineMs = run.machineMs;
  await step(`${phase}.ended`, async () => {
    const endedAt = clock.now();
    const totalMs = endedAt - Date.parse(startedAt);
    const timing = {
      phase,
      startedAt,
      endedAt: new Date(endedAt).toISOString(),
      totalMs,
      machineMs,
    };
    await records.phaseEnded(run.installId, timing);
    return null;
  });
  return result;
}
