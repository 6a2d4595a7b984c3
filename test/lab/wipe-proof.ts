/**
 * `npm run lab:wipe [-- WORDS] [--json]`: the plan's refusals and the wiping script on real block devices.
 *
 * One machine in its rescue system; over each stack (those whose name holds the words) the facts are read and planned as
 * in an install, and the plan's own script is run: three times in a row where it ends clean. The disk that is not planned
 * must hold the same bytes before and after, and where the end is a refusal, so must all disks. Ends with counts, and with
 * status 0 only when each stack came to its end. `--json`: one line of JSON on stdout at the end, all else on stderr.
 * The script's only demand that is not met, to be in the installer, is met by a file mounted over /etc/os-release.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { toErrorData } from '../../src/domain/error.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { parseFacts } from '../../src/facts/parse.ts';
import { PROBE_SCRIPT } from '../../src/facts/probe.ts';
import { wipeScript } from '../../src/install/wipe.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { ensureImages } from './images.ts';
import { createMachine } from './machine.ts';
import { RESET, STACKS, type Stack } from './wipe-stacks.ts';

const ADDRESS = process.env.LAB_ADDRESS ?? '127.0.44.1';
const DISKS = `a=/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_WIPE1 b=/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_WIPE2
c=$(lsblk -dnrpo NAME,SERIAL | awk '$2 == "KEEP1" {print $1}'); a=$(readlink -e $a); b=$(readlink -e $b)`;
const REQUEST = requestFor('wiped-1', {
  preset: 'mirror-ext4',
  system: { kind: 'nvme' },
  espSizeMib: 256,
});

/** As often in a row is each stack built and wiped. */
const ROUNDS = 3;

