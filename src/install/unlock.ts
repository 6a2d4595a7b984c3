/** Encrypted disks: what opens them, and the first start, which waits in its initrd until somebody does. */

import { DISK_PASSPHRASE_SECRETS } from '../domain/disk-passphrase.ts';
import { BugError, errorCode, MachineError } from '../domain/error.ts';
import type { UnlockAccess } from '../domain/install.ts';
import { UNLOCK_AUTHORIZED_KEYS, UNLOCK_HOST_KEY, UNLOCK_PORT } from '../generate/unlock.ts';
import { sh } from '../ssh/command.ts';
import { knownHostsLine } from '../ssh/keys.ts';
import type { SshTarget } from '../ssh/shell.ts';
import { act } from './act.ts';
import { type Contact, type InstallDependencies, type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import type { MachineFile } from './files.ts';

/** Between two looks whether the initrd asks. */
const LOOK_EVERY_MS = 500;
const SESSION_MS = 20_000;
/** A disk that was given its passphrase is at work on it for seconds; until then its question may still stand. */
const WORK_MS = 5_000;
/** In a row, so that an sshd which comes up before its keys does not count. */
const MOST_REFUSED_LOGINS = 5;

/** Whether disks are encrypted: as it was asked for, and so the same however often a run is repeated. */
export function isEncrypted({ request }: Pick<InstallRun, 'request'>): boolean {
  return request.layout.hasLuks === true;
}

/** A secret. @throws BugError `bug.unexpected`: there is none */
export async function passphraseOf(run: InstallRun): Promise<string> {
  const { keys } = run.deps;
  const { given, made } = DISK_PASSPHRASE_SECRETS;
  const passphrase =
    (await keys.given(run.installId, given)) ?? (await keys.given(run.installId, made));
  if (passphrase !== null) return passphrase;
  throw new BugError('bug.unexpected', `Install ${run.installId} encrypts without a passphrase.`);
}

/** What the boot loader puts into the initrd: a host key of its own, and our key for the first start. */
export async function initrdFiles(run: InstallRun): Promise<readonly MachineFile[]> {
  const hostKey = await run.deps.keys.get(run.installId, 'initrdHost');
  const access = await run.deps.keys.get(run.installId, 'access');
  const place = `/mnt${UNLOCK_HOST_KEY}`;
  return [
    { path: place, text: hostKey.privateKey, mode: '0600' },
    { path: `${place}.pub`, text: `${hostKey.publicKey}\n`, mode: '0644' },
    { path: `/mnt${UNLOCK_AUTHORIZED_KEYS}`, text: `${access.publicKey}\n`, mode: '0600' },
  ];
}

/** Answers the initrd of the first start until the signal fires. */
export async function unlockFirstBoot(
  run: InstallRun,
  before: Contact,
  signal: AbortSignal,
): Promise<void> {
  const { publicKey } = await run.deps.keys.get(run.installId, 'initrdHost');
  const contact = {
    addresses: before.addresses.map(({ host }) => ({ host, port: UNLOCK_PORT })),
    user: 'root',
    hostKey: { publicKey, trust: 'injected' as const },
    access: 'access' as const,
  };
  const passphrase = await passphraseOf(run);
  await keepUnlocking(run.deps, {
    target: await targetOf(run, contact),
    passphrase,
    signal,
    onAnswered: () =>
      run.deps.records.note(
        run.installId,
        'reboot.unlocked',
        'The initrd showed the host key made for it, and was given the passphrase of the disks.',
      ),
  });
}

export interface Unlocking {
  /** Of the initrd. */
  readonly target: SshTarget;
  readonly passphrase: string;
  /** Ends the work; when the machine is up, say. */
  readonly signal: AbortSignal;
  readonly onAnswered: () => Promise<void>;
}

/**
 * Looks again and again whether the initrd asks, and answers each question once. An initrd that is not there
 * (yet, or any more) is waited for; one with another host key is told nothing.
 *
 * @throws MachineError `machine.unlock-refused`, `machine.host-key-mismatch`, `machine.auth-failed`
 */
export async function keepUnlocking(deps: UnlockTools, unlocking: Unlocking): Promise<void> {
  const { signal } = unlocking;
  const seen: UnlockMemory = { answeredAt: new Map(), refusedLogins: 0 };
  while (!signal.aborted) {
    await lookOnce(deps, unlocking, seen).catch((error: unknown) => {
      if (!signal.aborted) forgive(error, seen);
    });
    await deps.clock.sleep(LOOK_EVERY_MS, signal).catch(() => {});
  }
}

type UnlockTools = Pick<InstallDependencies, 'shells' | 'clock'>;

interface UnlockMemory {
  /** Each question that was answered, and when. */
  readonly answeredAt: Map<string, number>;
  /** In a row. */
  refusedLogins: number;
}

async function lookOnce(
  { shells, clock }: UnlockTools,
  { target, passphrase, signal, onAnswered }: Unlocking,
  seen: UnlockMemory,
): Promise<void> {
  const session = { answer: passphrase, known: new Set(seen.answeredAt.keys()) };
  const limits = { deadlineMs: SESSION_MS, signal };
  const { answered, repeated } = await shells.answerPrompts(target, { ...session, ...limits });
  seen.refusedLogins = 0;
  const now = clock.now();
  refuseRepeated(target, repeated, now - (seen.answeredAt.get(repeated ?? '') ?? now));
  for (const question of answered) seen.answeredAt.set(question, now);
  if (answered.length > 0) await onAnswered();
}

/** Throws what waiting cannot mend. */
function forgive(error: unknown, seen: UnlockMemory): void {
  const code = errorCode(error);
  seen.refusedLogins = code === 'machine.auth-failed' ? seen.refusedLogins + 1 : 0;
  if (!mayPass(code) || seen.refusedLogins >= MOST_REFUSED_LOGINS) throw error;
}

function mayPass(code: string | undefined): boolean {
  const passing = ['unreachable', 'connection-lost', 'deadline-passed', 'auth-failed'];
  return passing.some((one) => code === `machine.${one}`);
}

function refuseRepeated({ addresses }: SshTarget, question: string | null, sinceMs: number): void {
  if (question === null || sinceMs < WORK_MS) return;
  const seconds = (sinceMs / 1000).toFixed(0);
  const { host = '', port = UNLOCK_PORT } = addresses[0] ?? {};
  throw new MachineError(
    'machine.unlock-refused',
    `Unlocking ${host} over SSH to port ${port} of its initrd: it took the passphrase and asked the same again ("${question}") ${seconds} s later. It is not the passphrase of that disk; try another one: ssh -t -p ${port} root@${host}`,
    { host, port },
  );
}

/** How the machine is unlocked from now on; null: nothing is encrypted. */
export async function unlockAccessOf(
  run: InstallRun,
  { addresses }: Contact,
): Promise<UnlockAccess | null> {
  if (!isEncrypted(run)) return null;
  const { publicKey } = await run.deps.keys.get(run.installId, 'initrdHost');
  const hostKey = publicKey.split(' ').slice(0, 2).join(' ');
  const line = knownHostsLine(addresses[0]?.host ?? '', UNLOCK_PORT, hostKey);
  return { port: UNLOCK_PORT, hostKey, knownHostsLine: line };
}

/**
 * Takes our key out of the initrd: the boot loader is written anew by the system's own program, with the
 * secrets as they are now. May be repeated.
 */
export async function removeUnlockKey(run: InstallRun, installed: Contact): Promise<void> {
  if (!isEncrypted(run)) return;
  await act(run, 'verify.remove-unlock-key', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installed), { signal });
    const { systemInstallMs: deadlineMs } = DEADLINES;
    await machine(shell.run(FORGET_OUR_KEY, { deadlineMs, signal }));
    return null;
  });
}

const FORGET_OUR_KEY = sh`: > ${UNLOCK_AUTHORIZED_KEYS} && /run/current-system/bin/switch-to-configuration boot`;
