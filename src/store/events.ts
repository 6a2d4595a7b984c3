/** The append-only record of what happened. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { EventBody, InstallEvent } from '../domain/event.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb } from './json.ts';
import { EVENT_CHANNEL, noticeText } from './listen.ts';
import type { InstallEventTable, Schema } from './schema.ts';

export interface ListEvents {
  /** Events of one install; of all when absent. */
  readonly installId?: string;
  /** Only later ones; 0 for all. */
  readonly afterEventId: number;
  readonly limit: number;
  /** Only these kinds; all when absent. */
  readonly kinds?: readonly EventBody['kind'][] | undefined;
}

export interface Events {
  /**
   * Stores events in order. One whose key this install already has is left out, so it may be repeated.
   *
   * @returns what was stored now
   */
  append(installId: string, events: readonly NewEvent[]): Promise<readonly InstallEvent[]>;
  /** In order. What is later stored always has a greater id than all that was ever listed. */
  listAfter(query: ListEvents): Promise<readonly InstallEvent[]>;
  /** Number of the last event of any install; 0 when there is none. */
  latestId(): Promise<number>;
}

export interface NewEvent {
  readonly body: EventBody;
  /** Names the fact: it is stored once per install, however often it is told. */
  readonly eventKey?: string | undefined;
}

/** Makes the event table's reader and writer. */
export function createEvents(database: Database): Events {
  const { db } = database;
  return {
    append: (installId, events) =>
      storeInTurn(
        database,
        installId,
        (turn) => insertEvents(turn, installId, events),
        ({ length }) => length > 0,
      ),
    listAfter: (query) => listAfter(db, query),
    async latestId() {
      const { last } = await db
        .selectFrom('install_event')
        .select(sql<string>`coalesce(max(event_id), 0)`.as('last'))
        .executeTakeFirstOrThrow();
      return Number(last);
    },
  };
}

/** Any number that nothing else in this database uses. */
const EVENT_ORDER_LOCK = 7_301_482;

/**
 * Stores events of an install, and what changes with them, and tells of it.
 *
 * Writers of events take turns until they commit. Without that a server commits ids out of order, and a reader that
 * resumes after the last id it saw skips one for ever. The embedded database has one session, and there one statement
 * is a turn: a transaction would keep every other connection waiting for this process between its statements.
 *
 * @param store one statement; any row's lock comes after the turn
 * @param isNews whether there is something to tell
 */
export async function storeInTurn<T>(
  database: Database,
  installId: string,
  store: (turn: Kysely<Schema>) => Promise<T>,
  isNews: (stored: T) => boolean,
): Promise<T> {
  const stored =
    database.kind === 'embedded'
      ? await store(database.db)
      : await database.db.transaction().execute(async (transaction) => {
          await takeTurn(transaction, database);
          const result = await store(transaction);
          if (isNews(result)) await notifyOthers(transaction, database, installId);
          return result;
        });
  if (isNews(stored)) database.announce({ installId });
  return stored;
}

/** A turn of several statements; `notifyOthers` and `announce` are the caller's. */
export async function takeTurn(
  transaction: Transaction<Schema>,
  { kind }: Pick<Database, 'kind'>,
): Promise<void> {
  if (kind === 'embedded') return;
  await sql`select pg_advisory_xact_lock(${EVENT_ORDER_LOCK})`.execute(transaction);
}

/** Sent by the server at commit only. The embedded session has nobody else to tell. */
export async function notifyOthers(
  transaction: Transaction<Schema>,
  { kind, origin }: Pick<Database, 'kind' | 'origin'>,
  installId: string,
): Promise<void> {
  if (kind === 'embedded') return;
  await sql`select pg_notify(${EVENT_CHANNEL}, ${noticeText(origin, installId)})`.execute(
    transaction,
  );
}

/** Stores events inside a turn. */
export async function insertEvents(
  turn: Kysely<Schema>,
  installId: string,
  events: readonly NewEvent[],
): Promise<readonly InstallEvent[]> {
  if (events.length === 0) return [];
  const rows = await turn
    .insertInto('install_event')
    .values(
      events.map(({ body, eventKey = null }) => ({
        install_id: installId,
        event_key: eventKey,
        body: toJsonb(body),
      })),
    )
    .onConflict((conflict) => conflict.columns(['install_id', 'event_key']).doNothing())
    .returningAll()
    .execute();
  return rows.map(toEvent).sort((one, other) => one.eventId - other.eventId);
}

async function listAfter(db: Kysely<Schema>, query: ListEvents): Promise<readonly InstallEvent[]> {
  const { installId, afterEventId, limit, kinds } = query;
  let select = db
    .selectFrom('install_event')
    .selectAll()
    .where('event_id', '>', String(afterEventId))
    .orderBy('event_id')
    .limit(limit);
  if (installId !== undefined) select = select.where('install_id', '=', installId);
  if (kinds !== undefined) select = select.where(sql<string>`body->>'kind'`, 'in', [...kinds]);
  return (await select.execute()).map(toEvent);
}

/** A row as it was stored. */
export function toEvent(row: Selectable<InstallEventTable>): InstallEvent {
  return {
    eventId: Number(row.event_id),
    installId: row.install_id,
    at: row.at.toISOString(),
    body: fromJsonb<EventBody>(row.body),
  };
}
