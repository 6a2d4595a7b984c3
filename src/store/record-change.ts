/** A change of an install and the event that tells of it, in one statement. */
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { type ErrorData, RequestError } from '../domain/error.ts';
import type { EventBody, InstallEvent } from '../domain/event.ts';
import {
  FINAL_STATES,
  type InstallState,
  type Phase,
  type Proof,
  type Waiting,
} from '../domain/install.ts';
import { toEvent } from './events.ts';
import { toNullableJsonb } from './json.ts';
import type { InstallEventTable, Schema } from './schema.ts';

/** Only what is named is changed; null clears. */
export interface InstallChange {
  readonly state?: InstallState;
  readonly phase?: Phase | null;
  readonly waiting?: Waiting | null;
  readonly problem?: ErrorData | null;
  readonly proof?: Proof | null;
}

export interface Recorded {
  readonly isNew: boolean;
  readonly event: InstallEvent | null;
}

export interface WantedChange {
  readonly installId: string;
  readonly change: InstallChange;
  /** null: a change nobody has to be told of. */
  readonly body: EventBody | null;
  readonly eventKey: string | undefined;
}

type ToldRow = Selectable<InstallEventTable>;
type Answer = { readonly is_found: boolean; readonly is_changed: boolean } & (
  | ToldRow
  | { readonly [column in keyof ToldRow]: null }
);

/**
 * Changes the row and stores the event, both or neither; nothing where the install has ended, or the event's key is
 * known. On a server in a transaction that holds the turn of events.
 *
 * @throws RequestError `request.not-found`
 */
export async function recordChange(
  turn: Kysely<Schema>,
  { installId, change, body, eventKey }: WantedChange,
): Promise<Recorded> {
  const isOpen = sql<boolean>`state <> all (${[...FINAL_STATES]}::text[])`;
  const isToBeTold = sql<boolean>`${body !== null}::boolean`;
  const { rows } = await sql<Answer>`
    with current as (select state from install where install_id = ${installId}),
    told as (
      insert into install_event (install_id, event_key, body)
      select ${installId}::text, ${eventKey ?? null}::text, ${toNullableJsonb(body)}::jsonb
      from current where ${isToBeTold} and ${isOpen}
      on conflict (install_id, event_key) do nothing
      returning *
    ),
    changed as (
      update install set ${sql.join(assignments(change))}
      where install_id = ${installId} and ${isOpen}
        and (not ${isToBeTold} or exists (select from told))
      returning install_id
    )
    select exists (select from current) as is_found, exists (select from changed) as is_changed, told.*
    from (values (1)) as always left join told on true`.execute(turn);
  const [answer] = rows;
  if (answer === undefined || !answer.is_found) {
    throw new RequestError('request.not-found', `There is no install ${installId}.`, { installId });
  }
  const event = answer.event_id === null ? null : toEvent(answer);
  return { isNew: answer.is_changed, event };
}

function assignments({
  state,
  phase,
  waiting,
  problem,
  proof,
}: InstallChange): RawBuilder<unknown>[] {
  const set = [sql`updated_at = clock_timestamp()`];
  if (state !== undefined) set.push(sql`state = ${nextState(state)}`);
  if (state !== undefined && FINAL_STATES.has(state)) set.push(sql`ended_at = clock_timestamp()`);
  if (phase !== undefined) set.push(sql`phase = ${phase}`);
  if (waiting !== undefined) set.push(sql`waiting = ${toNullableJsonb(waiting)}::jsonb`);
  if (problem !== undefined) set.push(sql`problem = ${toNullableJsonb(problem)}::jsonb`);
  if (proof !== undefined) set.push(sql`proof = ${toNullableJsonb(proof)}::jsonb`);
  return set;
}

/** A step that still runs must not take back that somebody asked to cancel. */
function nextState(wanted: InstallState): RawBuilder<unknown> {
  const goesOn = wanted === 'running' || wanted === 'waiting-for-permit';
  return goesOn
    ? sql`case when state = 'cancelling' then state else ${wanted}::text end`
    : sql`${wanted}::text`;
}
