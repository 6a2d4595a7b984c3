/** What a played machine answers to the commands of an install. An answer depends on its state alone. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { PROBE_SCRIPT } from '../../../src/facts/probe.ts';
import { type Exec, firstOf, type Handler, on, type Reply, readAll } from '../scripted/exec.ts';
import { type Block, blocksOf } from './blocks.ts';
import { EVALUATION, readEvaluation } from './evaluate.ts';
import { factsText, rootSource, systemName } from './facts-text.ts';
import { type Host, mountedAt, ramText } from './host.ts';
import { filesWrittenBy } from './shell-text.ts';

const FLAKE = '/etc/nixos';

/** All that is not a job, a boot look or a put, which every scripted machine knows. */
export function createCommands(host: Host): Handler {
  return firstOf(
    on(PROBE_SCRIPT, () => ({ stdout: probe(host) })),
    on(/^uname -n; findmnt -n -o SOURCE \//, () => ({ stdout: whereAmI(host) })),
    on(/^\. \/etc\/os-release; echo/, () => ({ stdout: `${systemName(host.stage)}\n` })),
    on('bash -s', (_, stdin) => writeFiles(host, stdin.toString())),
    on(/^cat '?\/etc\/nixos'?\/flake\.lock/, () => readFile(host, `${FLAKE}/flake.lock`)),
    on(/; cat '\/run\/ironflake\/evaluation\.json'$/, () => {
      const stdout = readEvaluation(host);
      return stdout === undefined ? readFile(host, EVALUATION) : { stdout };
    }),
    // Questions to binary caches, asked in earnest of those that the test serves.
    on(/^(for cache in |dir=\$\(mktemp -d\); n=0\nfor url in )/, (text) => runHere(text)),
    on(/^chmod 0700 \/mnt\/root/, () => copyFlake(host)),
    on(/# ironflake: evidence/, () => ({ stdout: evidenceText(host) })),
    on(/^unshare --mount bash -c /, () => networkUnits(host)),
    on(/readlink -f \/run\/current-system/, () => ({ stdout: proofText(host) })),
    // Its firmware shows no variables.
    on(/^cd \/sys\/firmware\/efi\/efivars /, {}),
    on('rm -f /root/.ssh/authorized_keys', () => removeOurKey(host)),
    receiveInstaller(host),
  );
}

function probe(host: Host): string {
  const { spec, stage, hostname, disks } = host;
  const { bootId, readySince } = host.ram();
  const uptimeSeconds = 5 + (performance.now() - readySince) / 1000;
  const shown = { spec, stage, hostname, bootId, uptimeSeconds, disks };
  return factsText({ ...shown, mountedAt: mountedAt(host) });
}

function whereAmI(host: Host): string {
  const upSeconds = 5 + (performance.now() - host.ram().readySince) / 1000;
  return `${host.hostname}\n${rootSource(host)}\n${upSeconds.toFixed(2)}\n`;
}

/** What is below /mnt lands on the disks, and only where they are mounted. */
function writeFiles(host: Host, script: string): Reply {
  for (const [path, text] of filesWrittenBy(script)) {
    if (!path.startsWith('/mnt/')) host.ram().files.set(path, Buffer.from(text));
    else if (host.isMounted) host.root.set(path.slice('/mnt'.length), text);
    else return { stderr: `${path}: nothing is mounted at /mnt\n`, exitCode: 1 };
  }
  return {};
}

function readFile(host: Host, path: string): Reply {
  const text = ramText(host, path);
  return text === undefined ? { stderr: `${path}: no such file\n`, exitCode: 1 } : { stdout: text };
}

function copyFlake(host: Host): Reply {
  if (!host.isMounted) return { stderr: '/mnt/root: no such directory\n', exitCode: 1 };
  for (const [path, content] of host.ram().files) {
    if (!path.startsWith(`${FLAKE}/`)) continue;
    host.root.set(`/etc/nixos${path.slice(FLAKE.length)}`, content.toString());
  }
  return {};
}

/** What a failed try left, as the sections of a post-mortem. */
function evidenceText({ stage, disks }: Host): string {
  return [
    '== disks',
    ...disks.map(({ name }) => name),
    '== kernel',
    `lab: stage ${stage}`,
    '',
  ].join('\n');
}

/** What Nix would have built is not known here: the system has no units, as one without networkd. */
function networkUnits(host: Host): Reply {
  if (host.bootable !== null && host.isMounted) return {};
  return { stderr: 'mount: /mnt/nix: there is no system\n', exitCode: 32 };
}

function removeOurKey(host: Host): Reply {
  const path = '/root/.ssh/authorized_keys';
  const gone = (host.root.get(path) ?? '').split('\n');
  host.root.delete(path);
  const { hostKey, authorizedKeys } = host.identity;
  host.identity = { hostKey, authorizedKeys: authorizedKeys.filter((key) => !gone.includes(key)) };
  return {};
}

/** As the proving look prints it, on a system whose units are all well. */
function proofText(host: Host): string {
  const arrays = [...blocksOf(host.disks)].filter(({ type }) => type.startsWith('raid'));
  return [
    `boot ${host.ram().bootId}`,
    `system ${host.stage === 'installed' ? (host.bootable?.systemPath ?? '') : ''}`,
    `hostname ${host.hostname}`,
    'systemd',
    ...arrays.map((array) => arrayLine(host, array)),
    '',
  ].join('\n');
}

function arrayLine({ disks }: Host, array: Block): string {
  const members = disks.filter(({ content }) => content.some((part) => holds(part, array)));
  const missing = members.filter(({ isAttached }) => !isAttached).length;
  const name = array.path.slice('/dev/'.length);
  return `array ${name} clean ${members.length} ${missing} idle`;
}

function holds(block: Block, wanted: Block): boolean {
  return block === wanted || block.children.some((child) => holds(child, wanted));
}

/** The installer as a stream on stdin: hashed, and taken only when it is the one that was meant. */
function receiveInstaller(host: Host): Handler {
  return (exec) => {
    if (!/^bash -c '/.test(exec.text) || !exec.text.includes('the installer image has SHA-256')) {
      return undefined;
    }
    return takeInstaller(host, exec);
  };
}

async function takeInstaller(host: Host, exec: Exec): Promise<number> {
  const sha256 = createHash('sha256')
    .update(await readAll(exec.stdin))
    .digest('hex');
  if (!exec.text.includes(sha256)) {
    exec.stderr.write(`the installer image has SHA-256 ${sha256}\n`);
    return 3;
  }
  host.kexecSha256 = sha256;
  return 0;
}

function runHere(text: string): Promise<Reply> {
  return new Promise((resolve) => {
    execFile('bash', ['-c', text], (error, stdout, stderr) => {
      resolve({ stdout, stderr, exitCode: error === null ? 0 : 1 });
    });
  });
}
