/**
 * The lab's own proof, by plain ssh and without the product: rescue → kexec → disko → install → boot from disk.
 *
 *     node bin/node.cjs test/lab/machine-smoke.ts [bios|uefi] [single|mirror|image]
 *
 * Prints each step with its time; ends with an exit status other than 0 at the first thing that is not as it should be.
 */
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ensureImages, type LabImages } from './images.ts';
import { createMachine, type LabMachine } from './machine.ts';

const ADDRESS = process.env.LAB_ADDRESS ?? '127.0.10.1';
const UP_DEADLINE_MS = 180_000;
const COMMAND_DEADLINE_MS = 240_000;
const EXAMPLE = path.join(import.meta.dirname, 'nix/example');

const [firmware = 'bios', variant = 'single'] = process.argv.slice(2);
if (firmware !== 'bios' && firmware !== 'uefi') throw new Error('first argument: bios or uefi');
const work = mkdtempSync(path.join(tmpdir(), 'lab-smoke-'));
execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(work, 'id')]);
const authorizedKey = readFileSync(path.join(work, 'id.pub'), 'utf8').trim();
const images = await ensureImages({ log: (line) => console.log(line) });
const { port, close } = await serve(images);
const machine = createMachine(
  {
    name: `smoke-${firmware}-${variant}`,
    address: ADDRESS,
    dir: path.join(work, 'machine'),
    firmware,
    disks: [
      { kind: 'nvme', serial: 'S64HNE0LAB00001', sizeGib: 4 },
      { kind: 'nvme', serial: 'S64HNE0LAB00002', sizeGib: 4 },
      { kind: 'scsi', serial: 'ZGY0LAB1', model: 'ST4000NM-LAB', sizeGib: 4 },
      { kind: 'scsi', serial: 'ZGY0LAB2', model: 'ST4000NM-LAB', sizeGib: 4 },
    ],
  },
  images,
);
const startedAt = Date.now();
try {
  if (variant === 'image') await proveImage(machine);
  else await proveInstall(machine, variant);
  console.log(`all of it                           ${seconds(startedAt)}`);
} catch (error) {
  console.error(machine.consoleText().split('\n').slice(-40).join('\n'));
  throw error;
} finally {
  await machine.destroy();
  close();
  if (!process.env.LAB_KEEP) rmSync(work, { recursive: true, force: true });
}

async function proveInstall(lab: LabMachine, attribute: string): Promise<void> {
  await timed('rescue boot → ssh', async () => {
    await lab.powerOn({ kind: 'rescue', authorizedKeys: [authorizedKey] });
    await until('rescue');
  });
  const hostKey = await ssh('cat /etc/ssh/ssh_host_ed25519_key.pub');
  await timed('installer fetched and unpacked', () =>
    ssh(`curl -sSf http://10.0.2.2:${port}/installer.tar.gz | tar -xzf - -C /root`),
  );
  await timed('kexec/run', async () => {
    assert.match(await ssh('/root/kexec/run 2>&1'), /machine will boot into nixos in 6s/);
  });
  await timed('kexec -e → installer ssh', async () => {
    await ssh('nohup sh -c "sleep 0.2; /root/kexec/kexec -e" >/dev/null 2>&1 &');
    await sleep(1000);
    await until('nixos-installer');
  });
  assert.equal(await ssh('cat /etc/ssh/ssh_host_ed25519_key.pub'), hostKey, 'host key kept');
  assert.match(await ssh('cat /etc/os-release'), /^VARIANT_ID=installer$/m);
  await timed('flake sent', () => sendFlake());
  const build = (name: string, options = '') =>
    `nix build ${options} --no-link --print-out-paths path:/root/flake#nixosConfigurations.${attribute}.config.system.build.${name}`;
  const script = await timed('nix build formatMount', () => ssh(build('formatMount')));
  await timed('disko-format-mount', () => ssh(`${script.trim()}/bin/disko-format-mount >&2`));
  const system = (
    await timed('nix build --store /mnt toplevel', () => ssh(build('toplevel', '--store /mnt')))
  ).trim();
  await ssh(
    'mkdir -p /mnt/etc/ssh; ssh-keygen -q -t ed25519 -N "" -f /mnt/etc/ssh/ssh_host_ed25519_key',
  );
  const newHostKey = await ssh('cat /mnt/etc/ssh/ssh_host_ed25519_key.pub');
  await timed('nixos-install', () =>
    ssh(`nixos-install --root /mnt --system ${system} --no-root-passwd --no-channel-copy >&2`),
  );
  await timed('reboot → ssh from disk', async () => {
    const oldBoot = await ssh('cat /proc/sys/kernel/random/boot_id');
    await ssh('umount -R /mnt; nohup sh -c "sleep 0.2; reboot" >/dev/null 2>&1 &');
    await until('lab-box');
    assert.notEqual(await ssh('cat /proc/sys/kernel/random/boot_id'), oldBoot);
  });
  assert.equal(await ssh('cat /etc/ssh/ssh_host_ed25519_key.pub'), newHostKey, 'host key placed');
  await checkInstalled(system, attribute);
  await timed('switch-to-configuration switch', () =>
    ssh(`${system}/bin/switch-to-configuration switch >&2`),
  );
  if (attribute === 'mirror') await proveDegraded(lab, system);
}

