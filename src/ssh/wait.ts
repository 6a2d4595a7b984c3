/** Until a machine answers on another boot. */

import { errorCode, MachineError, toErrorData } from '../domain/error.ts';
import type { SshAddress } from '../domain/machine.ts';
import { formatAddress, formatDuration, oneLine } from './address.ts';
import { type BootLook, LOOK_AT_BOOT, parseBootLook } from './boot.ts';
import type { Connecting } from './connecting.ts';
import { knock } from './knock.ts';
import { createLimit, type Limit } from './limit.ts';
import { type Link, openLink } from './link.ts';
import { runCommand } from './run.ts';
import type { Shells, SshTarget } from './shell.ts';

export type BootWait = Parameters<Shells['waitForBoot']>[1];

export interface BootArrival {
  readonly link: Link;
  readonly bootId: string;
  /** See `Arrival`. */
  readonly lateByMs: number;
}

const DEFAULT_EVERY_MS = 250;
const HANDSHAKE_TIMEOUT_MS = 20_000;
/** A slow machine needs a while from taking a connection to sshd's first word. */
const PROBE_TIMEOUT_MS = 3500;
/**
 * A host that is down swallows the first packet of a connection, and its repetition comes after a
 * second: fresh connections find it sooner. This many may be under way to one address, evenly spread, and
 * no more: those that end without a login cost a second each with sshd from OpenSSH 9.8, which shuts a
 * source out when it owes fifteen (PerSourcePenalties, `noauth`; seen in the lab with eight at once, and with
 * five that were given up after 2 s each, by machines whose sshd took longer than that to speak).
 */
const MOST_PROBES = 5;
const PROBE_SPACING_MS = PROBE_TIMEOUT_MS / MOST_PROBES;
/**
 * A host that answers is talked to once at a time, for so long; then others may try as well, since a
 * kernel that was left in the middle of a handshake never ends it.
 */
const TALK_ALONE_MS = 5000;
/** sshd from OpenSSH 9.8 shuts out, for 15 s and more, whoever fails to log in time and again (PerSourcePenalties). */
const AUTH_HOLD_OFF_FACTOR = 5;

/** The work behind `Shells.waitForBoot`, but for the shell around the connection. */
export async function waitForBoot(
  connecting: Connecting,
  target: SshTarget,
  wait: BootWait,
): Promise<BootArrival> {
  const limit = createLimit(wait.deadlineMs, wait.signal);
  const over = new AbortController();
  const signal = AbortSignal.any([limit.signal, over.signal]);
  const { promise, resolve, reject } = Promise.withResolvers<BootArrival>();
  const arrive = (arrived: BootArrival) => {
    // The first one counts, and none that comes when nobody waits any more.
    if (signal.aborted) return arrived.link.close();
    over.abort();
    resolve(arrived);
  };
  const parts = { connecting, target, wait, signal, arrive, giveUp: reject };
  const watches = target.addresses.map((address) => createWatch({ ...parts, address }));
  for (const watch of watches) watch.start();
  const seen = () => ({
    lastSeen: watches.map((watch) => watch.lastSeen()),
    readings: watches.flatMap((watch) => watch.lastReading() ?? []),
  });
  try {
    return await limit.race(promise, () => deadlinePassed(target, wait, seen()));
  } finally {
    over.abort();
    limit.dispose();
  }
}

interface WatchParts {
  readonly connecting: Connecting;
  readonly target: SshTarget;
  readonly wait: BootWait;
  readonly address: SshAddress;
  readonly signal: AbortSignal;
  readonly arrive: (arrived: BootArrival) => void;
  readonly giveUp: (error: unknown) => void;
}

interface Watch {
  start(): void;
  /** In words, what the address did last. */
  lastSeen(): string;
  /** The same as a code, or as the reason of `machine.unreachable`; null: nothing yet. */
  lastReading(): string | null;
}

