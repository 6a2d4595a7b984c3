/** Pages of machines, newest first. */
import { type Kysely, type Selectable, sql } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import type { MachineTable, Schema } from './schema.ts';

export interface MachineQuery {
  readonly limit: number;
  /** Of the page before; the newest page when absent. */
  readonly cursor?: string | undefined;
  /** Only machines that bear all of these. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

export interface MachinePage {
  readonly items: readonly ManagedMachine[];
  /** null: this is the last page. */
  readonly nextCursor: string | null;
}

/** @throws RequestError `request.invalid` for a cursor that we did not make */
export async function listMachines(
  db: Kysely<Schema>,
  { limit, cursor, labels }: MachineQuery,
  toMachine: (row: Selectable<MachineTable>) => ManagedMachine,
): Promise<MachinePage> {
  let select = db
    .selectFrom('machine')
    .selectAll()
    .orderBy('ordinal', 'desc')
    .limit(limit + 1);
  if (cursor !== undefined) select = select.where('ordinal', '<', fromCursor(cursor));
  if (labels !== undefined) {
    select = select.where(sql<boolean>`labels @> ${JSON.stringify(labels)}::jsonb`);
  }
  const rows = await select.execute();
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  const nextCursor = last ? Buffer.from(last.ordinal).toString('base64url') : null;
  return { items: rows.slice(0, limit).map(toMachine), nextCursor };
}

function fromCursor(cursor: string): string {
  const ordinal = Buffer.from(cursor, 'base64url').toString();
  if (/^[1-9]\d{0,17}$/.test(ordinal)) return ordinal;
  throw new RequestError('request.invalid', 'The cursor is none that this service gave out.');
}
