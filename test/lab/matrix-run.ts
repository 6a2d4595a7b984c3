/** One row of the matrix: installed to ready by the real service, then started in every way it has to start. */

import { availableParallelism } from 'node:os';
import { generateKeyPair, type SshKeyPair } from '../../src/ssh/keys.ts';
import { sshOnce, unlockOnce } from '../e2e/ssh-once.ts';
import type { LabMachine } from './machine.ts';
import type { MatrixRow } from './matrix-rows.ts';
import { startTrial, type Trial } from './trial.ts';

export interface RowResult {
  readonly firmware: string;
  readonly layout: string;
  readonly hasPassed: boolean;
  /** From the request to ready, images and service included. */
  readonly installMs: number;
  /** Of that, in each phase. */
  readonly phaseMs: Readonly<Record<string, number>>;
  /** Wall time of all of it, further starts included. */
  readonly wallMs: number;
  /** Serials of disks without which it started. */
  readonly startedWithout: readonly string[];
  readonly problem: string | null;
}

const HOSTNAME = 'matrix-1';
const PASSPHRASE = 'correct horse battery staple';
const CONSOLE_LINES = 25;
/** Until firmware that is emulated has given up PXE and HTTP, each over both kinds of IP. */
const NETWORK_BOOT_MS = 15 * 60_000;

/** How a row is run. */
export interface RowOptions {
  readonly print: (line: string) => void;
  /** How many machines may run at a time once it is installed: each takes a processor. All processors when absent. */
  readonly atOnce?: number;
}

interface Attempt extends Required<RowOptions> {
  readonly trial: Trial;
  readonly row: MatrixRow;
}

/** Never throws: what went wrong is the result's problem, with the end of the machine's console printed. */
export async function tryRow(row: MatrixRow, options: RowOptions): Promise<RowResult> {
  const startedAt = Date.now();
  const { print, atOnce = availableParallelism() } = options;
  let startedWithout: readonly string[] = [];
  const lines: string[] = [];
  const phaseMs: Record<string, number> = {};
  let installMs = 0;
  let problem: string | null = null;
  const { firmware, disks } = row;
  const trial = await startTrial({ firmware, disks, log: (line) => lines.push(line) });
  const attempt = { trial, row, print, atOnce };
  try {
    const installed = await install(attempt, phaseMs);
    installMs = Date.now() - startedAt;
    await expectSystem(row, installed);
    if (row.keepsBootOrder) await expectNetworkFirst(installed);
    if (row.layout.impermanence === true) await expectEmptyRoot(installed);
    if (row.expendable.length > 0) startedWithout = await eachDegraded(attempt, installed);
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    const [machine] = trial.lab.machines();
    print(endOf(machine?.consoleText() ?? lines.join('\n')));
  } finally {
    await trial.close();
  }
  const wallMs = Date.now() - startedAt;
  const hasPassed = problem === null;
  const { name: layout } = row;
  return { firmware, layout, hasPassed, installMs, phaseMs, wallMs, startedWithout, problem };
}

function endOf(text: string): string {
  return text.split('\n').slice(-CONSOLE_LINES).join('\n');
}

interface Installed {
  readonly machine: LabMachine;
  readonly hostKey: string;
  /** Of the initrd; null: nothing is encrypted. */
  readonly unlockKey: string | null;
  readonly customerKey: SshKeyPair;
}

/** A machine in its rescue system, installed to ready. */
async function install(
  { trial: { lab, client }, row, print }: Attempt,
  phaseMs: Record<string, number>,
): Promise<Installed> {
  const operator = generateKeyPair('operator');
  const customerKey = generateKeyPair('customer');
  const { disks, firmware, layout, keepsBootOrder } = row;
  const authorizedKeys = [operator.publicKey];
  const made = await lab.addSshMachine({
    name: HOSTNAME,
    authorizedKeys,
    disks,
    firmware,
    keepsBootOrder,
  });
  const { installId } = await client.installs.create({
    machine: {
      existing: { provider: 'ssh', host: made.address, privateKey: operator.privateKey },
    },
    system: { hostname: HOSTNAME, authorizedKeys: [customerKey.publicKey] },
    layout,
    ...(layout.luks === true ? { diskPassphrase: PASSPHRASE } : {}),
    erase: 'planned-disks',
  });
  const output: string[] = [];
  for await (const { body } of client.installs.watch(installId)) {
    if (body.kind === 'phase-ended') {
      phaseMs[body.phase] = body.totalMs;
      print(`  ${row.firmware} ${row.name}: ${body.phase} took ${inSeconds(body.totalMs)}`);
    }
    if (body.kind === 'note') print(`    ${body.text}`);
    if (body.kind === 'output') output.push(body.text);
  }
  const { state, problem, proof } = await client.installs.get(installId);
  if (state !== 'ready' || proof === null) {
    throw new Error(`The install ended as ${state}: ${problem?.detail ?? 'without a problem'}`);
  }
  const idle = output.find((line) => line.includes('was not started'));
  const alone = output.filter((line) => line.includes('by itself')).length;
  print(`    EFI system partitions read by themselves: ${alone}`);
  if (idle !== undefined) throw new Error(`During the install ${idle}`);
  const unlockKey = proof.unlock?.hostKey ?? null;
  return { machine: made.machine, hostKey: proof.hostKey, unlockKey, customerKey };
}

