/** Installs: created once per idempotency key, changed together with the event that tells of it. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { EventBody } from '../domain/event.ts';
import type { Install } from '../domain/install.ts';
import type { InstallRequest } from '../domain/request.ts';
import type { Database } from './database.ts';
import { insertEvents, notifyOthers, storeInTurn, takeTurn } from './events.ts';
import { type InstallPage, type ListInstalls, listInstalls } from './install-pages.ts';
import { toInstall } from './install-row.ts';
import { type StoredView, type ViewQuery, viewInstall } from './install-views.ts';
import { fromJsonb, toJsonb } from './json.ts';
import { type InstallChange, type Recorded, recordChange } from './record-change.ts';
import type { InstallTable, Schema } from './schema.ts';

export type { InstallChange, Recorded } from './record-change.ts';

export interface NewInstall {
  readonly installId: string;
  /** Holds no secret. */
  readonly request: InstallRequest;
  /** Of the caller; another caller's keys are to be told apart by the caller of this. */
  readonly idempotencyKey?: string | undefined;
  /** Of the request's body as it came in, to notice another body under the same key. */
  readonly bodyHash?: string | undefined;
}

export interface Installs {
  /**
   * Stores a new install and its event `created`. May be repeated, also by many at once: with the same key
   * and body there is one install, and all get it.
   *
   * @throws RequestError `request.idempotency-key-reused` for another body under a known key
   */
  insert(install: NewInstall): Promise<{ readonly install: Install; readonly isNew: boolean }>;
  /** Whether an install was asked for under this key. */
  isKnown(idempotencyKey: string): Promise<boolean>;
  /** @throws RequestError `request.not-found` */
  get(installId: string): Promise<Install>;
  /** @throws RequestError `request.not-found` */
  getRequest(installId: string): Promise<InstallRequest>;
  /**
   * An install with documents and events of it, all as of one instant.
   *
   * @throws RequestError `request.not-found`
   */
  view<D>(installId: string, query: ViewQuery<D>): Promise<StoredView<D>>;
  /** Newest first. */
  list(query: ListInstalls): Promise<InstallPage>;
  /** How many installs are in each state; states without any are left out. */
  countByState(): Promise<Readonly<Record<string, number>>>;
  /**
   * Changes the row and stores the event, both or neither. Nothing happens when the install has ended, or when
   * this event key is known: then this very record was made before.
   *
   * @param body null: a change nobody has to be told of
   * @returns whether the change was made now, and its event
   * @throws RequestError `request.not-found`
   */
  record(
    installId: string,
    change: InstallChange,
    body: EventBody | null,
    options?: { readonly eventKey?: string },
  ): Promise<Recorded>;
}

/** Makes the install table's reader and writer. */
export function createInstalls(database: Database): Installs {
  const { db } = database;
  return {
    async insert(install) {
      const row = await insertOnce(database, install);
      if (row === undefined) return { install: await findEarlier(db, install), isNew: false };
      database.announce({ installId: install.installId });
      return { install: toInstall(row), isNew: true };
    },
    async isKnown(idempotencyKey) {
      const row = await db
        .selectFrom('install')
        .select('install_id')
        .where('idempotency_key', '=', idempotencyKey)
        .executeTakeFirst();
      return row !== undefined;
    },
    get: async (installId) => toInstall(await getRow(db, installId)),
    async getRequest(installId) {
      return fromJsonb<InstallRequest>((await getRow(db, installId)).request);
    },
    view: (installId, query) => viewInstall(db, installId, query),
    list: (query) => listInstalls(db, query),
    async countByState() {
      const rows = await db
        .selectFrom('install')
        .select(['state', sql<string>`count(*)`.as('count')])
        .groupBy('state')
        .execute();
      return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
    },
    record: (installId, change, body, { eventKey } = {}) =>
      storeInTurn(
        database,
        installId,
        (turn) => recordChange(turn, { installId, change, body, eventKey }),
        ({ event }) => event !== null,
      ),
  };
}

type InstallRow = Selectable<InstallTable>;

async function insertOnce(
  database: Database,
  install: NewInstall,
): Promise<InstallRow | undefined> {
  return database.db.transaction().execute(async (transaction) => {
    await takeTurn(transaction, database);
    const row = await transaction
      .insertInto('install')
      .values({
        install_id: install.installId,
        idempotency_key: install.idempotencyKey ?? null,
        body_hash: install.bodyHash ?? null,
        state: 'queued',
        phase: null,
        request: toJsonb(install.request),
      })
      .onConflict((conflict) => conflict.column('idempotency_key').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row !== undefined) {
      const event = { body: { kind: 'created' }, eventKey: 'created' } as const;
      await insertEvents(transaction, install.installId, [event]);
      await notifyOthers(transaction, database, install.installId);
    }
    return row;
  });
}

async function findEarlier(db: Kysely<Schema>, wanted: NewInstall): Promise<Install> {
  const row = await db
    .selectFrom('install')
    .selectAll()
    .where('idempotency_key', '=', wanted.idempotencyKey ?? '')
    .executeTakeFirstOrThrow();
  if (row.body_hash !== (wanted.bodyHash ?? null)) {
    throw new RequestError(
      'request.idempotency-key-reused',
      `This Idempotency-Key already belongs to the install ${row.install_id}, which was asked for with another body. Send the same body, or take a new key.`,
      { installId: row.install_id },
    );
  }
  return toInstall(row);
}

async function getRow(db: Kysely<Schema>, installId: string): Promise<InstallRow> {
  const row = await db
    .selectFrom('install')
    .selectAll()
    .where('install_id', '=', installId)
    .executeTakeFirst();
  if (row !== undefined) return row;
  throw new RequestError('request.not-found', `There is no install ${installId}.`, { installId });
}
