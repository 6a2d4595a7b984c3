/** Plans by themselves: what an install of the same body would do. */

import { randomUUID } from 'node:crypto';
import { RequestError } from '../domain/error.ts';
import type { PlanRun, PlanWish } from '../domain/plan-run.ts';
import type { InstallRequest } from '../domain/request.ts';
import { requireAccount } from './accounts.ts';
import { hashRequest } from './body-hash.ts';
import { GIVEN_ACCESS_SECRET, PLAN_WORKFLOW } from './names.ts';
import type { ServicePorts } from './ports.ts';
import { requireSoundRequest } from './sound-request.ts';

/** The rows of plans. */
export interface PlanRows {
  /** May be repeated. @throws RequestError `request.idempotency-key-reused` */
  insert(plan: {
    readonly planId: string;
    readonly request: PlanWish;
    readonly idempotencyKey: string | undefined;
    readonly bodyHash: string;
  }): Promise<{ readonly plan: PlanRun; readonly isNew: boolean }>;
  /** @throws RequestError `request.not-found` */
  get(planId: string): Promise<PlanRun>;
}

export interface MakePlanInput {
  readonly request: PlanWish;
  /** Key for a host that is simply there; goes to the sealed store alone. */
  readonly privateKey: string | null;
  readonly idempotencyKey: string | null;
  /** Not needed for a plan; only for telling one body from another. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Leave to restart the machine into its provider's rescue system and back. */
  readonly allowRescue: boolean;
}

/**
 * Stores the wish for a plan and has the engine make it. With the same idempotency key it may be repeated.
 *
 * @throws RequestError `request.rescue-not-permitted`, `request.no-such-account`, `request.idempotency-key-reused`,
 *         `request.invalid` where there is no rehearsal
 */
export async function makePlan(
  ports: Pick<ServicePorts, 'secrets' | 'engine' | 'accounts'> & { readonly plans: PlanRows },
  { request, privateKey, secrets, idempotencyKey, allowRescue }: MakePlanInput,
): Promise<{ readonly plan: PlanRun; readonly isNew: boolean }> {
  await requireAccount(ports, request);
  await requireSoundRequest(ports, request);
  requireWayIn(request, allowRescue);
  requireRehearsal(request);
  const made = await ports.plans.insert({
    planId: randomUUID(),
    request,
    idempotencyKey: idempotencyKey ?? undefined,
    bodyHash: hashRequest(request, privateKey, secrets),
  });
  const { planId, state } = made.plan;
  if (state !== 'queued') return made;
  if (privateKey !== null) {
    await ports.secrets.putIfAbsent(planId, GIVEN_ACCESS_SECRET, privateKey);
  }
  await ports.engine.run(PLAN_WORKFLOW, planId);
  return made;
}

function requireWayIn({ machine }: InstallRequest, allowRescue: boolean): void {
  if (machine.kind === 'order' || machine.existing.provider === 'ssh' || allowRescue) return;
  throw new RequestError(
    'request.rescue-not-permitted',
    'We hold no key to this machine, so its disks can be seen from its rescue system only, for which it is restarted twice. The request has no "allowRescue": true. Nothing was started.',
  );
}

function requireRehearsal({ rehearse, machine }: PlanWish): void {
  if (rehearse === undefined) return;
  if (machine.kind === 'order' && machine.order.provider === 'robot') return;
  throw new RequestError(
    'request.invalid',
    'Only the order of a dedicated server (provider "robot") can be rehearsed; for every other machine the plan itself shows what would be done. Leave out "rehearse". Nothing was started.',
  );
}
