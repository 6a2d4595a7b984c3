/** Make plans, and read them. */

import type { components } from '../../../openapi/api.gen.ts';
import type { PlanRun } from '../../domain/plan-run.ts';
import { makePlan, type PlanRows } from '../../service/make-plan.ts';
import { pictureOf } from '../../service/plan-picture.ts';
import type { ServicePorts } from '../../service/ports.ts';
import { requireScope, scopedKey } from '../auth.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import type { Handlers } from '../handler.ts';
import { toInstallProblem } from '../problem.ts';
import { fromBody } from './install-request.ts';
import { toPlanSummary } from './install-view.ts';

type Schemas = components['schemas'];

export type PlanPorts = Pick<ServicePorts, 'secrets' | 'engine' | 'accounts'> & {
  readonly plans: PlanRows;
};

/** The handlers of plans. */
export function createPlanHandlers(
  ports: PlanPorts,
  catalog: ErrorCatalog,
): Pick<Handlers, 'makePlan' | 'getPlan'> {
  return {
    async makePlan({ body: { allowRescue = false, rehearse = false, ...body }, headers, caller }) {
      // A rehearsal may cost one of the few orders that the vendor allows a day.
      if (rehearse && caller !== null) requireScope(caller, 'order');
      const idempotencyKey = scopedKey(caller, headers['idempotency-key']);
      const { request, ...rest } = fromBody(body);
      const { plan, isNew } = await makePlan(ports, {
        ...rest,
        request: rehearse ? { ...request, rehearse } : request,
        idempotencyKey,
        allowRescue,
      });
      return {
        kind: 'json',
        status: isNew ? 202 : 200,
        headers: { location: planPath(plan.planId) },
        body: toPlan(catalog, plan),
      };
    },
    async getPlan({ params }) {
      const plan = await ports.plans.get(params.planId);
      return { kind: 'json', status: 200, body: toPlan(catalog, plan) };
    },
  };
}

function planPath(planId: string): string {
  return `/v1/plans/${encodeURIComponent(planId)}`;
}

function toPlan(catalog: ErrorCatalog, run: PlanRun): Schemas['Plan'] {
  const { planId, state, request, plan, files, profile, problem, createdAt, endedAt } = run;
  return {
    planId,
    state,
    hostname: request.system.hostname,
    plan: plan === null ? null : toPlanSummary(plan),
    picture: plan === null ? null : pictureOf(plan),
    files: files === null ? null : files.map(({ path, text }) => ({ path, text })),
    profile: profile === null ? null : toProfile(profile),
    problem: problem === null ? null : toInstallProblem(catalog, problem),
    createdAt,
    endedAt,
    links: { self: planPath(planId) },
  };
}

function toProfile({
  offer,
  passedOver,
  named = [],
  isRehearsed = false,
}: NonNullable<PlanRun['profile']>): Schemas['OrderProfile'] {
  return {
    provider: offer.provider,
    serverType: offer.id,
    location: offer.location,
    architecture: offer.architecture,
    cpu: offer.cpu,
    memoryGb: offer.memoryGb,
    disks: offer.disks.map(({ kind, count, sizeGb }) => ({ kind, count, sizeGb })),
    monthlyGross: offer.monthlyGross,
    setupGross: offer.setupGross,
    currency: offer.currency,
    passedOver: [...passedOver],
    named: named.map(({ kind, name, ref }) => ({ kind, name, ref })),
    isRehearsed,
  };
}
