/** Until a machine is up in its rescue system, on the boot that was asked for, with a host key that fits. */

import type { Provider } from '../../providers/provider.ts';
import { errorCode, isRetryable, toErrorData } from '../domain/error.ts';
import type { HostKey, SshAddress } from '../domain/machine.ts';
import { sh } from '../ssh/command.ts';
import { hasFingerprint } from '../ssh/host-key.ts';
import type { Arrival, Shell } from '../ssh/shell.ts';
import { withAbility } from './ability.ts';
import { type Act, act, msLeft, waitUntil } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { noteContact } from './note-contact.ts';
import { readingOf, type SshReading } from './restart-ways.ts';

/** The boot that is waited for. */
export interface RescueWatch {
  readonly ref: string;
  readonly addresses: readonly SshAddress[];
  readonly user: string;
  /** Milliseconds since 1970: a rescue system that is older than this is not the one; null: of whatever age. */
  readonly since: number | null;
  /** Fingerprints of its host keys, where they are known before it answers. */
  readonly fingerprints: readonly string[];
  /** What the provider published of the boot before; not to be taken for this one's. */
  readonly outdated: readonly string[];
}

export type RescueLook =
  | { readonly kind: 'rescue'; readonly contact: Contact }
  | { readonly kind: 'not-yet'; readonly reading: SshReading; readonly words: string };

/** One stretch of waiting, after which the reading of the SSH port is known. */
const STRETCH_MS = 20_000;
/** A machine that answers with something else is not asked more often. */
const PAUSE_MS = 3_000;
/** When a provider is asked for the host keys of a rescue system that answers: it learns them late, if ever. */
const PUBLISHED_PAUSES_MS = [0, 1_000, 2_000, 4_000, 8_000];
/** Clocks, and the time from the restart's order to its being written down. */
const SLACK_MS = 30_000;

/** Waits so long; `not-yet` tells what was seen last. May be repeated. */
export async function awaitRescue(
  run: InstallRun,
  provider: Provider,
  wait: {
    readonly name: string;
    readonly what: string;
    readonly deadlineMs: number;
    readonly watch: RescueWatch;
    /** Told when the rescue system was ready, in milliseconds since 1970; may be told again. */
    readonly onRescue?: (readyAt: number) => Promise<void>;
  },
): Promise<RescueLook> {
  const until = await waitUntil(run, wait.name, wait.what, wait.deadlineMs);
  return act(run, wait.name, async ({ signal, machineTook }) => {
    const { clock } = run.deps;
    for (;;) {
      const deadlineMs = Math.min(STRETCH_MS, msLeft(run, until));
      const look = await lookForRescue(run, provider, wait.watch, {
        deadlineMs,
        signal,
        machineTook,
        onRescue: wait.onRescue ?? (async () => {}),
      });
      if (look.kind === 'rescue' || clock.now() >= until) return look;
      await clock.sleep(look.reading === 'wrong' ? PAUSE_MS : 0, signal);
    }
  });
}

interface LookOptions extends Pick<Act, 'signal' | 'machineTook'> {
  readonly deadlineMs: number;
  readonly onRescue: (readyAt: number) => Promise<void>;
}

async function lookForRescue(
  run: InstallRun,
  provider: Provider,
  watch: RescueWatch,
  { deadlineMs, signal, machineTook, onRescue }: LookOptions,
): Promise<RescueLook> {
  const startedAt = performance.now();
  const arrival = await arrive(run, watch, { deadlineMs, signal }).catch((error: unknown) => error);
  signal.throwIfAborted();
  if (!isArrival(arrival)) {
    machineTook(performance.now() - startedAt);
    return notYet(arrival);
  }
  // It may have been up long before we first looked, as a server is that was handed over.
  machineTook(Math.max(0, performance.now() - startedAt - arrival.lateByMs));
  const readyAt = run.deps.clock.now() - arrival.lateByMs;
  try {
    const look = await judge(run, provider, watch, { arrival, signal });
    if (look.kind === 'rescue') await onRescue(readyAt);
    return look;
  } catch (error) {
    signal.throwIfAborted();
    return notYet(error);
  } finally {
    // Later steps open it again, with the host key pinned.
    arrival.shell.close();
  }
}

