/** Pages of installs, newest first, with a cursor that stays right while new ones come in. */
import type { Kysely, Selectable } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { Install, InstallState } from '../domain/install.ts';
import type { InstallTable, Schema } from './schema.ts';

export interface ListInstalls {
  readonly limit: number;
  /** Of the page before; the newest page when absent. */
  readonly cursor?: string | undefined;
  readonly state?: InstallState | undefined;
}

export interface InstallPage {
  readonly items: readonly Install[];
  /** null: this is the last page. */
  readonly nextCursor: string | null;
}

/** @throws RequestError `request.invalid` for a cursor that we did not make */
export async function listInstalls(
  db: Kysely<Schema>,
  { limit, cursor, state }: ListInstalls,
  toInstall: (row: Selectable<InstallTable>) => Install,
): Promise<InstallPage> {
  let select = db
    .selectFrom('install')
    .selectAll()
    .orderBy('ordinal', 'desc')
    .limit(limit + 1);
  if (state !== undefined) select = select.where('state', '=', state);
  if (cursor !== undefined) select = select.where('ordinal', '<', fromCursor(cursor));
  const rows = await select.execute();
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items: items.map(toInstall), nextCursor: last ? toCursor(last.ordinal) : null };
}

function toCursor(ordinal: string): string {
  return Buffer.from(ordinal).toString('base64url');
}

function fromCursor(cursor: string): string {
  const ordinal = Buffer.from(cursor, 'base64url').toString();
  if (/^[1-9]\d{0,17}$/.test(ordinal)) return ordinal;
  throw new RequestError('request.invalid', 'The cursor is none that this service gave out.');
}
