/** Deployments: one at a time on each machine, created once per idempotency key. */
import { type Selectable, sql } from 'kysely';
import {
  DEPLOYMENT_ENDS,
  type Deployment,
  type DeploymentRequest,
  type DeploymentState,
} from '../domain/deployment.ts';
import { type ErrorData, RequestError } from '../domain/error.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb, toNullableJsonb } from './json.ts';
import type { DeploymentTable } from './schema.ts';

export interface NewDeployment {
  readonly deploymentId: string;
  readonly machineId: string;
  readonly request: DeploymentRequest;
  readonly confirmSeconds: number;
  readonly idempotencyKey: string | null;
  readonly bodyHash: string;
}

/** Only what is named is changed. */
export interface DeploymentChange {
  readonly state?: DeploymentState;
  readonly formerPath?: string;
  readonly builtPath?: string;
  readonly observedPath?: string | null;
  readonly problem?: ErrorData;
}

export interface Deployments {
  /**
   * Stores a new deployment, or finds the one of the same key and body. May be repeated.
   *
   * @throws RequestError `request.conflict` while another one is at work on the machine,
   *         `request.idempotency-key-reused`
   */
  insert(
    deployment: NewDeployment,
  ): Promise<{ readonly deployment: Deployment; readonly isNew: boolean }>;
  /** @throws RequestError `request.not-found` */
  get(deploymentId: string): Promise<Deployment>;
  /** Newest first. */
  list(machineId: string, limit: number): Promise<readonly Deployment[]>;
  /** Changes nothing once it has ended. May be repeated. */
  change(deploymentId: string, change: DeploymentChange): Promise<void>;
  /** Ids of those that nobody works on yet. */
  listQueued(): Promise<readonly string[]>;
  /** null: nothing is at work there. */
  findAtWork(machineId: string): Promise<Deployment | null>;
}

/** Makes the deployment table's reader and writer. */
export function createDeployments({ db }: Database): Deployments {
  const findBy = async (column: 'deployment_id' | 'idempotency_key', value: string) =>
    db.selectFrom('deployment').selectAll().where(column, '=', value).executeTakeFirst();
  const findAtWork = async (machineId: string) =>
    db
      .selectFrom('deployment')
      .selectAll()
      .where('machine_id', '=', machineId)
      .where('state', 'in', ['queued', 'running'])
      .executeTakeFirst();
  return {
    async insert(wanted) {
      const row = await db
        .insertInto('deployment')
        .values({
          deployment_id: wanted.deploymentId,
          machine_id: wanted.machineId,
          idempotency_key: wanted.idempotencyKey,
          body_hash: wanted.bodyHash,
          state: 'queued',
          request: toJsonb(wanted.request),
          confirm_seconds: wanted.confirmSeconds,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (row !== undefined) return { deployment: toDeployment(row), isNew: true };
      const key = wanted.idempotencyKey;
      const earlier = key === null ? undefined : await findBy('idempotency_key', key);
      if (earlier !== undefined) return { deployment: sameOne(earlier, wanted), isNew: false };
      throw atWork(wanted.machineId, await findAtWork(wanted.machineId));
    },
    async get(deploymentId) {
      const row = await findBy('deployment_id', deploymentId);
      if (row !== undefined) return toDeployment(row);
      throw new RequestError('request.not-found', `There is no deployment ${deploymentId}.`);
    },
    async list(machineId, limit) {
      const rows = await db
        .selectFrom('deployment')
        .selectAll()
        .where('machine_id', '=', machineId)
        .orderBy('ordinal', 'desc')
        .limit(limit)
        .execute();
      return rows.map(toDeployment);
    },
    async change(deploymentId, change) {
      const { state, formerPath, builtPath, observedPath, problem } = change;
      const now = sql<Date>`clock_timestamp()`;
      await db
        .updateTable('deployment')
        .set({
          updated_at: now,
          ...(state === undefined ? {} : { state }),
          ...(state !== undefined && DEPLOYMENT_ENDS.has(state) ? { ended_at: now } : {}),
          ...(formerPath === undefined ? {} : { former_path: formerPath }),
          ...(builtPath === undefined ? {} : { built_path: builtPath }),
          ...(observedPath === undefined ? {} : { observed_path: observedPath }),
          ...(problem === undefined ? {} : { problem: toNullableJsonb(problem) }),
        })
        .where('deployment_id', '=', deploymentId)
        .where('state', 'in', ['queued', 'running'])
        .execute();
    },
    async listQueued() {
      const queued = db.selectFrom('deployment').select('deployment_id');
      const rows = await queued.where('state', '=', 'queued').execute();
      return rows.map((row) => row.deployment_id);
    },
    async findAtWork(machineId) {
      const row = await findAtWork(machineId);
      return row === undefined ? null : toDeployment(row);
    },
  };
}

type DeploymentRow = Selectable<DeploymentTable>;

function sameOne(row: DeploymentRow, wanted: NewDeployment): Deployment {
  if (row.body_hash === wanted.bodyHash) return toDeployment(row);
  throw new RequestError(
    'request.idempotency-key-reused',
    `This Idempotency-Key already belongs to the deployment ${row.deployment_id}, which was asked for with another body. Send the same body, or take a new key.`,
    { deploymentId: row.deployment_id },
  );
}

function atWork(machineId: string, row: DeploymentRow | undefined): RequestError {
  return new RequestError(
    'request.conflict',
    `Another deployment (${row?.deployment_id ?? 'just ended'}) is at work on machine ${machineId}. Nothing was started; wait for its end.`,
    { deploymentId: row?.deployment_id ?? null },
  );
}

function toDeployment(row: DeploymentRow): Deployment {
  return {
    deploymentId: row.deployment_id,
    machineId: row.machine_id,
    state: row.state,
    request: fromJsonb<DeploymentRequest>(row.request),
    confirmSeconds: row.confirm_seconds,
    formerPath: row.former_path,
    builtPath: row.built_path,
    observedPath: row.observed_path,
    problem: fromJsonb<ErrorData | null>(row.problem),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
