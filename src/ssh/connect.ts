/** The contract of shell.ts over real connections. */

import { errorCode, IronflakeError, MachineError } from '../domain/error.ts';
import type { HostKey } from '../domain/machine.ts';
import { formatAddress, formatDuration } from './address.ts';
import { type Connecting, createConnecting, type ShellsOptions } from './connecting.ts';
import { createLimit, type Limit } from './limit.ts';
import type { Link } from './link.ts';
import { createLinkShell } from './link-shell.ts';
import { answerPrompts } from './prompts.ts';
import type { Shell, Shells, SshTarget } from './shell.ts';
import { targetId } from './target.ts';
import { waitForBoot } from './wait.ts';

/** Shells of one process; each target has one live connection, which all its callers share. Final once closed. */
export function createShells(options: ShellsOptions = {}): Shells {
  return createPool(createConnecting(options));
}

/** A shell with what `followJob` needs besides: the connection under it. */
interface Held {
  readonly shell: Shell;
  readonly link: Link;
}

function createPool(connecting: Connecting): Shells {
  const { settings } = connecting;
  const held = new Map<string, Held>();
  const opening = new Map<string, Promise<Held>>();
  const firstSeen = new Map<string, HostKey>();
  const closing = new AbortController();

  const hold = (target: SshTarget, link: Link): Held => {
    const id = targetId(target);
    const connect = async (limit: Limit) =>
      (await join(target, settings.connectDeadlineMs, limit)).link;
    const present = { link, shell: createLinkShell({ link, connect, settings }) };
    if (target.hostKey === null) firstSeen.set(id, link.hostKey);
    held.get(id)?.link.close();
    held.set(id, present);
    void link.closed.then(() => held.get(id) === present && held.delete(id));
    return present;
  };

  const openAnew = async (target: SshTarget, deadlineMs: number): Promise<Held> => {
    // A key seen at the first use of a target holds for every later connection to it.
    const hostKey = target.hostKey ?? firstSeen.get(targetId(target)) ?? null;
    const limit = createLimit(deadlineMs, closing.signal);
    try {
      return hold(target, await connectAny(connecting, { ...target, hostKey }, limit));
    } finally {
      limit.dispose();
    }
  };

  /** The attempt is shared: when one caller gives up, the others still get it. */
  const join = (target: SshTarget, deadlineMs: number, limit: Limit): Promise<Held> => {
    const id = targetId(target);
    const present = held.get(id);
    if (present?.link.isOpen) return Promise.resolve(present);
    const attempt =
      opening.get(id) ?? openAnew(target, deadlineMs).finally(() => opening.delete(id));
    attempt.catch(() => {});
    opening.set(id, attempt);
    return limit.race(attempt, () => noAddressAnswered(target, limit.elapsedMs(), []));
  };

  return {
    async open(target, { deadlineMs = settings.connectDeadlineMs, signal } = {}) {
      const limit = createLimit(deadlineMs, signal);
      try {
        return (await join(target, deadlineMs, limit)).shell;
      } finally {
        limit.dispose();
      }
    },
    async waitForBoot(target, wait) {
      const signal = AbortSignal.any([closing.signal, ...(wait.signal ? [wait.signal] : [])]);
      const { link, bootId, lateByMs } = await waitForBoot(connecting, target, { ...wait, signal });
      return { shell: hold(target, link).shell, bootId, lateByMs };
    },
    async answerPrompts(target, { answer, known, deadlineMs, signal }) {
      const signals = AbortSignal.any([closing.signal, ...(signal ? [signal] : [])]);
      const limit = createLimit(deadlineMs, signals);
      try {
        const link = await connectAny(connecting, target, limit);
        return await answerPrompts(link, { answer, known, limit }).finally(() => link.close());
      } finally {
        limit.dispose();
      }
    },
    closeAll() {
      closing.abort();
      for (const { link } of held.values()) link.close();
      held.clear();
    },
  };
}

/** The first address that gets through; the attempts on the others are given up. */
async function connectAny(connecting: Connecting, target: SshTarget, limit: Limit): Promise<Link> {
  const won = new AbortController();
  const race = createLimit(limit.leftMs(), AbortSignal.any([limit.signal, won.signal]));
  const attempts = target.addresses.map((address) => connecting.connectTo(address, target, race));
  try {
    const link = await Promise.any(attempts);
    for (const attempt of attempts) void closeLoser(attempt, link);
    return link;
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    throw limit.error(() => noAddressAnswered(target, limit.elapsedMs(), errors));
  } finally {
    won.abort();
    race.dispose();
  }
}

async function closeLoser(attempt: Promise<Link>, winner: Link): Promise<void> {
  const link = await attempt.catch(() => null);
  if (link !== winner) link?.close();
}

/** Errors that say more than "no answer", the most telling first. */
const TELLING = ['machine.host-key-mismatch', 'machine.auth-failed', 'request.invalid'] as const;

function noAddressAnswered(
  { addresses }: SshTarget,
  elapsedMs: number,
  errors: readonly unknown[],
): IronflakeError {
  for (const code of TELLING) {
    const telling = errors.find((error) => errorCode(error) === code);
    if (telling instanceof IronflakeError) return telling;
  }
  const [only] = errors;
  if (errors.length === 1 && only instanceof IronflakeError) return only;
  const where = addresses.map(formatAddress).join(', ');
  const reasons = errors.map((error) => (error instanceof Error ? error.message : String(error)));
  return new MachineError(
    'machine.unreachable',
    `No SSH connection to ${where || 'a machine without addresses'} after ${formatDuration(elapsedMs)}. ${reasons.join(' ')}`.trim(),
    { addresses: addresses.map(formatAddress) },
  );
}
