/** Machines given back: the wish with the machine's mark, the end with its forgetting, each in one transaction. */
import { type Selectable, sql, type Transaction } from 'kysely';
import { type ErrorData, RequestError } from '../domain/error.ts';
import type { GiveBack } from '../domain/give-back.ts';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb, toNullableJsonb } from './json.ts';
import { insertMachineEvent } from './machine-events.ts';
import type { GiveBackTable, Schema } from './schema.ts';

export interface NewGiveBack {
  readonly giveBackId: string;
  readonly on: string | null;
  readonly reason: string | null;
  readonly isForgetOnly: boolean;
}

/** How a give-back goes on. */
export type GiveBackChange =
  | { readonly state: 'ending'; readonly endsOn: string; readonly remaining: readonly string[] }
  | { readonly state: 'kept' }
  | { readonly state: 'failed'; readonly problem: ErrorData };

export interface GiveBacks {
  /**
   * Writes the wish down and marks the machine, which must be as it was read. May be repeated with its id.
   *
   * @throws RequestError `request.version-changed`, `request.conflict` while an install runs on it
   */
  begin(machine: ManagedMachine, wish: NewGiveBack): Promise<GiveBack>;
  /** @throws RequestError `request.not-found` */
  get(giveBackId: string): Promise<GiveBack>;
  /** The last one of a machine, known or forgotten; null: there was none. */
  findLast(machineId: string): Promise<GiveBack | null>;
  /** Those that may have been written down and not handed to the engine. */
  listRunning(): Promise<readonly GiveBack[]>;
  /** Goes on, and lets go of the machine; told as an event of it. May be repeated. */
  change(giveBackId: string, change: GiveBackChange, text: string): Promise<void>;
  /** The machine is gone: forgets it with all that belongs to it, but for its installs. May be repeated. */
  end(
    giveBackId: string,
    given: { readonly endsOn: string; readonly remaining: readonly string[] } | null,
  ): Promise<void>;
}

/** Makes the give-back table's reader and writer. */
export function createGiveBacks({ db }: Database): GiveBacks {
  const get = async (giveBackId: string): Promise<GiveBack> => {
    const row = await db
      .selectFrom('give_back')
      .selectAll()
      .where('give_back_id', '=', giveBackId)
      .executeTakeFirst();
    if (row !== undefined) return toGiveBack(row);
    throw new RequestError('request.not-found', `There is no give-back ${giveBackId}.`);
  };
  return {
    async begin(machine, wish) {
      await db.transaction().execute((transaction) => begin(transaction, machine, wish));
      return get(wish.giveBackId);
    },
    get,
    async findLast(machineId) {
      const row = await db
        .selectFrom('give_back')
        .selectAll()
        .where('machine_id', '=', machineId)
        .orderBy('ordinal', 'desc')
        .limit(1)
        .executeTakeFirst();
      return row === undefined ? null : toGiveBack(row);
    },
    async listRunning() {
      const select = db.selectFrom('give_back').selectAll().where('state', '=', 'running');
      return (await select.execute()).map(toGiveBack);
    },
    change: (giveBackId, change, text) =>
      db.transaction().execute(async (transaction) => {
        const isOver = change.state !== 'ending';
        const { machine_id: machineId } = await transaction
          .updateTable('give_back')
          .set({
            state: change.state,
            problem: toNullableJsonb(change.state === 'failed' ? change.problem : null),
            ...(change.state === 'ending'
              ? { ends_on: change.endsOn, remaining: toJsonb(change.remaining) }
              : {}),
            ...(isOver ? { ended_at: sql<Date>`now()` } : {}),
          })
          .where('give_back_id', '=', giveBackId)
          .returning('machine_id')
          .executeTakeFirstOrThrow();
        await release(transaction, machineId, {
          key: `give-back.${giveBackId}.${change.state}`,
          news: { kind: 'give-back-told', text, fields: { ...change } },
        });
      }),
    end: (giveBackId, given) =>
      db.transaction().execute(async (transaction) => {
        const { machine_id: machineId } = await transaction
          .updateTable('give_back')
          .set({
            state: 'given-back',
            ended_at: sql<Date>`coalesce(ended_at, now())`,
            ...(given === null
              ? {}
              : { ends_on: given.endsOn, remaining: toJsonb(given.remaining) }),
          })
          .where('give_back_id', '=', giveBackId)
          .returning('machine_id')
          .executeTakeFirstOrThrow();
        await transaction.deleteFrom('machine').where('machine_id', '=', machineId).execute();
      }),
  };
}