const { values: options, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const print = options.json
  ? (line: string) => console.error(line)
  : (line: string) => console.log(line);
const words = positionals.join(' ');
const startedAt = Date.now();
const dir = await mkdtemp(path.join(tmpdir(), 'lab-wipe-'));
const key = generateKeyPair('proof');
const keyFile = path.join(dir, 'key');
await writeFile(keyFile, key.privateKey, { mode: 0o600 });
const images = await ensureImages({ log: print });
const machine = createMachine(
  {
    name: 'wipe-proof',
    address: ADDRESS,
    dir: path.join(dir, 'machine'),
    firmware: 'bios',
    disks: [
      { kind: 'nvme', serial: 'WIPE1', sizeGib: 3 },
      { kind: 'nvme', serial: 'WIPE2', sizeGib: 3 },
      { kind: 'scsi', serial: 'KEEP1', sizeGib: 1 },
    ],
  },
  images,
);
try {
  await machine.powerOn({ kind: 'rescue', authorizedKeys: [key.publicKey] });
  await untilUp();
  await bash(`modprobe -a dm_crypt btrfs raid1 2> /dev/null
printf 'ID=nixos\\nVARIANT_ID=installer\\n' > /run/os-release; mount --bind /run/os-release /etc/os-release`);
  const stacks = STACKS.filter(({ name }) => name.includes(words));
  const results: StackResult[] = [];
  for (const stack of stacks) {
    const result = await tryStack(stack);
    results.push(result);
    print(inWords(result));
  }
  const wrong = results.filter(({ problem }) => problem !== null).length;
  const ended = (want: Stack['want']) =>
    results.filter((result) => result.want === want && result.problem === null).length;
  const wallMs = Date.now() - startedAt;
  print(
    `${stacks.length} stacks in ${(wallMs / 1000).toFixed(0)} s: ${ended('clean')} clean in each of ${ROUNDS} wipes, ${ended('refused by the plan')} refused by the plan, ${ended('refused on the machine')} refused on the machine, ${wrong} wrong`,
  );
  if (options.json) console.log(JSON.stringify({ stacks: results, wallMs }));
  process.exitCode = stacks.length > 0 && wrong === 0 ? 0 : 1;
} finally {
  await machine.destroy();
  await rm(dir, { recursive: true, force: true });
}

interface StackResult {
  readonly name: string;
  readonly want: Stack['want'];
  /** How often it was built and wiped, or refused. */
  readonly rounds: number;
  /** What the refusal says; empty where it ends clean. */
  readonly why: string;
  /** null: it came to the end that was wanted, and no other byte has changed. */
  readonly problem: string | null;
  readonly wallMs: number;
}

/** Never throws: what went wrong is the result's problem. */
async function tryStack(stack: Stack): Promise<StackResult> {
  const { name, want } = stack;
  const begunAt = Date.now();
  const rounds = want === 'clean' ? ROUNDS : 1;
  const ended = { name, want, rounds, why: '', problem: null };
  try {
    const why = await proveStack(stack, rounds);
    return { ...ended, why, wallMs: Date.now() - begunAt };
  } catch (error) {
    return { ...ended, problem: toErrorData(error).message, wallMs: Date.now() - begunAt };
  }
}

function inWords({ name, want, why, problem, wallMs }: StackResult): string {
  const end = problem === null ? `${want}${why && `: ${why.slice(0, 160)}`}` : `WRONG: ${problem}`;
  return `${name.padEnd(46)} ${(wallMs / 1000).toFixed(0).padStart(4)} s  ${end}`;
}

/** What a refusal said. */
async function proveStack(stack: Stack, rounds: number): Promise<string> {
  const { name, want, make, isLate } = stack;
  await bash(`${DISKS}\n${RESET}`);
  const early = isLate === true ? await plan() : null;
  let why = '';
  for (let round = 1; round <= rounds; round += 1) {
    await bash(`set -e\n${DISKS}\n${make}\nudevadm settle; sync`);
    const untouched = want === 'clean' ? ['disk2.raw'] : ['disk0.raw', 'disk1.raw', 'disk2.raw'];
    const before = await hashesOf(untouched);
    const came = await wipe(early);
    const after = await hashesOf(untouched);
    assert.deepEqual(after, before, `${name}: bytes have changed that should not`);
    assert.equal(came.end, want, `${name}: ${came.end}: ${came.why}`);
    why = came.why;
  }
  return why;
}

async function plan(): Promise<Plan> {
  return planMachine(REQUEST, parseFacts((await bash(PROBE_SCRIPT)).stdout), INPUTS);
}

/** @param early a plan that was made before; null: one is made now, as in an install */
async function wipe(early: Plan | null): Promise<{ end: Stack['want'] | 'failed'; why: string }> {
  let planned: Plan;
  try {
    planned = early ?? (await plan());
  } catch (error) {
    return { end: 'refused by the plan', why: toErrorData(error).message };
  }
  const { status, stdout, stderr } = await bash(wipeScript(planned).text, { mayFail: true });
  if (status === 0) return { end: 'clean', why: '' };
  const why = `${stderr.trim()} ${stdout.trim().split('\n').slice(-12).join(' / ')}`.trim();
  return { end: status === 20 ? 'refused on the machine' : 'failed', why };
}

/** Of the files behind the disks, after all that the machine still had to write: its own processor is emulated. */
async function hashesOf(files: readonly string[]): Promise<readonly string[]> {
  await bash(`${DISKS}\nsync; for d in $a $b $c; do blockdev --flushbufs $d; done`);
  return Promise.all(
    files.map(async (name) => {
      const hash = createHash('sha256');
      await pipeline(createReadStream(path.join(dir, 'machine', name)), hash);
      return hash.digest('hex');
    }),
  );
}

async function untilUp(): Promise<void> {
  const until = Date.now() + 180_000;
  while ((await bash('true', { mayFail: true })).status !== 0) {
    assert.ok(Date.now() < until, 'the rescue system did not answer');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function bash(script: string, { mayFail = false } = {}): Promise<Ran> {
  const options = ['BatchMode=yes', 'StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null'];
  // One connection for all: each new one costs the emulated processor a second.
  options.push('ControlMaster=auto', `ControlPath=${dir}/ssh`, 'ControlPersist=60');
  const args = ['-q', '-i', keyFile, ...options.flatMap((one) => ['-o', one])];
  const child = spawn('ssh', [...args, '-o', 'ConnectTimeout=5', `root@${ADDRESS}`, 'bash -s']);
  const out: string[] = [];
  const err: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => out.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => err.push(text));
  child.stdin.on('error', () => {}).end(script);
  const status = await new Promise<number>((resolve) => {
    child.on('close', (code) => resolve(code ?? 255));
  });
  const ran = { status, stdout: out.join(''), stderr: err.join('') };
  if (!mayFail && status !== 0)
    throw new Error(`Exit ${status}: ${script.slice(-400)}\n${ran.stdout}\n${ran.stderr}`);
  return ran;
}
