/** Ends the contract of a server: the one file that gives one away. */

import { errorCode, ProviderError, RequestError } from '../../src/domain/error.ts';
import { isOutcomeUnknown } from '../http/errors.ts';
import type { GiveBackWish, GivenBack } from '../provider.ts';
import { cancelServer, getCancellation } from './calls.ts';
import type { RobotContext } from './context.ts';
import { findServer } from './find.ts';
import type { WireCancellation, WireServer } from './wire.ts';

/**
 * Cancels a server on the wanted day or the earliest there is, `now` where that is today: ITS DATA IS LOST. May be
 * repeated; what is cancelled already is an answer.
 *
 * @throws RequestError `request.invalid` when the name is not the server's
 * @throws ProviderError `provider.not-found`, `provider.rejected` (it cannot be cancelled here)
 */
export async function giveBack(
  context: RobotContext,
  input: GiveBackWish,
  signal: AbortSignal,
): Promise<GivenBack> {
  const server = await findServer(context, input.ref, signal);
  refuseOtherName(server, input.name);
  const before = await getCancellation(context.client, server.server_number, signal);
  if (before.cancelled) return given(before, context);
  const earliest = before.earliest_cancellation_date;
  if (earliest === null) throw notCancellable(server);
  const { on, reason } = input;
  if (on !== undefined && on < earliest) throw tooEarly(server, on, earliest);
  const cancel = (date: string) => cancelOnce(context, server, { before, date, reason }, signal);
  const day = on ?? earliest;
  if (day > today(context)) return given(await cancel(day), context);
  try {
    return given(await cancel('now'), context);
  } catch (error) {
    // Whether `now` is taken of every contract is not documented: the date is.
    if (errorCode(error) !== 'provider.rejected' && errorCode(error) !== 'provider.conflict') {
      throw error;
    }
    return given(await cancel(day), context);
  }
}

async function cancelOnce(
  { client }: RobotContext,
  { server_number }: WireServer,
  wish: { before: WireCancellation; date: string; reason: string | undefined },
  signal: AbortSignal,
): Promise<WireCancellation> {
  const { before, date, reason } = wish;
  // To be sent where a location can be kept, and refused where it cannot.
  const reserve: [string, string][] = before.reservation_possible
    ? [['reserve_location', 'false']]
    : [];
  const why: [string, string][] = reason === undefined ? [] : [['cancellation_reason', reason]];
  const form: [string, string][] = [['cancellation_date', date], ...why, ...reserve];
  try {
    return await cancelServer(client, server_number, form, signal);
  } catch (error) {
    if (!isOutcomeUnknown(error)) throw error;
    const after = await getCancellation(client, server_number, signal);
    if (after.cancelled) return after;
    throw error;
  }
}

function given(cancellation: WireCancellation, context: RobotContext): GivenBack {
  const date = cancellation.cancellation_date ?? cancellation.earliest_cancellation_date;
  const isDate = date !== null && /^\d{4}-\d{2}-\d{2}$/.test(date);
  return { endsOn: isDate ? date : today(context), remaining: [] };
}

/** Robot's dates are those of Germany; one day's doubt only changes `now` to that date. */
function today({ clock }: RobotContext): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(clock.now());
}

function refuseOtherName(server: WireServer, name: string): void {
  const number = String(server.server_number);
  if (name !== '' && (name === server.server_name || name === number)) return;
  throw new RequestError(
    'request.invalid',
    `The server ${number} was not cancelled: its name is "${server.server_name}", and the request names "${name}". Name the very server that shall go.`,
    { outcome: 'not-sent', ref: number },
  );
}

function tooEarly(server: WireServer, on: string, earliest: string): RequestError {
  return new RequestError(
    'request.invalid',
    `The server ${server.server_number} was not cancelled: its contract ends on ${earliest} at the earliest, and the request names ${on}. Name a later day, or none.`,
    { outcome: 'not-sent', ref: String(server.server_number), earliest },
  );
}

function notCancellable(server: WireServer): ProviderError {
  return new ProviderError(
    'provider.rejected',
    `The server ${server.server_number} was not cancelled: Hetzner Robot names no date for which it can be. Cancel it in the Robot console.`,
    { outcome: 'not-sent', ref: String(server.server_number) },
  );
}