async function checkInstalled(system: string, attribute: string): Promise<void> {
  const root = (await ssh('findmnt -n -o SOURCE /')).trim();
  assert.match(root, attribute === 'mirror' ? /^\/dev\/md\d+$/ : /^\/dev\/nvme\dn1p3$/);
  assert.equal((await ssh('readlink -f /run/current-system')).trim(), system);
  assert.equal((await ssh('readlink -f /run/booted-system')).trim(), system);
  const booted = (await ssh('test -d /sys/firmware/efi && echo uefi || echo bios')).trim();
  assert.equal(booted, firmware);
  assert.equal((await ssh('findmnt -n -o FSTYPE /boot')).trim(), 'vfat');
  console.log(await ssh('ip -br addr; ip route; cat /proc/mdstat'));
}

async function proveDegraded(lab: LabMachine, system: string): Promise<void> {
  await timed('cold boot without the first NVMe', async () => {
    await lab.powerOff();
    lab.detachDisk('S64HNE0LAB00001');
    await lab.powerOn({ kind: 'disk' });
    await until('lab-box');
  });
  assert.match(await ssh('cat /proc/mdstat'), /\[2\/1\]/);
  await checkInstalled(system, 'mirror');
}

async function proveImage(lab: LabMachine): Promise<void> {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path.join(work, 'host')]);
  const publicKey = readFileSync(path.join(work, 'host.pub'), 'utf8').trim();
  const config = {
    disable_root: false,
    ssh_deletekeys: true,
    ssh_keys: {
      ed25519_private: readFileSync(path.join(work, 'host'), 'utf8'),
      ed25519_public: publicKey,
    },
    ssh_authorized_keys: [authorizedKey],
  };
  await timed('image boot → ssh', async () => {
    const userData = `#cloud-config\n${JSON.stringify(config)}\n`;
    await lab.powerOn({ kind: 'image', authorizedKeys: [], hostname: 'web-1', userData });
    await until('web-1');
  });
  const scanned = execFileSync('ssh-keyscan', ['-t', 'ed25519', ADDRESS], { encoding: 'utf8' });
  assert.ok(scanned.includes(publicKey.split(' ')[1] ?? '?'), 'the injected host key answers');
  assert.match(await ssh('findmnt -n -o SOURCE /'), /^\/dev\/nvme0n1p1/);
}

async function sendFlake(): Promise<void> {
  const flake = readFileSync(path.join(EXAMPLE, 'flake.nix'), 'utf8').replaceAll(
    '8080',
    String(port),
  );
  const files = ['configuration.nix', 'single.nix', 'mirror.nix'].map(
    (name) => [name, readFileSync(path.join(EXAMPLE, name), 'utf8')] as const,
  );
  const all = [['flake.nix', flake] as const, ...files, ['operator.pub', authorizedKey] as const];
  const script = all.map(
    ([name, text]) => `cat > ${name} <<'END-OF-SENT-FILE'\n${text}\nEND-OF-SENT-FILE`,
  );
  await ssh(`mkdir -p /root/flake; cd /root/flake\n${script.join('\n')}`);
}

async function serve(from: LabImages): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    createReadStream(path.join(from.dir, path.basename(request.url ?? ''))).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

async function until(hostname: string): Promise<void> {
  const deadline = Date.now() + UP_DEADLINE_MS;
  while (Date.now() < deadline) {
    const answer = await ssh('cat /etc/hostname', 8_000).catch(() => '');
    if (answer.trim() === hostname) return;
    await sleep(200);
  }
  throw new Error(`No ssh from ${hostname} within ${UP_DEADLINE_MS / 1000} s`);
}

async function ssh(command: string, deadlineMs = COMMAND_DEADLINE_MS): Promise<string> {
  const options = [
    'StrictHostKeyChecking=no',
    'UserKnownHostsFile=/dev/null',
    'LogLevel=ERROR',
    'ConnectTimeout=4',
    'BatchMode=yes',
    'ServerAliveInterval=3',
  ];
  const args = ['-i', path.join(work, 'id'), ...options.flatMap((option) => ['-o', option])];
  const child = spawn('ssh', [...args, `root@${ADDRESS}`, 'bash -s'], { timeout: deadlineMs });
  const output = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.err += text));
  child.stdin.on('error', () => {});
  child.stdin.end(`${command}\n`);
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) {
    throw new Error(
      `${command.slice(0, 200)}\n→ ${String(code)}: ${output.out.slice(-2000)}\n${output.err.slice(-3000)}`,
    );
  }
  if (process.env.LAB_VERBOSE) console.error(output.err);
  return output.out;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const from = Date.now();
  const result = await work();
  console.log(`${what.padEnd(36)}${seconds(from)}`);
  return result;
}

function seconds(from: number): string {
  return `${((Date.now() - from) / 1000).toFixed(1).padStart(6)} s`;
}
