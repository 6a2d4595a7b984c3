/** Webhooks, and what is due to them: per webhook and install one lane, delivered in the order of events. */
import { randomUUID } from 'node:crypto';
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { EventBody } from '../domain/event.ts';
import type { Database } from './database.ts';
import type { Schema, WebhookTable } from './schema.ts';

export type WebhookState = 'active' | 'disabled';

export interface Webhook {
  readonly webhookId: string;
  readonly url: string;
  readonly description: string;
  /** null: all but lines of output. */
  readonly kinds: readonly EventBody['kind'][] | null;
  /** Grows with each change by a call. */
  readonly version: number;
  readonly state: WebhookState;
  /** Why it is disabled, in words. */
  readonly reason: string | null;
  /** HTTP status of the last attempt; null: none yet, or no answer. */
  readonly lastStatus: number | null;
  readonly lastAttemptAt: string | null;
  readonly lastSuccessAt: string | null;
  readonly createdAt: string;
}

export type WebhookChange = Partial<
  Pick<Webhook, 'url' | 'description' | 'kinds' | 'state' | 'reason'>
>;

/** One run of the engine's delivery workflow. */
export interface Lane {
  readonly runId: string;
}

/** The oldest message that is due to a lane. */
export interface DueDelivery {
  readonly ordinal: string;
  readonly webhookId: string;
  /** null: a test call. */
  readonly eventId: number | null;
  /** How often it was tried before. */
  readonly attempts: number;
  /** Milliseconds since 1970. */
  readonly nextAtMs: number;
}

export interface Webhooks {
  /** Stores a webhook that hears of what happens from now on. May be repeated: the first one stays. */
  insert(webhook: Pick<Webhook, 'webhookId' | 'url' | 'description' | 'kinds'>): Promise<Webhook>;
  list(): Promise<readonly Webhook[]>;
  /** null: there is none. */
  find(webhookId: string): Promise<Webhook | null>;
  /**
   * Changes what is named; made active, it hears of what happens from then on. null: there is none.
   *
   * @param ifVersion only this version is changed; any when null
   * @throws RequestError `request.version-changed`
   */
  change(
    webhookId: string,
    change: WebhookChange,
    ifVersion: number | null,
  ): Promise<Webhook | null>;
  /** Forgets it and all that is due. What it was, or null. */
  delete(webhookId: string): Promise<Webhook | null>;
  /** Everything stored after this event becomes due again. May be repeated. */
  replayAfter(webhookId: string, eventId: number): Promise<void>;
  /** A test call becomes due. */
  enqueueTest(webhookId: string): Promise<void>;
  /** Makes all stored events due that no webhook was told of. Returns lanes that nobody works on yet. */
  enqueue(): Promise<readonly Lane[]>;
  /** All lanes, for a start or a look after them: starting one again does no harm. */
  lanes(): Promise<readonly Lane[]>;
  /** The next message of a lane; null ends the lane: nothing is due, or the webhook is not active. */
  next(runId: string): Promise<DueDelivery | null>;
  /** It was taken: forget the message. May be repeated. */
  taken(delivery: DueDelivery, status: number): Promise<void>;
  /** It was not taken: try again then. May be repeated. */
  postpone(delivery: DueDelivery, status: number | null, nextAtMs: number): Promise<void>;
  /** Stops a webhook and forgets what is due to it. May be repeated. */
  disable(webhookId: string, status: number | null, reason: string): Promise<void>;
}

const KINDS_LEFT_OUT: readonly string[] = ['output'];