async function arrive(
  run: InstallRun,
  { addresses, user, fingerprints }: RescueWatch,
  options: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<Arrival> {
  const target = await targetOf(run, { addresses, user, hostKey: null, access: 'access' });
  return run.deps.shells.waitForBoot(
    { ...target, hostKeyFingerprints: fingerprints },
    { ...options, notBootId: null, toleratesOtherHostKey: true },
  );
}

function isArrival(value: unknown): value is Arrival {
  return typeof value === 'object' && value !== null && 'shell' in value && 'bootId' in value;
}

async function judge(
  run: InstallRun,
  provider: Provider,
  watch: RescueWatch,
  { arrival, signal }: { readonly arrival: Arrival; readonly signal: AbortSignal },
): Promise<RescueLook> {
  const { shell, bootId } = arrival;
  const why = await whyNotRescue(run, shell, watch, signal);
  if (why !== null) return wrong(`${shell.address.host} answers, but ${why}`);
  const hostKey = await publishedKey(run, provider, watch, { hostKey: shell.hostKey, signal });
  if (hostKey === null) {
    return wrong(`${shell.address.host} shows another host key than its provider published`);
  }
  await noteContact(run, { address: shell.address, hostKey });
  const { addresses, user } = watch;
  return { kind: 'rescue', contact: { addresses, user, hostKey, access: 'access', bootId } };
}

function wrong(words: string): RescueLook {
  return { kind: 'not-yet', reading: 'wrong', words };
}

/** No answer, and a connection that broke off, are readings; all else is an error. */
function notYet(error: unknown): RescueLook {
  const { code, message, details } = toErrorData(error);
  // A system that lets us in and does not know these words.
  if (code === 'machine.command-failed') return wrong(message);
  if (code !== 'machine.deadline-passed' && !isRetryable(error)) throw error;
  const { readings } = details;
  const codes = Array.isArray(readings) ? readings.map(String) : [];
  return { kind: 'not-yet', reading: readingOf(codes), words: message };
}

/** Hostname `rescue`, a root that is on no local disk, and no older than the restart; null: it is. */
async function whyNotRescue(
  run: InstallRun,
  shell: Shell,
  { since }: RescueWatch,
  signal: AbortSignal,
): Promise<string | null> {
  const { stdout } = await shell.run(
    sh`uname -n; findmnt -n -o SOURCE / || echo none; cut -d ' ' -f 1 /proc/uptime`,
    { signal },
  );
  const [hostname = '', rootSource = '', uptime = ''] = stdout.split('\n');
  if (hostname !== 'rescue') return `it calls itself ${JSON.stringify(hostname.slice(0, 64))}`;
  if (rootSource.startsWith('/dev/')) return `its root is on ${rootSource.slice(0, 64)}`;
  const upMs = Number(uptime) * 1000;
  const isOlder = since !== null && upMs > run.deps.clock.now() - since + SLACK_MS;
  return isOlder
    ? `it has been up for ${Math.round(upMs / 1000)} s, since before the restart`
    : null;
}

/** The key with the provider's word for it, or as it was first seen; null: the provider published another one. */
async function publishedKey(
  run: InstallRun,
  provider: Provider,
  { ref, outdated }: RescueWatch,
  { hostKey, signal }: { readonly hostKey: HostKey; readonly signal: AbortSignal },
): Promise<HostKey | null> {
  if (hostKey.trust !== 'first-use') return hostKey;
  for (const pauseMs of PUBLISHED_PAUSES_MS) {
    await run.deps.clock.sleep(pauseMs, signal);
    const published = await lastFingerprints(provider, ref, signal);
    if (hasFingerprint(hostKey.publicKey, published)) return { ...hostKey, trust: 'published' };
    if (published.some((one) => !outdated.includes(one))) return null;
  }
  return hostKey;
}

/** A provider that cannot be asked has published nothing; that alone fails no install. */
async function lastFingerprints(
  provider: Provider,
  ref: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await withAbility(provider, 'rescue').lastHostKeyFingerprints(ref, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (errorCode(error)?.startsWith('provider.') === true) return [];
    throw error;
  }
}
