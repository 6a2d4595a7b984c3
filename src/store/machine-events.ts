/** The append-only record of what happened to machines. */
import { type Kysely, sql, type Transaction } from 'kysely';
import type { MachineEvent, MachineNews } from '../domain/managed-machine.ts';
import { fromJsonb, toJsonb } from './json.ts';
import type { Schema } from './schema.ts';

export interface MachineEventQuery {
  readonly machineId: string;
  /** Only later ones; 0 for all. */
  readonly afterEventId: number;
  readonly limit: number;
  /** Only these kinds; all when absent. */
  readonly kinds?: readonly MachineNews['kind'][];
}

/** Stores one event; false when this key was stored before. Writers of one machine hold its row's lock. */
export async function insertMachineEvent(
  transaction: Transaction<Schema>,
  machineId: string,
  news: MachineNews,
  eventKey: string | undefined,
): Promise<boolean> {
  const row = await transaction
    .insertInto('machine_event')
    .values({ machine_id: machineId, event_key: eventKey ?? null, body: toJsonb(news) })
    .onConflict((conflict) => conflict.columns(['machine_id', 'event_key']).doNothing())
    .returning('event_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** In order of their numbers. */
export async function listMachineEvents(
  db: Kysely<Schema>,
  { machineId, afterEventId, limit, kinds }: MachineEventQuery,
): Promise<readonly MachineEvent[]> {
  let select = db
    .selectFrom('machine_event')
    .selectAll()
    .where('machine_id', '=', machineId)
    .where('event_id', '>', String(afterEventId))
    .orderBy('event_id')
    .limit(limit);
  if (kinds !== undefined) select = select.where(sql<string>`body->>'kind'`, 'in', [...kinds]);
  return (await select.execute()).map((row) => ({
    eventId: Number(row.event_id),
    machineId: row.machine_id,
    at: row.at.toISOString(),
    ...fromJsonb<MachineNews>(row.body),
  }));
}