/** Each time from the very disks that the install left: a member that was away once is behind the others. */
async function eachDegraded(
  { trial, row, atOnce, print }: Attempt,
  installed: Installed,
): Promise<readonly string[]> {
  await installed.machine.powerOff();
  const started: string[] = [];
  const failed: unknown[] = [];
  const left = [...row.expendable];
  async function startOnWithout(): Promise<void> {
    for (let serial = left.shift(); serial !== undefined; serial = left.shift()) {
      const machine = trial.lab.copyMachine(installed.machine);
      machine.detachDisk(serial);
      try {
        await startFromDisks({ ...installed, machine });
        await expectSystem(row, { ...installed, machine });
        started.push(serial);
      } catch (error) {
        print(endOf(machine.consoleText()));
        failed.push(error);
      }
      await machine.powerOff();
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, atOnce) }, startOnWithout));
  if (failed.length > 0) throw failed[0];
  return row.expendable.filter((serial) => started.includes(serial));
}

/** Unlocked by its owner where it is encrypted. */
async function startFromDisks({ machine, unlockKey, customerKey }: Installed): Promise<void> {
  await machine.powerOn({ kind: 'disk' });
  if (unlockKey === null) return;
  const { address } = machine.spec;
  const { privateKey } = customerKey;
  await unlockOnce({ address, privateKey, hostKey: unlockKey, passphrase: PASSPHRASE });
}

/** The installed system with its root on a disk, its swap on, and every file system that was asked for. */
async function expectSystem(row: MatrixRow, installed: Installed): Promise<void> {
  const seen = await look(
    installed,
    'uname -n; findmnt -n -l -o TARGET,SOURCE --real; tail -n +2 /proc/swaps; cat /proc/mdstat',
  );
  const isMounted = (target: string) => new RegExp(`^${target} +/dev/`, 'm').test(seen);
  const missing = ['/', '/boot', ...row.mountpoints].filter((target) => !isMounted(target));
  const isSwapOn = (row.layout.swapSizeMib ?? 0) === 0 || /^\/dev\/\S+ +partition/m.test(seen);
  if (seen.startsWith(`${HOSTNAME}\n`) && missing.length === 0 && isSwapOn) return;
  const without = [...missing, ...(isSwapOn ? [] : ['swap'])].join(', ');
  throw new Error(`The machine answers as something else, or without ${without}: ${seen}`);
}

/** By efibootmgr(8), and once more after a start that went past the network. */
async function expectNetworkFirst(installed: Installed): Promise<void> {
  const { machine } = installed;
  for (const when of ['after the install', 'after another start']) {
    const seen = await look(installed, 'efibootmgr', NETWORK_BOOT_MS);
    const numbers = /^BootOrder: (.*)$/m.exec(seen)?.[1]?.split(',') ?? [];
    const names = numbers.map(
      (one) => new RegExp(`^Boot${one}\\* (.*)$`, 'm').exec(seen)?.[1] ?? '',
    );
    const own = names.findIndex((name) => name.startsWith(HOSTNAME) || /GPT/.test(name));
    const isNetwork = (name: string) => /PXE|HTTP|MAC\(/.test(name);
    const isRight = own > 0 && names.every((name, at) => isNetwork(name) === at < own);
    if (!isRight) throw new Error(`The boot order ${when} is not network, system, others: ${seen}`);
    if (when === 'after another start') return;
    await machine.powerOff();
    await machine.powerOn({ kind: 'disk' });
  }
}

/** What was written to the root is gone after a restart; what has a subvolume of its own stays. */
async function expectEmptyRoot(installed: Installed): Promise<void> {
  const { machine } = installed;
  const gone = '/gone /etc/gone';
  const stays = '/var/lib/stays /home/stays /root/stays /etc/nixos/stays /etc/ssh/stays';
  await look(installed, `touch ${gone} ${stays} && sync`);
  await machine.powerOff();
  await startFromDisks(installed);
  const seen = await look(installed, `ls -d ${gone} ${stays} 2> /dev/null || true`);
  const found = seen.split('\n').filter(Boolean).sort().join(' ');
  if (found === stays.split(' ').sort().join(' ')) return;
  throw new Error(`After a restart there should be ${stays} alone, and there is: ${found}`);
}

function look(
  { machine, hostKey, customerKey }: Installed,
  command: string,
  patienceMs?: number,
): Promise<string> {
  const { address } = machine.spec;
  const { privateKey } = customerKey;
  const patience = patienceMs === undefined ? {} : { patienceMs };
  return sshOnce({ address, hostKey, privateKey, command, ...patience });
}

/** A line for people: firmware, layout, wall time, and what came of it. */
export function inWords(result: RowResult): string {
  const { firmware, layout, hasPassed, installMs, wallMs, startedWithout, problem } = result;
  const without =
    startedWithout.length === 0 ? '' : `, started without each of ${startedWithout.join(', ')}`;
  const verdict = hasPassed
    ? `passed, ready after ${inSeconds(installMs)}${without}`
    : `FAILED: ${problem}`;
  return `${firmware.padEnd(5)} ${layout.padEnd(40)} ${inSeconds(wallMs).padStart(6)}  ${verdict}`;
}

function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(0)} s`;
}
