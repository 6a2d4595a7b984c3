/** One install with all that is shown of it, in one query: on the embedded database every query waits in one line. */
import { type Kysely, sql } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { EventBody, InstallEvent } from '../domain/event.ts';
import type { Install } from '../domain/install.ts';
import type { Labels } from '../domain/labels.ts';
import { INSTALL_COLUMNS, toInstall } from './install-row.ts';
import { fromJsonb } from './json.ts';
import type { Schema } from './schema.ts';

/** What is wanted beside the install itself. */
export interface ViewQuery<D> {
  /** Documents by their kind. */
  readonly documents: readonly (keyof D & string)[];
  /** Kinds of events. */
  readonly events: readonly EventBody['kind'][];
}

export interface StoredView<D> {
  readonly install: Install;
  /** The name that the request gives to its machine. */
  readonly hostname: string;
  /** The failed install that it is another try of. */
  readonly retryOf: string | null;
  readonly labels: Labels;
  /** Those that there are. */
  readonly documents: Partial<D>;
  /** In order. */
  readonly events: readonly InstallEvent[];
}

/** `request` is large, and of it only the name is shown. */
export const HOSTNAME = sql<string>`request->'system'->>'hostname'`;

/** @throws RequestError `request.not-found` */
export async function viewInstall<D>(
  db: Kysely<Schema>,
  installId: string,
  query: ViewQuery<D>,
): Promise<StoredView<D>> {
  const row = await db
    .selectFrom('install')
    .select(INSTALL_COLUMNS)
    .select(HOSTNAME.as('hostname'))
    .select(sql<string | null>`request->>'retryOf'`.as('retry_of'))
    .select(sql<unknown>`request->'labels'`.as('labels'))
    .select(
      sql<unknown>`(select jsonb_object_agg(kind, body) from document
        where document.install_id = install.install_id and kind = any(${query.documents}))`.as(
        'documents',
      ),
    )
    .select(
      sql<unknown>`(select jsonb_agg(jsonb_build_object('id', event_id, 'at', at, 'body', body) order by event_id)
        from install_event
        where install_event.install_id = install.install_id and body->>'kind' = any(${query.events}))`.as(
        'events',
      ),
    )
    .where('install_id', '=', installId)
    .executeTakeFirst();
  if (row === undefined) {
    throw new RequestError('request.not-found', `There is no install ${installId}.`, { installId });
  }
  const events = fromJsonb<readonly StoredEvent[] | null>(row.events) ?? [];
  return {
    install: toInstall(row),
    hostname: row.hostname,
    retryOf: row.retry_of,
    labels: fromJsonb<Labels | null>(row.labels) ?? {},
    documents: fromJsonb<Partial<D> | null>(row.documents) ?? {},
    events: events.map(({ id, at, body }) => {
      return { eventId: id, installId, at: new Date(at).toISOString(), body };
    }),
  };
}

interface StoredEvent {
  readonly id: number;
  /** ISO 8601 with an offset, as jsonb writes it. */
  readonly at: string;
  readonly body: EventBody;
}
