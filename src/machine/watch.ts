/**
 * Watches over a machine with a policy: a durable run of rounds. A round is one run of the engine, so that
 * its record stays short: it waits until the machine has not answered for long enough, decides, acts, and
 * starts the next one. A round whose number is no longer the machine's ends by itself.
 */

import { errorCode } from '../domain/error.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import {
  decideOnUnreachable,
  type PolicyDecision,
  type UnreachablePolicy,
} from '../domain/unreachable-policy.ts';
import { step } from '../workflow/step.ts';
import { type MachineDependencies, news } from './context.ts';
import { isReachable } from './reachable.ts';
import { carryOutPolicy } from './unreachable-acts.ts';

/** Starts the next round; may be repeated. */
export type StartRound = (machineId: string, watchNumber: number) => Promise<void>;

/** What a round is started with: `MACHINE_ID NUMBER`. */
export function roundId(machineId: string, watchNumber: number): string {
  return `${machineId} ${watchNumber}`;
}

/** The durable function of one round. */
export function createWatchWorkflow(deps: MachineDependencies, startRound: StartRound) {
  return async function watch(round: string): Promise<void> {
    const [machineId = '', number = ''] = round.split(' ');
    const own = Number(number);
    const since = await step('watch', ({ signal }) => watchUntilDue(deps, machineId, own, signal), {
      attempts: 5,
    });
    if (since === null) return;
    const decision = await step('decide', () => decideNow(deps, machineId, since));
    if (decision.act === 'nothing') {
      await step('pause', ({ signal }) => pause(deps, machineId, signal));
    } else {
      await carryOutPolicy(deps, machineId, since, decision);
    }
    await step('next', async () => {
      const machine = await deps.machines.get(machineId);
      if (machine.watchNumber !== own) return null;
      await deps.machines.change(machineId, { watchNumber: own + 1 }, null);
      await startRound(machineId, own + 1);
      return null;
    });
  };
}

/** Since when the machine has not answered, once that is long enough; null: this round is not wanted any more. */
async function watchUntilDue(
  deps: MachineDependencies,
  machineId: string,
  own: number,
  signal: AbortSignal,
): Promise<string | null> {
  for (;;) {
    const machine = await findMachine(deps, machineId);
    const policy = machine?.onUnreachable ?? null;
    if (machine === null || policy === null || machine.watchNumber !== own) return null;
    const since = await checkOnce(deps, machine, signal);
    if (since !== null && isDue(since, policy, deps.clock.now())) return since;
    await deps.clock.sleep(policy.everySeconds * 1000, signal);
  }
}

/** null: it was given back in the meantime, and is forgotten. */
async function findMachine(
  { machines }: Pick<MachineDependencies, 'machines'>,
  machineId: string,
): Promise<ManagedMachine | null> {
  try {
    return await machines.get(machineId);
  } catch (error) {
    if (errorCode(error) === 'request.not-found') return null;
    throw error;
  }
}

function isDue(since: string, policy: UnreachablePolicy, nowMs: number): boolean {
  return nowMs - Date.parse(since) >= policy.afterSeconds * 1000;
}

/** One check, kept in the row so that a restart of the service does not begin to count anew. */
async function checkOnce(
  deps: MachineDependencies,
  machine: ManagedMachine,
  signal: AbortSignal,
): Promise<string | null> {
  const { machineId, unreachableSince } = machine;
  // A machine that is being installed or looked after by a person is expected to be away.
  const why = (await isBusy(deps, machine)) ? null : await whyAway(deps, machine, signal);
  const isFine = why === null;
  if (isFine && unreachableSince === null) return null;
  if (isFine) {
    const told = news(
      'reachable-again',
      `The machine answers again; it did not since ${unreachableSince}.`,
    );
    await deps.machines.change(machineId, { unreachableSince: null }, told);
    return null;
  }
  if (unreachableSince !== null) return unreachableSince;
  const now = new Date(deps.clock.now()).toISOString();
  const told = news('unreachable', `${why}.`);
  await deps.machines.change(machineId, { unreachableSince: now }, told);
  return now;
}

/** Who is not the machine, or does not serve as it should, counts as away. Says why; null: all is well. */
async function whyAway(
  deps: MachineDependencies,
  machine: ManagedMachine,
  signal: AbortSignal,
): Promise<string | null> {
  if (!(await isReachable(deps, machine, signal))) {
    return 'The machine does not answer to SSH with its host key';
  }
  const check = machine.onUnreachable?.httpCheck ?? null;
  const why = check === null ? null : await deps.whyNotServing(check, machine, signal);
  return why === null ? null : `The machine answers to SSH, but ${why}`;
}

async function isBusy(deps: MachineDependencies, machine: ManagedMachine): Promise<boolean> {
  if (machine.mode !== 'installed') return true;
  if ((await deps.deployments.findAtWork(machine.machineId)) !== null) return true;
  return deps.reinstalls.isAtWork(machine);
}

async function decideNow(
  deps: MachineDependencies,
  machineId: string,
  since: string,
): Promise<{ act: PolicyDecision['act']; why: string }> {
  const machine = await deps.machines.get(machineId);
  const policy = machine.onUnreachable;
  if (policy === null) return { act: 'nothing', why: 'The policy was taken away.' };
  const events = await deps.machines.listEvents({
    machineId,
    afterEventId: 0,
    limit: 10_000,
    kinds: ['policy-decided'],
  });
  const isThisOutage = (fields: Readonly<Record<string, unknown>>) => fields.since === since;
  const acted = events.filter(({ fields }) => fields.act !== 'nothing');
  const state = {
    isLocked: machine.isLocked,
    isBusy: await isBusy(deps, machine),
    doneAt: acted.filter(({ fields }) => !isThisOutage(fields)).map(({ at }) => at),
  };
  const { act, why } = decideOnUnreachable(policy, state, deps.clock.now());
  const told = news('policy-decided', `${inWords(act)} ${why}`, { act, why, since });
  // The same reason for the same outage is told once, however often it is looked at.
  const reason = act === 'nothing' ? `nothing.${why}` : 'act';
  await deps.machines.change(machineId, {}, told, { eventKey: `policy.${since}.${reason}` });
  return { act, why };
}

function inWords(act: PolicyDecision['act']): string {
  return act === 'nothing' ? 'Nothing is done.' : `Decided: ${act}.`;
}

async function pause(
  deps: MachineDependencies,
  machineId: string,
  signal: AbortSignal,
): Promise<null> {
  const { onUnreachable } = await deps.machines.get(machineId);
  await deps.clock.sleep((onUnreachable?.everySeconds ?? 60) * 1000, signal);
  return null;
}
