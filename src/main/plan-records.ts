/** Plans by themselves, kept in the store. */

import { BugError } from '../domain/error.ts';
import type { PlanRecords } from '../install/plan-workflow.ts';
import type { Plans } from '../store/plans.ts';

/** Makes the record; every call may be repeated. */
export function createPlanRecords(plans: Plans): PlanRecords {
  return {
    request: async (planId) => (await plans.get(planId)).request,
    saveFacts: (planId, facts) => plans.change(planId, { facts }),
    async loadFacts(planId) {
      const facts = await plans.findFacts(planId);
      if (facts !== null) return facts;
      throw new BugError('bug.unexpected', `Plan ${planId} has no facts yet.`);
    },
    savePlan: (planId, plan) => plans.change(planId, { plan }),
    saveFlake: (planId, files) => plans.change(planId, { files }),
    saveProfile: (planId, profile) => plans.change(planId, { profile }),
    ready: (planId) => plans.end(planId, null),
    failed: (planId, problem) => plans.end(planId, problem),
  };
}
