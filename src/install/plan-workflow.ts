/** A plan by itself: looks at the machine, or at the vendor's prices, and destroys nothing. */

import type { Provider } from '../../providers/provider.ts';
import { type ErrorData, errorCode, ProviderError, toErrorData } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import type { OrderProfile, PlanWish } from '../domain/plan-run.ts';
import type { ExistingMachine, OrderRequest, RobotOrderRequest } from '../domain/request.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';
import { act } from './act.ts';
import { checkWithProvider } from './check-network.ts';
import { clearAway } from './clear-away.ts';
import type { InstallDependencies, InstallRun } from './context.ts';
import { inspectMachine } from './inspect.ts';
import { leaveRescue } from './leave-rescue.ts';
import { planInstall } from './plan.ts';
import { profileOf } from './profile.ts';
import { filterOf, profileOfMetal } from './profile-metal.ts';
import { reachExisting } from './reach.ts';
import type { InstallRecords } from './records.ts';
import { rehearseOrder } from './rehearse.ts';

/** Where a plan by itself is kept; every call may be repeated. */
export interface PlanRecords {
  request(planId: string): Promise<PlanWish>;
  saveFacts(planId: string, facts: Facts): Promise<void>;
  loadFacts(planId: string): Promise<Facts>;
  savePlan(planId: string, plan: Plan): Promise<void>;
  saveFlake(planId: string, files: readonly FlakeFile[]): Promise<void>;
  saveProfile(planId: string, profile: OrderProfile): Promise<void>;
  ready(planId: string): Promise<void>;
  failed(planId: string, problem: ErrorData): Promise<void>;
}

/** The durable function of one plan: the phases reach, inspect and plan of an install, and no other. */
export function createPlanWorkflow(deps: InstallDependencies, records: PlanRecords) {
  return async function plan(planId: string): Promise<void> {
    const request = await step('request', () => records.request(planId));
    const ownDeps = { ...deps, records: onlyPlanning(deps.records, records) };
    const run: InstallRun = {
      installId: planId,
      request,
      deps: ownDeps,
      machineMs: 0,
      phase: 'plan',
    };
    try {
      const { machine, rehearse } = request;
      if (machine.kind === 'existing') await planExisting(run, machine.existing);
      else if (rehearse === true) await checkOrder(run, machine.order, records);
      else await priceOrder(run, machine.order, records);
      await step('end.ready', async () => {
        await records.ready(planId);
        return null;
      });
    } catch (error) {
      if (isInterruption(error)) throw error;
      const problem = toErrorData(error);
      await step('end.failed', async () => {
        await records.failed(planId, problem);
        return null;
      });
    }
    await clearAway(run);
  };
}

async function planExisting(run: InstallRun, existing: ExistingMachine): Promise<void> {
  try {
    const contact = await reachExisting(run, existing);
    await inspectMachine(run, contact, 'before');
  } catch (error) {
    // What the vendor refused has not touched the machine; all else may have left it in rescue.
    const isTouched = errorCode(error)?.startsWith('machine.') === true;
    if (isTouched && existing.provider !== 'ssh') {
      await leaveRescue(run, existing).catch((failure: unknown) => {
        if (isInterruption(failure)) throw failure;
      });
    }
    throw error;
  }
  if (existing.provider !== 'ssh') await leaveRescue(run, existing);
  await planInstall(run);
  await checkWithProvider(run);
}

/** Each try may be one of the few orders of a day. */
const REHEARSALS = 2;

async function checkOrder(
  run: InstallRun,
  order: OrderRequest | RobotOrderRequest,
  records: PlanRecords,
): Promise<void> {
  if (order.provider !== 'robot') return priceOrder(run, order, records);
  const check = async ({ signal }: { readonly signal: AbortSignal }) => {
    await records.saveProfile(run.installId, await rehearseOrder(run, order, signal));
    return null;
  };
  await act(run, 'plan.rehearse', check, { attempts: REHEARSALS });
}

async function priceOrder(
  run: InstallRun,
  order: OrderRequest | RobotOrderRequest,
  records: PlanRecords,
): Promise<void> {
  const provider = run.deps.provider(order.provider, order.account);
  await act(run, 'plan.price', async ({ signal }) => {
    const profile =
      order.provider === 'robot'
        ? await profileMetal(provider, order, signal)
        : await profileOf(provider, order, signal);
    await records.saveProfile(run.installId, profile);
    return null;
  });
}

async function profileMetal(
  { name, offers, abilities }: Provider,
  order: RobotOrderRequest,
  signal: AbortSignal,
): Promise<OrderProfile> {
  if (offers === null) {
    throw new ProviderError(
      'provider.unsupported',
      `The provider ${name} shows no offers: ${abilities.offers.note}`,
    );
  }
  return profileOfMetal(order, await offers.list(filterOf(order), signal));
}

/** A plan has facts, a plan and files; its progress is told to nobody, and no later phase is ever begun. */
function onlyPlanning(install: InstallRecords, records: PlanRecords): InstallRecords {
  const unheard = async (): Promise<void> => {};
  return {
    ...install,
    request: records.request,
    waiting: unheard,
    stillWaiting: unheard,
    note: unheard,
    retrying: unheard,
    leavesItsSystem: unheard,
    machineKnown: unheard,
    orderPlaced: unheard,
    firstContact: unheard,
    saveFacts: (planId, _stage, facts) => records.saveFacts(planId, facts),
    loadFacts: (planId) => records.loadFacts(planId),
    savePlan: records.savePlan,
    saveFlake: records.saveFlake,
  };
}
