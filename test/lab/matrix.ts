/**
 * `npm run lab:matrix`: every layout by every firmware through the real service, each to ready; then each disk that a
 * layout can do without is taken away, one at a time, and the machine has to start.
 *
 * --short       only the rows that stand for all
 * --only WORDS  only rows whose firmware and name hold these words: --only "bios mirror"
 * --json        one line of JSON on stdout at the end; all else on stderr
 *
 * Exit status 0 only when every row passed. ZFS and LUKS are not in it: the lab's kernel has no ZFS, and the service
 * cannot bring a passphrase to the machine yet.
 */

import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { generateKeyPair, type SshKeyPair } from '../../src/ssh/keys.ts';
import { sshOnce } from '../e2e/ssh-once.ts';
import type { LabMachine } from './machine.ts';
import { type MatrixRow, ROWS } from './matrix-rows.ts';
import { startTrial, type Trial } from './trial.ts';

interface RowResult {
  readonly firmware: string;
  readonly layout: string;
  readonly hasPassed: boolean;
  readonly installMs: number;
  /** Wall time, degraded starts included. */
  readonly wallMs: number;
  /** Serials of disks without which it started. */
  readonly startedWithout: readonly string[];
  readonly problem: string | null;
}

const run = promisify(execFile);
const HOSTNAME = 'matrix-1';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const print = options.json
  ? (line: string) => console.error(line)
  : (line: string) => console.log(line);

const rows = ROWS.filter(({ isShort, firmware, name }) => {
  const words = options.only.split(' ').filter(Boolean);
  const holdsAll = words.every((word) => `${firmware} ${name}`.includes(word));
  return holdsAll && (isShort || !options.short);
});
const results: RowResult[] = [];
for (const row of rows) {
  const result = await tryRow(row);
  results.push(result);
  print(inWords(result));
}
if (options.json) console.log(JSON.stringify({ rows: results }));
process.exitCode = results.length > 0 && results.every(({ hasPassed }) => hasPassed) ? 0 : 1;

async function tryRow(row: MatrixRow): Promise<RowResult> {
  const startedAt = Date.now();
  const startedWithout: string[] = [];
  const lines: string[] = [];
  let installMs = 0;
  let problem: string | null = null;
  const { firmware, disks } = row;
  const trial = await startTrial({ firmware, disks, log: (line) => lines.push(line) });
  try {
    const { machine, hostKey, customerKey } = await install(trial, row);
    installMs = Date.now() - startedAt;
    await eachDegraded(row, machine, async (serial) => {
      await expectStart(machine, hostKey, customerKey.privateKey);
      startedWithout.push(serial);
    });
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error);
    const [machine] = trial.lab.machines();
    print((machine?.consoleText() ?? lines.join('\n')).split('\n').slice(-25).join('\n'));
  } finally {
    await trial.close();
  }
  const wallMs = Date.now() - startedAt;
  const hasPassed = problem === null;
  return { firmware, layout: row.name, hasPassed, installMs, wallMs, startedWithout, problem };
}

interface Installed {
  readonly machine: LabMachine;
  readonly hostKey: string;
  readonly customerKey: SshKeyPair;
}

/** A machine in its rescue system, installed to ready. */
async function install({ lab, client }: Trial, row: MatrixRow): Promise<Installed> {
  const operator = generateKeyPair('operator');
  const customerKey = generateKeyPair('customer');
  const { disks, firmware, layout } = row;
  const authorizedKeys = [operator.publicKey];
  const made = await lab.addSshMachine({ name: HOSTNAME, authorizedKeys, disks, firmware });
  const { installId } = await client.installs.create({
    machine: {
      existing: { provider: 'ssh', host: made.address, privateKey: operator.privateKey },
    },
    system: { hostname: HOSTNAME, authorizedKeys: [customerKey.publicKey] },
    layout,
    erase: 'planned-disks',
  });
  for await (const event of client.installs.watch(installId)) {
    if (event.body.kind === 'phase-started')
      print(`  ${row.firmware} ${row.name}: ${event.body.phase}`);
  }
  const { state, problem, proof } = await client.installs.get(installId);
  if (state !== 'ready' || proof === null) {
    throw new Error(`The install ended as ${state}: ${problem?.detail ?? 'without a problem'}`);
  }
  return { machine: made.machine, hostKey: proof.hostKey, customerKey };
}

/** Each time from the very disks that the install left: a member that was away once is behind the others. */
async function eachDegraded(
  { expendable }: MatrixRow,
  machine: LabMachine,
  prove: (serial: string) => Promise<void>,
): Promise<void> {
  if (expendable.length === 0) return;
  await machine.powerOff();
  const { dir } = machine.spec;
  const files = (await readdir(dir)).filter((name) => name.startsWith('disk'));
  const copyAll = (from: string, to: string) =>
    Promise.all(
      files.map((name) => copySparse(path.join(dir, name + from), path.join(dir, name + to))),
    );
  await copyAll('', '.installed');
  for (const serial of expendable) {
    machine.detachDisk(serial);
    await machine.powerOn({ kind: 'disk' });
    await prove(serial);
    await machine.powerOff();
    machine.attachDisk(serial);
    await copyAll('.installed', '');
  }
}

/** By cp(1), which leaves holes as holes. */
async function copySparse(from: string, to: string): Promise<void> {
  await run('cp', ['--sparse=always', from, to]);
}

async function expectStart(machine: LabMachine, hostKey: string, privateKey: string) {
  const command = 'uname -n; findmnt -n -o TARGET,SOURCE --real; cat /proc/mdstat';
  const { address } = machine.spec;
  const seen = await sshOnce({ address, hostKey, privateKey, command });
  if (!seen.startsWith(`${HOSTNAME}\n`) || !/^\/ +\/dev\//m.test(seen)) {
    throw new Error(`With a disk away the machine shows something else: ${seen}`);
  }
}

function inWords(result: RowResult): string {
  const { firmware, layout, hasPassed, installMs, wallMs, startedWithout, problem } = result;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(0)} s`;
  const without =
    startedWithout.length === 0 ? '' : `, started without each of ${startedWithout.join(', ')}`;
  const verdict = hasPassed
    ? `passed, ready after ${seconds(installMs)}${without}`
    : `FAILED: ${problem}`;
  return `${firmware.padEnd(5)} ${layout.padEnd(40)} ${seconds(wallMs).padStart(6)}  ${verdict}`;
}