/** Makes the webhook tables' reader and writer. */
export function createWebhooks({ db }: Database): Webhooks {
  return {
    async insert({ webhookId, url, description, kinds }) {
      const row = await db
        .insertInto('webhook')
        .values({
          webhook_id: webhookId,
          url,
          description,
          kinds: kinds === null ? null : [...kinds],
          state: 'active',
          reason: null,
          enqueued_to: LATEST_EVENT,
        })
        .onConflict((conflict) =>
          conflict.column('webhook_id').doUpdateSet({ webhook_id: webhookId }),
        )
        .returningAll()
        .executeTakeFirstOrThrow();
      return toWebhook(row);
    },
    async list() {
      const rows = await db.selectFrom('webhook').selectAll().orderBy('created_at').execute();
      return rows.map(toWebhook);
    },
    find: async (webhookId) => toNullable(await findRow(db, webhookId)),
    async change(webhookId, { kinds, state, ...change }, ifVersion) {
      let update = db
        .updateTable('webhook')
        .set({
          version: sql<string>`version + 1`,
          ...change,
          ...(kinds === undefined ? {} : { kinds: kinds === null ? null : [...kinds] }),
          ...(state === undefined ? {} : { state }),
          ...(state === 'active' ? { reason: null, enqueued_to: latestUnlessActive() } : {}),
        })
        .where('webhook_id', '=', webhookId);
      if (ifVersion !== null) update = update.where('version', '=', String(ifVersion));
      const row = await update.returningAll().executeTakeFirst();
      if (row === undefined && ifVersion !== null) await refuseOtherVersion(db, webhookId);
      return toNullable(row);
    },
    async delete(webhookId) {
      const row = await db
        .deleteFrom('webhook')
        .where('webhook_id', '=', webhookId)
        .returningAll()
        .executeTakeFirst();
      return toNullable(row);
    },
    async replayAfter(webhookId, eventId) {
      await db.transaction().execute(async (transaction) => {
        await lockWebhook(transaction, webhookId);
        await transaction
          .deleteFrom('webhook_delivery')
          .where('webhook_id', '=', webhookId)
          .where('event_id', '>', String(eventId))
          .execute();
        await transaction
          .updateTable('webhook')
          .set({ enqueued_to: sql<string>`least(enqueued_to, ${eventId}::bigint)` })
          .where('webhook_id', '=', webhookId)
          .execute();
      });
    },
    async enqueueTest(webhookId) {
      await db
        .insertInto('webhook_delivery')
        .values({ webhook_id: webhookId, lane: `test-${randomUUID()}`, event_id: null })
        .execute();
    },
    enqueue: () => enqueue(db),
    async lanes() {
      const rows = await db.selectFrom('webhook_lane').select('run_id').execute();
      return rows.map(({ run_id }) => ({ runId: run_id }));
    },
    next: (runId) => next(db, runId),
    async taken({ ordinal, webhookId }, status) {
      await db.deleteFrom('webhook_delivery').where('ordinal', '=', ordinal).execute();
      await noteAttempt(db, webhookId, { status, isTaken: true });
    },
    async postpone({ ordinal, webhookId, attempts }, status, nextAtMs) {
      await db
        .updateTable('webhook_delivery')
        .set({ attempts: attempts + 1, next_at: new Date(nextAtMs) })
        .where('ordinal', '=', ordinal)
        .execute();
      await noteAttempt(db, webhookId, { status, isTaken: false });
    },
    async disable(webhookId, status, reason) {
      await noteAttempt(db, webhookId, { status, isTaken: false });
      await db.transaction().execute(async (transaction) => {
        await lockWebhook(transaction, webhookId);
        await transaction
          .updateTable('webhook')
          .set({ state: 'disabled', reason })
          .where('webhook_id', '=', webhookId)
          .execute();
        await transaction
          .deleteFrom('webhook_delivery')
          .where('webhook_id', '=', webhookId)
          .execute();
      });
    },
  };
}

async function refuseOtherVersion(db: Kysely<Schema>, webhookId: string): Promise<void> {
  const row = await findRow(db, webhookId);
  if (row === undefined) return;
  throw new RequestError(
    'request.version-changed',
    `The webhook is in version ${row.version} by now. Nothing was changed; read it again and decide anew.`,
    { version: Number(row.version) },
  );
}

const LATEST_EVENT = sql<string>`(select coalesce(max(event_id), 0) from install_event)`;

function latestUnlessActive() {
  return sql<string>`case when state = 'active' then enqueued_to else ${LATEST_EVENT} end`;
}

/** Makes writers of one webhook's queue take turns until they commit. */
async function lockWebhook(
  transaction: Transaction<Schema>,
  webhookId: string,
): Promise<Selectable<WebhookTable> | undefined> {
  return transaction
    .selectFrom('webhook')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .forUpdate()
    .executeTakeFirst();
}

