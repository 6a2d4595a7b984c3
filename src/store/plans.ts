/** Plans asked for by themselves: created once per idempotency key, ended once. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { type ErrorData, RequestError } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import type { OrderProfile, PlanRun, PlanWish } from '../domain/plan-run.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb } from './json.ts';
import type { PlanRunTable, Schema } from './schema.ts';

export interface NewPlanRun {
  readonly planId: string;
  /** Holds no secret. */
  readonly request: PlanWish;
  readonly idempotencyKey: string | undefined;
  readonly bodyHash: string;
}

/** Parts of a plan as they become known. */
export interface PlanRunChange {
  readonly facts?: Facts;
  readonly plan?: Plan;
  readonly files?: readonly FlakeFile[];
  readonly profile?: OrderProfile;
}

export interface Plans {
  /**
   * Stores a new plan, or finds the one of the same key and body. May be repeated.
   *
   * @throws RequestError `request.idempotency-key-reused`
   */
  insert(plan: NewPlanRun): Promise<{ readonly plan: PlanRun; readonly isNew: boolean }>;
  /** @throws RequestError `request.not-found` */
  get(planId: string): Promise<PlanRun>;
  /** null: not measured yet. */
  findFacts(planId: string): Promise<Facts | null>;
  /** Keeps what has become known; the plan runs from then on. May be repeated. */
  change(planId: string, change: PlanRunChange): Promise<void>;
  /** Ends it, with its problem or as ready. May be repeated: the first end stays. */
  end(planId: string, problem: ErrorData | null): Promise<void>;
}

/** Makes the plan table's reader and writer. */
export function createPlans({ db }: Database): Plans {
  return {
    async insert(plan) {
      const row = await db
        .insertInto('plan_run')
        .values({
          plan_id: plan.planId,
          idempotency_key: plan.idempotencyKey ?? null,
          body_hash: plan.bodyHash,
          state: 'queued',
          request: toJsonb(plan.request),
        })
        .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row !== undefined) return { plan: toPlanRun(row), isNew: true };
      return { plan: await findEarlier(db, plan), isNew: false };
    },
    get: async (planId) => toPlanRun(await getRow(db, planId)),
    findFacts: async (planId) => fromJsonb<Facts | null>((await getRow(db, planId)).facts),
    async change(planId, change) {
      const parts = Object.entries(change).map(([name, part]) => [name, toJsonb(part)]);
      await db
        .updateTable('plan_run')
        .set({ ...Object.fromEntries(parts), state: 'running' })
        .where('plan_id', '=', planId)
        .where('ended_at', 'is', null)
        .execute();
    },
    async end(planId, problem) {
      await db
        .updateTable('plan_run')
        .set({
          state: problem === null ? 'ready' : 'failed',
          problem: problem === null ? null : toJsonb(problem),
          ended_at: sql<Date>`now()`,
        })
        .where('plan_id', '=', planId)
        .where('ended_at', 'is', null)
        .execute();
    },
  };
}

async function findEarlier(db: Kysely<Schema>, wanted: NewPlanRun): Promise<PlanRun> {
  const row = await db
    .selectFrom('plan_run')
    .selectAll()
    .where('idempotency_key', '=', wanted.idempotencyKey ?? '')
    .executeTakeFirstOrThrow();
  if (row.body_hash === wanted.bodyHash) return toPlanRun(row);
  throw new RequestError(
    'request.idempotency-key-reused',
    `This Idempotency-Key already belongs to the plan ${row.plan_id}, which was asked for with another body. Send the same body, or take a new key.`,
    { planId: row.plan_id },
  );
}

async function getRow(db: Kysely<Schema>, planId: string): Promise<Selectable<PlanRunTable>> {
  const row = await db
    .selectFrom('plan_run')
    .selectAll()
    .where('plan_id', '=', planId)
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new RequestError('request.not-found', `There is no plan ${planId}.`, { planId });
}

function toPlanRun(row: Selectable<PlanRunTable>): PlanRun {
  return {
    planId: row.plan_id,
    state: row.state,
    request: fromJsonb<PlanWish>(row.request),
    plan: fromJsonb<Plan | null>(row.plan),
    files: fromJsonb<readonly FlakeFile[] | null>(row.files),
    profile: fromJsonb<OrderProfile | null>(row.profile),
    problem: fromJsonb<ErrorData | null>(row.problem),
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
