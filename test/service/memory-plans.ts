/** The rows of plans in memory. */

import { RequestError } from '../../src/domain/error.ts';
import type { PlanRun } from '../../src/domain/plan-run.ts';
import type { PlanRows } from '../../src/service/make-plan.ts';

export interface MemoryPlans extends PlanRows {
  /** What the engine does. */
  readonly change: (planId: string, change: Partial<PlanRun>) => void;
}

/** Empty rows. */
export function createMemoryPlans(): MemoryPlans {
  const runs = new Map<string, PlanRun>();
  const keys = new Map<string, { readonly planId: string; readonly bodyHash: string }>();
  const get = (planId: string): PlanRun => {
    const run = runs.get(planId);
    if (run !== undefined) return run;
    throw new RequestError('request.not-found', `There is no plan ${planId}.`);
  };
  return {
    async insert({ planId, request, idempotencyKey, bodyHash }) {
      const earlier = idempotencyKey === undefined ? undefined : keys.get(idempotencyKey);
      if (earlier !== undefined && earlier.bodyHash !== bodyHash) {
        throw new RequestError('request.idempotency-key-reused', 'Another body under this key.');
      }
      if (earlier !== undefined) return { plan: get(earlier.planId), isNew: false };
      const plan: PlanRun = { ...FRESH, planId, request };
      runs.set(planId, plan);
      if (idempotencyKey !== undefined) keys.set(idempotencyKey, { planId, bodyHash });
      return { plan, isNew: true };
    },
    get: async (planId) => get(planId),
    change(planId, change) {
      runs.set(planId, { ...get(planId), ...change });
    },
  };
}

const FRESH: Omit<PlanRun, 'planId' | 'request'> = {
  state: 'queued',
  plan: null,
  files: null,
  profile: null,
  problem: null,
  createdAt: '2026-11-22T12:00:00.000Z',
  endedAt: null,
};