async function enqueue(db: Kysely<Schema>): Promise<readonly Lane[]> {
  const active = await db
    .selectFrom('webhook')
    .select('webhook_id')
    .where('state', '=', 'active')
    .execute();
  const lanes: Lane[] = [];
  for (const { webhook_id } of active) {
    lanes.push(
      ...(await db.transaction().execute((transaction) => enqueueFor(transaction, webhook_id))),
    );
  }
  return lanes;
}

async function enqueueFor(
  transaction: Transaction<Schema>,
  webhookId: string,
): Promise<readonly Lane[]> {
  const webhook = await lockWebhook(transaction, webhookId);
  if (webhook === undefined || webhook.state !== 'active') return [];
  const { last } = await transaction
    .selectFrom('install_event')
    .select(sql<string>`coalesce(max(event_id), 0)`.as('last'))
    .executeTakeFirstOrThrow();
  if (BigInt(last) > BigInt(webhook.enqueued_to)) {
    const isWanted =
      webhook.kinds === null
        ? sql`body->>'kind' <> all(${[...KINDS_LEFT_OUT]}::text[])`
        : sql`body->>'kind' = any(${webhook.kinds}::text[])`;
    await sql`insert into webhook_delivery (webhook_id, lane, event_id)
      select ${webhookId}, install_id, event_id from install_event
      where event_id > ${webhook.enqueued_to} and event_id <= ${last} and ${isWanted}
      order by event_id
      on conflict do nothing`.execute(transaction);
    await transaction
      .updateTable('webhook')
      .set({ enqueued_to: last })
      .where('webhook_id', '=', webhookId)
      .execute();
  }
  const { rows } = await sql<{ run_id: string }>`
    insert into webhook_lane (webhook_id, lane, run_id)
    select webhook_id, lane, 'webhook-' || gen_random_uuid() from webhook_delivery
    where webhook_id = ${webhookId} group by webhook_id, lane
    on conflict (webhook_id, lane) do nothing
    returning run_id`.execute(transaction);
  return rows.map(({ run_id }) => ({ runId: run_id }));
}

async function next(db: Kysely<Schema>, runId: string): Promise<DueDelivery | null> {
  return db.transaction().execute(async (transaction) => {
    const lane = await transaction
      .selectFrom('webhook_lane')
      .selectAll()
      .where('run_id', '=', runId)
      .executeTakeFirst();
    if (lane === undefined) return null;
    // With the webhook held, nothing becomes due between the look and the end of the lane.
    const webhook = await lockWebhook(transaction, lane.webhook_id);
    const due = await transaction
      .selectFrom('webhook_delivery')
      .selectAll()
      .where('webhook_id', '=', lane.webhook_id)
      .where('lane', '=', lane.lane)
      .orderBy('event_id')
      .orderBy('ordinal')
      .limit(1)
      .executeTakeFirst();
    if (due === undefined || webhook?.state !== 'active') {
      await transaction.deleteFrom('webhook_lane').where('run_id', '=', runId).execute();
      return null;
    }
    return {
      ordinal: due.ordinal,
      webhookId: due.webhook_id,
      eventId: due.event_id === null ? null : Number(due.event_id),
      attempts: due.attempts,
      nextAtMs: due.next_at.getTime(),
    };
  });
}

async function noteAttempt(
  db: Kysely<Schema>,
  webhookId: string,
  { status, isTaken }: { readonly status: number | null; readonly isTaken: boolean },
): Promise<void> {
  const now = sql<Date>`now()`;
  await db
    .updateTable('webhook')
    .set({
      last_status: status,
      last_attempt_at: now,
      ...(isTaken ? { last_success_at: now } : {}),
    })
    .where('webhook_id', '=', webhookId)
    .execute();
}

function findRow(db: Kysely<Schema>, webhookId: string) {
  return db
    .selectFrom('webhook')
    .selectAll()
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();
}

function toNullable(row: Selectable<WebhookTable> | undefined): Webhook | null {
  return row === undefined ? null : toWebhook(row);
}

function toWebhook(row: Selectable<WebhookTable>): Webhook {
  return {
    webhookId: row.webhook_id,
    url: row.url,
    description: row.description,
    kinds: row.kinds,
    version: Number(row.version),
    state: row.state,
    reason: row.reason,
    lastStatus: row.last_status,
    lastAttemptAt: row.last_attempt_at?.toISOString() ?? null,
    lastSuccessAt: row.last_success_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}
