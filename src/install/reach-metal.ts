/** Phase reach on dedicated servers: into the rescue system by restarts that get harder. */

import type { Provider, RestartMethod } from '../../providers/provider.ts';
import { MachineError } from '../domain/error.ts';
import type { ExistingRobotMachine, RobotOrderRequest } from '../domain/request.ts';
import { withAbility } from './ability.ts';
import { act } from './act.ts';
import { awaitRescue, type RescueLook, type RescueWatch } from './await-rescue.ts';
import type { Contact, InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import type { Delivered } from './order-metal.ts';
import type { KnownMachine } from './records.ts';
import { kindOfRestart, type RestartWait, waitAfter, waitOn } from './restart-wait.ts';
import { type Decision, decideFirst, decideNext, waysFor } from './restart-ways.ts';

/** Gets onto a dedicated server that is there. */
export async function reachMetal(
  run: InstallRun,
  { account, server }: ExistingRobotMachine,
): Promise<Contact> {
  const provider = run.deps.provider('robot', account);
  const machine = await act(run, 'reach.find', async ({ signal }) => {
    const found = await provider.getMachine(server, signal);
    const { origin, addresses, serverType, location } = found;
    const known = { origin, addresses, serverType, location };
    await run.deps.records.machineKnown(run.installId, known);
    return known;
  });
  return restartIntoRescue(run, provider, machine);
}

/** Gets onto a delivered server: it is handed over in its rescue system with our key, or is restarted into it. */
export async function reachDelivered(
  run: InstallRun,
  { account }: RobotOrderRequest,
  { machine, fingerprints }: Delivered,
): Promise<Contact> {
  const provider = run.deps.provider('robot', account);
  const { addresses } = machine;
  const ref = machine.origin.providerRef;
  const look = await awaitRescue(run, provider, {
    name: 'reach.delivered',
    what: 'the rescue system answers in which the server was handed over',
    deadlineMs: DEADLINES.reachDeliveredMs,
    watch: { ref, addresses, user: 'root', since: null, fingerprints, outdated: [] },
  });
  if (look.kind === 'rescue') return look.contact;
  return restartIntoRescue(run, provider, machine);
}

/**
 * Arms the rescue system and restarts, mildest way first, until it answers; each decision is told.
 *
 * @throws MachineError `machine.not-rescue`; ProviderError `provider.unsupported`
 */
async function restartIntoRescue(
  run: InstallRun,
  provider: Provider,
  machine: KnownMachine,
): Promise<Contact> {
  const ref = machine.origin.providerRef;
  const ways = await act(run, 'reach.ways', async ({ signal }) => {
    const { power } = await provider.getMachine(ref, signal);
    return waysFor(await withAbility(provider, 'power').methods(ref, signal), power);
  });
  let left = ways;
  let decision = decideFirst(left);
  let method: RestartMethod = 'hardware';
  let watch: ArmedWatch | null = null;
  for (let round = 1; ; round += 1) {
    const name = `reach.rescue-${round}`;
    const waitMs = await noteDecision(run, name, { machine, method, left, decision });
    if (decision.kind === 'give-up') throw notRescue(ref, ways, decision.reason);
    if (decision.kind === 'restart') {
      method = decision.method;
      left = left.slice(1);
      watch = await armAndRestart(run, provider, machine, { name, method });
    }
    if (watch === null) throw notRescue(ref, ways, decision.reason);
    const { since } = watch;
    const look = await awaitRescue(run, provider, {
      name: `${name}.boot`,
      what: 'the rescue system answers',
      deadlineMs: waitMs,
      watch,
      onRescue: (readyAt) => remember(run, machine, { name, method, tookMs: readyAt - since }),
    });
    if (look.kind === 'rescue') return look.contact;
    const hasWaitedOn = decision.kind === 'wait-on';
    decision = await decide(run, provider, { name, ref, look, hasWaitedOn, ways: left });
  }
}

/** One whose beginning is known. */
type ArmedWatch = RescueWatch & { readonly since: number };

interface Round {
  readonly name: string;
  readonly method: RestartMethod;
}

async function armAndRestart(
  run: InstallRun,
  provider: Provider,
  machine: KnownMachine,
  { name, method }: Round,
): Promise<ArmedWatch> {
  const ref = machine.origin.providerRef;
  const rescue = withAbility(provider, 'rescue');
  const armed = await act(run, `${name}.arm`, async ({ signal, machine: vendor }) => {
    const { publicKey } = await run.deps.keys.get(run.installId, 'access');
    const outdated = await rescue.lastHostKeyFingerprints(ref, signal);
    const input = { ref, operationId: run.installId, authorizedKey: publicKey };
    const { user, hostKeyFingerprints: fingerprints } = await vendor(
      rescue.armRescue(input, signal),
    );
    return { user, fingerprints, outdated, since: run.deps.clock.now() };
  });
  await act(run, `${name}.restart`, async ({ signal, machine: vendor }) => {
    const { isRescueArmed } = await provider.getMachine(ref, signal);
    // A boot has taken it: an earlier try of this step did its work, and another would leave the rescue system.
    if (isRescueArmed) {
      await run.deps.records.leavesItsSystem(run.installId);
      await vendor(withAbility(provider, 'power').restart(ref, signal, { method }));
    }
    return null;
  });
  return { ...armed, ref, addresses: machine.addresses };
}

interface Vain {
  readonly name: string;
  readonly ref: string;
  readonly look: Exclude<RescueLook, { kind: 'rescue' }>;
  readonly hasWaitedOn: boolean;
  readonly ways: readonly RestartMethod[];
}

async function decide(
  run: InstallRun,
  provider: Provider,
  { name, ref, look, hasWaitedOn, ways }: Vain,
): Promise<Decision> {
  return act(run, `${name}.decide`, async ({ signal }) => {
    const { isRescueArmed } = await provider.getMachine(ref, signal);
    const { reading, words } = look;
    const text = `Not in the rescue system yet: ${words}`;
    await run.deps.records.note(run.installId, `${name}.reading`, text, { reading, isRescueArmed });
    return decideNext({ reading, isRescueArmed, hasWaitedOn, ways });
  });
}

interface Decided {
  readonly machine: KnownMachine;
  /** That of the restart before, which is waited on. */
  readonly method: RestartMethod;
  /** Ways that were left before this decision. */
  readonly left: readonly RestartMethod[];
  readonly decision: Decision;
}

/** Tells a decision, and for how many milliseconds the rescue system is waited for after it. */
async function noteDecision(run: InstallRun, name: string, decided: Decided): Promise<number> {
  const { decision } = decided;
  const method = decision.kind === 'restart' ? decision.method : null;
  const noted = await act(run, `${name}.decided`, async (): Promise<RestartWait | null> => {
    const wait = await waitFor(run, decided);
    const { kind, reason } = decision;
    const fields = { decision: kind, method, reason };
    const more = wait === null ? {} : { waitMs: wait.ms, waitReason: wait.reason };
    await run.deps.records.note(run.installId, `${name}.decided`, inWords(decision, wait), {
      ...fields,
      ...more,
    });
    return wait;
  });
  // An install from before waits were learned has recorded none.
  return noted?.ms ?? DEADLINES.restartMs[method ?? decided.method];
}

/** null: nothing is waited for. */
async function waitFor(
  run: InstallRun,
  { machine, method, left, decision }: Decided,
): Promise<RestartWait | null> {
  switch (decision.kind) {
    case 'give-up':
      return null;
    case 'wait-on':
      return waitOn(method);
    case 'restart': {
      const kind = kindOfRestart(machine, decision.method);
      const tookMs = kind === null ? [] : await run.deps.restartTimes.last(kind);
      const product = kind?.product ?? null;
      const hasOtherWays = left.length > 1;
      return waitAfter({ method: decision.method, product, tookMs, hasOtherWays });
    }
    default:
      return decision satisfies never;
  }
}

/** For the next restart of such a machine. */
async function remember(
  run: InstallRun,
  machine: KnownMachine,
  { name, method, tookMs }: Round & { readonly tookMs: number },
): Promise<void> {
  const kind = kindOfRestart(machine, method);
  if (kind === null) return;
  const key = `${run.installId}/${run.attempt ?? 1}/${name}`;
  await run.deps.restartTimes.remember(key, kind, Math.max(0, tookMs));
}

function inWords(decision: Decision, wait: RestartWait | null): string {
  const waits = wait === null ? '' : `; ${wait.reason}`;
  switch (decision.kind) {
    case 'restart':
      return `Restarting by ${decision.method}: ${decision.reason}${waits}`;
    case 'wait-on':
      return `Waiting on without a restart: ${decision.reason}${waits}`;
    case 'give-up':
      return `Giving up: ${decision.reason}`;
    default:
      return decision satisfies never;
  }
}

function notRescue(ref: string, ways: readonly RestartMethod[], reason: string): MachineError {
  const tried = ways.length === 0 ? 'it offers no way to restart it' : ways.join(', then ');
  return new MachineError(
    'machine.not-rescue',
    `Server ${ref} was to be restarted into its rescue system (${tried}) and did not come up in it: ${reason}. Look at its console, or have a technician reset it in the provider's console; network boot must stand before the disk.`,
    { providerRef: ref, ways },
  );
}