async function begin(
  transaction: Transaction<Schema>,
  machine: ManagedMachine,
  { giveBackId, on, reason, isForgetOnly }: NewGiveBack,
): Promise<void> {
  const { machineId, name, origin, version } = machine;
  const known = await transaction
    .selectFrom('give_back')
    .select('give_back_id')
    .where('give_back_id', '=', giveBackId)
    .executeTakeFirst();
  if (known !== undefined) return;
  const marked = await transaction
    .updateTable('machine')
    .set({ mode: 'giving-back', version: sql<string>`version + 1` })
    .where('machine_id', '=', machineId)
    .where('version', '=', String(version))
    .returning('machine_id')
    .executeTakeFirst();
  if (marked === undefined) throw changed(machine);
  await refuseInstalls(transaction, machine);
  await transaction
    .insertInto('give_back')
    .values({
      give_back_id: giveBackId,
      machine_id: machineId,
      name,
      provider: origin.provider,
      account: origin.account,
      provider_ref: origin.providerRef,
      is_forget_only: isForgetOnly,
      on_day: on,
      reason,
      state: 'running',
    })
    .execute();
  const text = isForgetOnly ? 'Forgetting it was asked for.' : 'Giving it back was asked for.';
  const news = { kind: 'give-back-asked', text, fields: { on, reason } } as const;
  await insertMachineEvent(transaction, machineId, news, `give-back.${giveBackId}`);
}

/** A call on the machine itself, by its vendor's number or its name; a reinstall is one of them. */
async function refuseInstalls(
  transaction: Transaction<Schema>,
  { name, origin }: ManagedMachine,
): Promise<void> {
  const existing = sql`request->'machine'->'existing'`;
  const found = await transaction
    .selectFrom('install')
    .select('install_id')
    .where('state', 'in', ['queued', 'running', 'cancelling'])
    .where(sql<boolean>`${existing}->>'provider' = ${origin.provider}`)
    .where(sql<boolean>`coalesce(${existing}->>'account', '') = ${origin.account ?? ''}`)
    .where(
      sql<boolean>`coalesce(${existing}->>'server', concat(${existing}->>'host', ':', ${existing}->>'port')) in (${origin.providerRef}, ${name})`,
    )
    .executeTakeFirst();
  if (found === undefined) return;
  throw new RequestError(
    'request.conflict',
    `The install ${found.install_id} is at work on machine ${name}. Nothing was given back; wait for its end, or cancel it.`,
    { installId: found.install_id },
  );
}

async function release(
  transaction: Transaction<Schema>,
  machineId: string,
  { key, news }: { key: string; news: Parameters<typeof insertMachineEvent>[2] },
): Promise<void> {
  await transaction
    .updateTable('machine')
    .set({ mode: 'installed', version: sql<string>`version + 1` })
    .where('machine_id', '=', machineId)
    .where('mode', '=', 'giving-back')
    .execute();
  const known = await transaction
    .selectFrom('machine')
    .select('machine_id')
    .where('machine_id', '=', machineId)
    .executeTakeFirst();
  if (known !== undefined) await insertMachineEvent(transaction, machineId, news, key);
}

function changed({ machineId, name }: ManagedMachine): RequestError {
  return new RequestError(
    'request.version-changed',
    `Machine ${name} was changed while it was about to be given back. Nothing was given back; read it again.`,
    { machineId },
  );
}

function toGiveBack(row: Selectable<GiveBackTable>): GiveBack {
  return {
    giveBackId: row.give_back_id,
    machineId: row.machine_id,
    name: row.name,
    origin: { provider: row.provider, account: row.account, providerRef: row.provider_ref },
    isForgetOnly: row.is_forget_only,
    on: row.on_day,
    reason: row.reason,
    state: row.state,
    endsOn: row.ends_on,
    remaining: fromJsonb<readonly string[]>(row.remaining),
    problem: fromJsonb<ErrorData | null>(row.problem),
    createdAt: row.created_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
  };
}
