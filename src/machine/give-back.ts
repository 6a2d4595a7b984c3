/** Ends the contract of a machine at its vendor, and forgets it once it is gone. Started by an explicit wish alone. */

import type { Provider } from '../../providers/provider.ts';
import {
  type ErrorData,
  errorCode,
  ProviderError,
  RequestError,
  toErrorData,
} from '../domain/error.ts';
import type { GiveBack } from '../domain/give-back.ts';
import type { ProviderName } from '../domain/machine.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import type { Clock } from '../workflow/clock.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';

export interface GiveBackDependencies {
  readonly provider: (name: ProviderName, account: string | null) => Provider;
  readonly clock: Clock;
  readonly machines: { get(machineId: string): Promise<ManagedMachine> };
  readonly giveBacks: {
    get(giveBackId: string): Promise<GiveBack>;
    change(
      giveBackId: string,
      change:
        | {
            readonly state: 'ending';
            readonly endsOn: string;
            readonly remaining: readonly string[];
          }
        | { readonly state: 'kept' }
        | { readonly state: 'failed'; readonly problem: ErrorData },
      text: string,
    ): Promise<void>;
    end(giveBackId: string, given: Given | null): Promise<void>;
  };
  /** Forgets every key to the machine. May be repeated. */
  readonly forgetSecrets: (machineId: string) => Promise<void>;
}

interface Given {
  readonly endsOn: string;
  readonly remaining: readonly string[];
}

const DAY_MS = 24 * 60 * 60_000;
/** Vendors end contracts in their own time zone, and not at its first minute. */
const GRACE_DAYS = 3;

/** The durable function of one give-back. It may last as long as the notice of a contract. */
export function createGiveBackWorkflow(deps: GiveBackDependencies) {
  return async function giveBack(giveBackId: string): Promise<void> {
    try {
      const given = await give(deps, giveBackId);
      if (given === null) return await forget(deps, giveBackId, null);
      const isGone = await step('told', () => tell(deps, giveBackId, given));
      if (isGone) return await forget(deps, giveBackId, given);
      await awaitEnd(deps, giveBackId, given.endsOn);
    } catch (error) {
      if (isInterruption(error)) throw error;
      const problem = toErrorData(error);
      await step('end.failed', async () => {
        const text = `It was not given back: ${problem.message}`;
        await deps.giveBacks.change(giveBackId, { state: 'failed', problem }, text);
        return null;
      });
    }
  };
}

/** null: the vendor has nothing to do with it. */
async function give(deps: GiveBackDependencies, giveBackId: string): Promise<Given | null> {
  const isForgotten = await step('look', async ({ signal }) => {
    const { origin, isForgetOnly } = await deps.giveBacks.get(giveBackId);
    if (isForgetOnly || origin.provider === 'ssh') return true;
    // It has to be there: from here on its absence means that it is given back.
    await deps.provider(origin.provider, origin.account).getMachine(origin.providerRef, signal);
    return false;
  });
  if (isForgotten) return null;
  return step('give', async ({ signal }) => {
    const { machineId, origin, on, reason } = await deps.giveBacks.get(giveBackId);
    await requireStillMeant(deps, machineId);
    const provider = deps.provider(origin.provider, origin.account);
    const wish = { ...(on === null ? {} : { on }), ...(reason === null ? {} : { reason }) };
    // The caller named the machine; the vendor's own reference names it to the vendor.
    const named = { ref: origin.providerRef, name: origin.providerRef, ...wish };
    try {
      const { endsOn, remaining } = await groupOf(provider).giveBack(named, signal);
      return { endsOn, remaining: [...remaining] };
    } catch (error) {
      if (errorCode(error) !== 'provider.not-found') throw error;
      return { endsOn: today(deps), remaining: [] };
    }
  });
}

/** Somebody may have locked it after the wish. */
async function requireStillMeant(deps: GiveBackDependencies, machineId: string): Promise<void> {
  const { isLocked, name } = await deps.machines.get(machineId);
  if (!isLocked) return;
  throw new RequestError(
    'request.machine-locked',
    `Machine ${name} was locked after it was asked to be given back. Nothing was given back.`,
    { machineId },
  );
}

function groupOf({ name, giveBack, abilities }: Provider) {
  if (giveBack !== null) return giveBack;
  throw new ProviderError(
    'provider.unsupported',
    `The provider ${name} takes nothing back: ${abilities.giveBack.note}`,
    { provider: name, ability: 'giveBack' },
  );
}

/** Whether it is gone already; else its day is told, and the machine is free to be used until then. */
async function tell(
  deps: GiveBackDependencies,
  giveBackId: string,
  { endsOn, remaining }: Given,
): Promise<boolean> {
  if (endsOn <= today(deps)) return true;
  const text = `The vendor has agreed: the machine goes on ${endsOn}. Until then it can be used.`;
  await deps.giveBacks.change(giveBackId, { state: 'ending', endsOn, remaining }, text);
  return false;
}

/** Looks once a day from the last one on, until the vendor says that the machine is gone. */
async function awaitEnd(
  deps: GiveBackDependencies,
  giveBackId: string,
  endsOn: string,
): Promise<void> {
  const firstLookMs = Date.parse(endsOn) + DAY_MS;
  for (let day = 1; day <= GRACE_DAYS; day += 1) {
    await step(`wait.${day}`, async ({ signal }) => {
      const leftMs = firstLookMs + (day - 1) * DAY_MS - deps.clock.now();
      if (leftMs > 0) await deps.clock.sleep(leftMs, signal);
      return null;
    });
    const isGone = await step(`look.${day}`, ({ signal }) => isNoMore(deps, giveBackId, signal));
    if (isGone) return forget(deps, giveBackId, null);
  }
  await step('end.kept', async () => {
    const text = `The machine is still there ${GRACE_DAYS} days after ${endsOn}: its end was taken back at the vendor.`;
    await deps.giveBacks.change(giveBackId, { state: 'kept' }, text);
    return null;
  });
}

async function isNoMore(
  deps: GiveBackDependencies,
  giveBackId: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { origin } = await deps.giveBacks.get(giveBackId);
  try {
    await deps.provider(origin.provider, origin.account).getMachine(origin.providerRef, signal);
    return false;
  } catch (error) {
    if (errorCode(error) === 'provider.not-found') return true;
    throw error;
  }
}

async function forget(
  deps: GiveBackDependencies,
  giveBackId: string,
  given: Given | null,
): Promise<void> {
  await step('end', async () => {
    const { machineId } = await deps.giveBacks.get(giveBackId);
    await deps.giveBacks.end(giveBackId, given);
    await deps.forgetSecrets(machineId);
    return null;
  });
}

/** As a day in UTC; a vendor's day may differ from it for some hours, for which a machine is `ending`. */
function today({ clock }: Pick<GiveBackDependencies, 'clock'>): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}
