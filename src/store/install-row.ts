/** Rows of installs as what they mean; `request`, by far their largest column, is read where it is asked for alone. */
import type { Selectable } from 'kysely';
import type { ErrorData } from '../domain/error.ts';
import type { Install, Proof, Waiting } from '../domain/install.ts';
import { fromJsonb } from './json.ts';
import type { InstallTable } from './schema.ts';

/** What a list shows of an install. */
export const LISTED_COLUMNS = [
  'install_id',
  'state',
  'phase',
  'waiting',
  'problem',
  'created_at',
  'updated_at',
  'ended_at',
] as const satisfies readonly (keyof InstallTable)[];

/** All of an install but what was asked for. */
export const INSTALL_COLUMNS = [...LISTED_COLUMNS, 'proof'] as const;

type Row = Selectable<InstallTable>;

/** A row of LISTED_COLUMNS. */
export function toListed(row: Pick<Row, (typeof LISTED_COLUMNS)[number]>): Omit<Install, 'proof'> {
  return {
    installId: row.install_id,
    state: row.state,
    phase: row.phase,
    waiting: fromJsonb<Waiting | null>(row.waiting),
    problem: fromJsonb<ErrorData | null>(row.problem),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}

/** A row of INSTALL_COLUMNS. */
export function toInstall(row: Pick<Row, (typeof INSTALL_COLUMNS)[number]>): Install {
  return { ...toListed(row), proof: fromJsonb<Proof | null>(row.proof) };
}
