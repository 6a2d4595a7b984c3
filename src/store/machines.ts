/** Machines after their install: found by their provider's name for them, changed together with what is told of it. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { UnlockAccess } from '../domain/install.ts';
import type { MachineOrigin, SshAddress } from '../domain/machine.ts';
import type {
  Generation,
  MachineEvent,
  MachineMode,
  MachineNews,
  ManagedMachine,
} from '../domain/managed-machine.ts';
import type { UnreachablePolicy } from '../domain/unreachable-policy.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb, toNullableJsonb } from './json.ts';
import { insertMachineEvent, listMachineEvents, type MachineEventQuery } from './machine-events.ts';
import { listMachines, type MachinePage, type MachineQuery } from './machine-pages.ts';
import type { MachineTable, Schema } from './schema.ts';

/** What is learnt of a machine when it is installed or adopted. */
export interface SeenMachine {
  /** Of the row that is made when this machine is a new one. */
  readonly machineId: string;
  readonly origin: MachineOrigin;
  readonly name: string;
  readonly addresses: readonly SshAddress[];
  readonly hostKey: string;
  readonly systemPath: string | null;
  readonly installId: string | null;
  readonly accessName: string | null;
  readonly mode: MachineMode;
  /** Of a row that is made; one that is there keeps its own. Absent: none. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly unlock: UnlockAccess | null;
}

/** Only what is named is changed. */
export interface MachineChange {
  readonly labels?: Readonly<Record<string, string>>;
  readonly isLocked?: boolean;
  readonly addresses?: readonly SshAddress[];
  readonly systemPath?: string;
  readonly mode?: MachineMode;
  readonly generations?: readonly Generation[];
  readonly onUnreachable?: UnreachablePolicy | null;
  readonly unreachableSince?: string | null;
  readonly watchNumber?: number;
}

export interface ChangeOptions {
  /** Stored once under this key; then the change is made once too. */
  readonly eventKey?: string | undefined;
  /** Another version than this one is refused. */
  readonly ifVersion?: number | undefined;
}

export interface Machines {
  /**
   * Stores what was seen of a machine: a new row, or the row of the same provider and reference, which
   * keeps its labels, lock and policy. With a known event key nothing is changed. May be repeated.
   */
  seen(machine: SeenMachine, news: MachineNews, eventKey: string): Promise<ManagedMachine>;
  /** @throws RequestError `request.not-found` */
  get(machineId: string): Promise<ManagedMachine>;
  /** null: none of this provider and reference is known. */
  findByOrigin(origin: MachineOrigin): Promise<ManagedMachine | null>;
  /** Newest first. @throws RequestError `request.invalid` for a cursor that is none of ours */
  list(query: MachineQuery): Promise<MachinePage>;
  /**
   * Changes the row and stores what is told of it, both or neither.
   *
   * @param news null: a change nobody has to be told of; it makes no new version
   * @throws RequestError `request.not-found`, `request.version-changed`
   */
  change(
    machineId: string,
    change: MachineChange,
    news: MachineNews | null,
    options?: ChangeOptions,
  ): Promise<ManagedMachine>;
  /** In order. */
  listEvents(query: MachineEventQuery): Promise<readonly MachineEvent[]>;
}

/** Makes the machine table's reader and writer. */
export function createMachines({ db }: Database): Machines {
  return {
    seen: (machine, news, eventKey) =>
      db.transaction().execute((transaction) => seen(transaction, machine, news, eventKey)),
    get: async (machineId) => toMachine(await getRow(db, machineId)),
    findByOrigin: async (origin) => {
      const row = await findRow(db, origin);
      return row === undefined ? null : toMachine(row);
    },
    list: (query) => listMachines(db, query, toMachine),
    change: (machineId, change, news, options = {}) =>
      db.transaction().execute(async (transaction) => {
        const row = await getRow(transaction, machineId, true);
        refuseOtherVersion(row, options.ifVersion);
        const isNew =
          news === null ||
          (await insertMachineEvent(transaction, machineId, news, options.eventKey));
        if (isNew) await update(transaction, machineId, change, news !== null);
        return toMachine(await getRow(transaction, machineId));
      }),
    listEvents: (query) => listMachineEvents(db, query),
  };
}

type MachineRow = Selectable<MachineTable>;

async function seen(
  transaction: Transaction<Schema>,
  machine: SeenMachine,
  news: MachineNews,
  eventKey: string,
): Promise<ManagedMachine> {
  const { provider, account, providerRef } = machine.origin;
  const values = {
    name: machine.name,
    addresses: toJsonb(machine.addresses),
    host_key: machine.hostKey,
    system_path: machine.systemPath,
    install_id: machine.installId,
    access_name: machine.accessName,
    mode: machine.mode,
    generations: toJsonb([]),
    unlock: toNullableJsonb(machine.unlock),
  };
  await transaction
    .insertInto('machine')
    .values({
      ...values,
      machine_id: machine.machineId,
      provider,
      account: account ?? '',
      provider_ref: providerRef,
      labels: toJsonb(machine.labels ?? {}),
      is_locked: false,
      watch_number: 0,
    })
    .onConflict((conflict) => conflict.columns(['provider', 'account', 'provider_ref']).doNothing())
    .execute();
  const { machine_id: machineId } = (await findRow(transaction, machine.origin)) ?? {
    machine_id: machine.machineId,
  };
  if (await insertMachineEvent(transaction, machineId, news, eventKey)) {
    await transaction
      .updateTable('machine')
      .set({ ...values, version: nextVersion(), unreachable_since: null, updated_at: now() })
      .where('machine_id', '=', machineId)
      .execute();
  }
  return toMachine(await getRow(transaction, machineId));
}

async function update(
  transaction: Transaction<Schema>,
  machineId: string,
  change: MachineChange,
  isTold: boolean,
): Promise<void> {
  const { labels, isLocked, systemPath, mode, generations, onUnreachable } = change;
  const { addresses, unreachableSince: since, watchNumber } = change;
  await transaction
    .updateTable('machine')
    .set({
      updated_at: now(),
      ...(isTold ? { version: nextVersion() } : {}),
      ...(labels === undefined ? {} : { labels: toJsonb(labels) }),
      ...(isLocked === undefined ? {} : { is_locked: isLocked }),
      ...(addresses === undefined ? {} : { addresses: toJsonb(addresses) }),
      ...(systemPath === undefined ? {} : { system_path: systemPath }),
      ...(mode === undefined ? {} : { mode }),
      ...(generations === undefined ? {} : { generations: toJsonb(generations) }),
      ...(onUnreachable === undefined ? {} : { on_unreachable: toNullableJsonb(onUnreachable) }),
      ...(since === undefined
        ? {}
        : { unreachable_since: since === null ? null : new Date(since) }),
      ...(watchNumber === undefined ? {} : { watch_number: watchNumber }),
    })
    .where('machine_id', '=', machineId)
    .execute();
}

function nextVersion() {
  return sql<string>`version + 1`;
}

function now() {
  return sql<Date>`clock_timestamp()`;
}

function refuseOtherVersion(row: MachineRow, wanted: number | undefined): void {
  if (wanted === undefined || Number(row.version) === wanted) return;
  throw new RequestError(
    'request.version-changed',
    `Machine ${row.machine_id} has the version ${row.version}, not ${wanted}: somebody changed it in between. Nothing was changed now; read it again.`,
    { version: Number(row.version) },
  );
}

function findRow(
  db: Kysely<Schema>,
  { provider, account, providerRef }: MachineOrigin,
): Promise<MachineRow | undefined> {
  return db
    .selectFrom('machine')
    .selectAll()
    .where('provider', '=', provider)
    .where('account', '=', account ?? '')
    .where('provider_ref', '=', providerRef)
    .executeTakeFirst();
}

async function getRow(
  db: Kysely<Schema>,
  machineId: string,
  isLocking = false,
): Promise<MachineRow> {
  const select = db.selectFrom('machine').selectAll().where('machine_id', '=', machineId);
  const row = await (isLocking ? select.forUpdate() : select).executeTakeFirst();
  if (row !== undefined) return row;
  throw new RequestError('request.not-found', `There is no machine ${machineId}.`, { machineId });
}

function toMachine(row: MachineRow): ManagedMachine {
  const account = row.account === '' ? null : row.account;
  return {
    machineId: row.machine_id,
    origin: { provider: row.provider, account, providerRef: row.provider_ref },
    name: row.name,
    addresses: fromJsonb<readonly SshAddress[]>(row.addresses),
    hostKey: row.host_key,
    systemPath: row.system_path,
    labels: fromJsonb<Readonly<Record<string, string>>>(row.labels),
    isLocked: row.is_locked,
    version: Number(row.version),
    installId: row.install_id,
    accessName: row.access_name,
    mode: row.mode,
    generations: fromJsonb<readonly Generation[]>(row.generations),
    unlock: fromJsonb<UnlockAccess | null>(row.unlock),
    onUnreachable: fromJsonb<UnreachablePolicy | null>(row.on_unreachable),
    unreachableSince: row.unreachable_since?.toISOString() ?? null,
    watchNumber: row.watch_number,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}