/** Looks at one address again and again. */
function createWatch(parts: WatchParts): Watch {
  const { wait, address, signal } = parts;
  let lastSeen = `${formatAddress(address)}: not tried yet`;
  let lastReading: string | null = null;
  let probes = 0;
  let probedAt = Number.NEGATIVE_INFINITY;
  let quietUntil = 0;
  const isQuiet = () => performance.now() < quietUntil;

  const talk = async (attempt: Attempt): Promise<void> => {
    quietUntil = performance.now() + TALK_ALONE_MS;
    let holdOffMs = parts.connecting.settings.holdOffMs;
    try {
      const arrived = await talkTo(parts, attempt);
      if (arrived.bootId !== wait.notBootId) return parts.arrive(arrived);
      arrived.link.close();
      lastSeen = `${formatAddress(address)}: still on boot ${arrived.bootId}.`;
      lastReading = 'machine.wrong-boot';
    } catch (error) {
      if (errorCode(error) === 'machine.auth-failed') holdOffMs *= AUTH_HOLD_OFF_FACTOR;
      throw error;
    } finally {
      quietUntil = performance.now() + holdOffMs;
    }
  };

  const probe = async (): Promise<void> => {
    probes += 1;
    const startedAt = performance.now();
    probedAt = startedAt;
    try {
      const socket = await knock(address, { timeoutMs: PROBE_TIMEOUT_MS, signal });
      if (isQuiet() || signal.aborted) socket.destroy();
      else await talk({ socket, startedAt });
    } catch (error) {
      if (signal.aborted) return;
      lastSeen = error instanceof Error ? error.message : String(error);
      lastReading = readingOf(error);
      if (endsWait(error, wait)) parts.giveUp(error);
    } finally {
      probes -= 1;
    }
  };

  const tick = () => {
    const isSpaced = probes === 0 || performance.now() >= probedAt + PROBE_SPACING_MS;
    if (!isQuiet() && isSpaced && probes < MOST_PROBES) void probe();
  };
  return {
    start() {
      const timer = setInterval(tick, wait.everyMs ?? DEFAULT_EVERY_MS);
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
      if (signal.aborted) clearInterval(timer);
      else tick();
    },
    lastSeen: () => lastSeen,
    lastReading: () => lastReading,
  };
}

function readingOf(error: unknown): string | null {
  const { code, details } = toErrorData(error);
  const isReason = code === 'machine.unreachable' && typeof details.reason === 'string';
  return isReason ? String(details.reason) : code;
}

interface Attempt {
  readonly socket: Awaited<ReturnType<typeof knock>>;
  /** When its connection was begun, on the clock of `performance`. */
  readonly startedAt: number;
}

async function talkTo(parts: WatchParts, { socket, startedAt }: Attempt): Promise<BootArrival> {
  const { connecting, target, address, signal } = parts;
  const limit = createLimit(HANDSHAKE_TIMEOUT_MS, signal);
  try {
    const { user, privateKey, hostKey: pin, hostKeyFingerprints: fingerprints = [] } = target;
    const { keepAliveMs } = connecting.settings;
    const options = { address, user, privateKey, pin, fingerprints, keepAliveMs, limit };
    const link = await openLink(socket, options);
    const look = await lookAtBoot(link, limit).catch((error: unknown) => {
      link.close();
      throw error;
    });
    const lateByMs = lateBy(look, performance.now() - startedAt);
    return { link, bootId: look.bootId, lateByMs };
  } finally {
    limit.dispose();
  }
}

async function lookAtBoot(link: Link, limit: Limit): Promise<BootLook> {
  const options = { deadlineMs: limit.leftMs(), signal: limit.signal };
  const { stdout } = await runCommand(link, LOOK_AT_BOOT, options);
  return parseBootLook(stdout, link.address);
}

/** The server was ready for so long, and we have been at it for so long: the rest is our lateness. */
function lateBy({ sshdAgeMs }: BootLook, ourMs: number): number {
  return sshdAgeMs === null ? 0 : Math.max(0, Math.round(sshdAgeMs - ourMs));
}

/** What waiting cannot mend. */
function endsWait(error: unknown, wait: BootWait): boolean {
  const code = errorCode(error);
  if (code === 'machine.host-key-mismatch') return wait.toleratesOtherHostKey !== true;
  return code === 'request.invalid' || code === 'bug.unexpected';
}

function deadlinePassed(
  { addresses }: SshTarget,
  { notBootId, deadlineMs }: BootWait,
  { lastSeen, readings }: { lastSeen: readonly string[]; readings: readonly string[] },
): MachineError {
  const what = notBootId === null ? 'a machine that answers' : `another boot than ${notBootId}`;
  const where = addresses.map(formatAddress).join(', ');
  return new MachineError(
    'machine.deadline-passed',
    `Waiting for ${what} at ${where}: none after ${formatDuration(deadlineMs)}. Last seen: ${oneLine(lastSeen.join(' '), 600)} Look at its console.`,
    { addresses: addresses.map(formatAddress), lastSeen, readings },
  );
}
