/** `/server/:number/cancellation`: read, ask for the end, take it back. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { type Account, type Cancellation, getServer, type RobotServer } from './account.ts';
import { berlinDay } from './dates.ts';
import { readForm } from './form.ts';
import { conflict } from './refusal.ts';
import { serverNames } from './server-view.ts';

const REASONS = [
  'Upgrade to a new server',
  'Server no longer necessary due to project ending',
  'Server too expensive',
];
/** How long a server that was cancelled "now" is still there. */
const LAST_MOMENT_MS = 1000;
/** Node's timers hold no longer wait. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Routes of a server's cancellation. */
export function cancellationRoutes(account: Account): readonly Route[] {
  const path = '/server/:number/cancellation';
  return [
    {
      method: 'GET',
      path,
      serve: (call) => toReply(account, getServer(account, call)),
    },
    { method: 'POST', path, serve: (call) => cancel(account, call) },
    { method: 'DELETE', path, serve: (call) => revoke(account, call) },
  ];
}

function cancel(account: Account, call: ApiCall): Reply {
  const server = getServer(account, call);
  const { clock } = account;
  const form = readForm(call.body);
  const wanted = form.requiredText('cancellation_date');
  const reason = form.text('cancellation_reason') ?? null;
  const reserve = form.flag('reserve_location');
  const date = wanted === 'now' ? berlinDay(clock.now()) : wanted;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(date);
  if (wanted !== '' && (!isDay || date < earliestDay(account, server))) {
    form.reject('cancellation_date');
  }
  if (server.canReserveLocation && reserve === undefined) form.requiredText('reserve_location');
  form.finish();
  if (server.cancellation) throw conflict('The server is already cancelled');
  if (!server.canReserveLocation && reserve === true) {
    const message =
      "It is not possible to reserve the location. Remove parameter reserve_location or set value to 'false'";
    throw conflict(message, 'SERVER_CANCELLATION_RESERVE_LOCATION_FALSE_ONLY');
  }
  const isImmediate = date <= berlinDay(clock.now());
  const revokeEnd = planEnd(account, server, isImmediate ? null : date);
  server.cancellation = {
    date,
    reason,
    isReserved: reserve === true,
    isImmediate,
    revoke: revokeEnd,
  };
  return toReply(account, server);
}

/** The end of a server at a day, or at once; the answer takes it back. */
function planEnd(account: Account, server: RobotServer, day: string | null): () => void {
  const delay = day === null ? LAST_MOMENT_MS : Date.parse(day) - account.clock.now();
  if (delay > LONGEST_TIMER_MS) return () => {};
  return account.clock.schedule(Math.max(delay, 0), async () => {
    account.servers.delete(server.number);
    await server.machine?.destroy();
  });
}

function revoke(account: Account, call: ApiCall): Reply {
  const server = getServer(account, call);
  const { cancellation } = server;
  if (!cancellation || cancellation.isImmediate) {
    throw conflict('The cancellation cannot be revoked');
  }
  cancellation.revoke();
  server.cancellation = null;
  return { status: 200 };
}

function earliestDay({ clock }: Account, server: RobotServer): string {
  return berlinDay(clock.now(), server.noticeDays);
}

function toReply(account: Account, server: RobotServer): Reply {
  const { cancellation } = server;
  const body = {
    cancellation: {
      ...serverNames(server),
      server_name: server.name,
      earliest_cancellation_date: earliestDay(account, server),
      cancelled: cancellation !== null,
      reservation_possible: server.canReserveLocation,
      reserved: cancellation?.isReserved ?? false,
      cancellation_date: cancellation?.date ?? null,
      cancellation_reason: reasonOf(cancellation),
    },
  };
  return { status: 200, body };
}

/** The choices while there is a choice, then the chosen one. */
function reasonOf(cancellation: Cancellation | null): readonly string[] | string | null {
  return cancellation ? cancellation.reason : REASONS;
}
