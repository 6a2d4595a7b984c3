/** Pages of installs, newest first, with a cursor that stays right while new ones come in. */
import { type Kysely, sql } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { Install, InstallState } from '../domain/install.ts';
import type { Labels } from '../domain/labels.ts';
import { LISTED_COLUMNS, toListed } from './install-row.ts';
import { HOSTNAME } from './install-views.ts';
import type { Schema } from './schema.ts';

export interface ListInstalls {
  readonly limit: number;
  /** Of the page before; the newest page when absent. */
  readonly cursor?: string | undefined;
  readonly state?: InstallState | undefined;
  /** Only installs that were asked for with all of these. */
  readonly labels?: Labels | undefined;
}

export interface ListedInstall {
  readonly install: Omit<Install, 'proof'>;
  /** The name that the request gives to its machine. */
  readonly hostname: string;
}

export interface InstallPage {
  readonly items: readonly ListedInstall[];
  /** null: this is the last page. */
  readonly nextCursor: string | null;
}

/** @throws RequestError `request.invalid` for a cursor that we did not make */
export async function listInstalls(
  db: Kysely<Schema>,
  { limit, cursor, state, labels }: ListInstalls,
): Promise<InstallPage> {
  let select = db
    .selectFrom('install')
    .select([...LISTED_COLUMNS, 'ordinal'])
    .select(HOSTNAME.as('hostname'))
    .orderBy('ordinal', 'desc')
    .limit(limit + 1);
  if (state !== undefined) select = select.where('state', '=', state);
  if (labels !== undefined) {
    const wanted = JSON.stringify(labels);
    select = select.where(sql<boolean>`request->'labels' @> ${wanted}::jsonb`);
  }
  if (cursor !== undefined) select = select.where('ordinal', '<', fromCursor(cursor));
  const rows = await select.execute();
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map((row) => ({ install: toListed(row), hostname: row.hostname })),
    nextCursor: last ? toCursor(last.ordinal) : null,
  };
}

function toCursor(ordinal: string): string {
  return Buffer.from(ordinal).toString('base64url');
}

function fromCursor(cursor: string): string {
  const ordinal = Buffer.from(cursor, 'base64url').toString();
  if (/^[1-9]\d{0,17}$/.test(ordinal)) return ordinal;
  throw new RequestError('request.invalid', 'The cursor is none that this service gave out.');
}
