/** What the jobs of an install do to a played machine, and what they print. */

import { createHash } from 'node:crypto';
import type { JobScript, ScriptedJob } from '../scripted/defaults.ts';
import { formatAsTold } from './format.ts';
import { type Host, ramText } from './host.ts';
import { disksCheckedBy, unquoteWord } from './shell-text.ts';

/** A job that fails as a shell does: its last line says why. */
function failed(line: string, exitCode = 1): ScriptedJob {
  return { lines: [line], exitCode };
}

type Job = (host: Host, script: string) => ScriptedJob;

const JOBS: Readonly<Record<string, Job>> = {
  'kexec-fetch': fetchInstaller,
  'kexec-leave': leaveByKexec,
  'disko-build': buildLayout,
  disko: format,
  'system-build': buildSystem,
  'system-install': install,
  'put-away': putAway,
  reboot: leaveByReset,
};

/**
 * The jobs of an install by their names.
 *
 * @param takesMs real time of each job that works
 * @param disturb asked first: a job that goes another way, and then does nothing to the machine
 */
export function createJobs(host: Host, takesMs: number, disturb: JobScript): JobScript {
  return (name, script) => {
    const disturbed = disturb(name, script);
    if (disturbed !== undefined) return disturbed;
    const job = Object.hasOwn(JOBS, name) ? JOBS[name] : undefined;
    if (job === undefined) return failed(`this machine does not know the job ${name}`, 127);
    host.console.push(`lab: job ${name}`);
    return { takesMs, durationMs: takesMs, ...tried(() => job(host, script)) };
  };
}

function tried(work: () => ScriptedJob): ScriptedJob {
  try {
    return work();
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

function fetchInstaller(host: Host, script: string): ScriptedJob {
  const sha256 = /!= '([0-9a-f]{64})' \]/.exec(script)?.[1];
  if (sha256 === undefined || !/^curl |\ncurl /.test(script)) return failed('nothing to fetch');
  host.kexecSha256 = sha256;
  return {};
}

function leaveByKexec(host: Host): ScriptedJob {
  if (host.kexecSha256 === null) return failed('./run: No such file or directory', 4);
  host.leave('kexec');
  return {};
}

function leaveByReset(host: Host): ScriptedJob {
  host.isMounted = false;
  host.leave('reset');
  return {};
}

function buildLayout(host: Host, script: string): ScriptedJob {
  const flake = hostOfFlake(host, script);
  if (flake === null) return failed('error: the flake provides no such attribute');
  host.ram().files.set('/root/flake/flake.lock', Buffer.from(LOCK));
  return { lines: [storePath(host, 'disko-format-mount')] };
}

const LOCK = `${JSON.stringify({ nodes: { root: {} }, root: 'root', version: 7 })}\n`;

/** Only the very disks that the script checks are touched, and only where all of them are as it says. */
function format(host: Host, script: string): ScriptedJob {
  if (host.stage !== 'installer') return failed('refused: this is not the installer', 20);
  const checked = disksCheckedBy(script);
  if (checked.length === 0) return failed('refused: no disk was named', 20);
  for (const { device, serial, sizeBytes } of checked) {
    const disk = host.disks.find(({ byId }) => device === `/dev/disk/by-id/${byId}`);
    if (!disk?.isAttached) return failed(`refused: ${device} is not there`, 20);
    if (disk.spec.serial !== serial) return failed(`refused: ${device} has another serial`, 20);
    if (disk.sizeBytes !== sizeBytes) return failed(`refused: ${device} has another size`, 20);
  }
  const wiped = host.disks.filter(({ byId }) =>
    checked.some(({ device }) => device === `/dev/disk/by-id/${byId}`),
  );
  for (const { name } of wiped) host.console.push(`lab: wipefs --all --force /dev/${name}`);
  host.bootable = null;
  host.root.clear();
  formatAsTold(ramText(host, '/root/flake/disko.nix') ?? '', wiped);
  host.isMounted = true;
  return { lines: checked.map(({ device }) => `clean: ${device}`) };
}

function putAway(host: Host): ScriptedJob {
  if (host.bootable === null) return failed('differs: there is nothing to be put away', 21);
  host.isMounted = false;
  return {};
}

function buildSystem(host: Host, script: string): ScriptedJob {
  const hostname = hostOfFlake(host, script);
  if (hostname === null) return failed('error: the flake provides no such attribute');
  if (!host.isMounted) return failed('error: /mnt is no store');
  return { lines: [storePath(host, `nixos-system-${hostname}`)] };
}

function install(host: Host, script: string): ScriptedJob {
  const systemPath = /--system '([^']+)'/.exec(script)?.[1] ?? '';
  const hostname = /-nixos-system-(.+)$/.exec(systemPath)?.[1];
  if (!host.isMounted || hostname === undefined) return failed('nixos-install: nothing to install');
  host.bootable = { systemPath, hostname };
  return { lines: ['installation finished!'] };
}

/** The name that the script builds, where the flake on the machine has it. */
function hostOfFlake(host: Host, script: string): string | null {
  const word = /'path:[^']*(?:'\\''[^']*)*'/.exec(script)?.[0] ?? '';
  const name = /nixosConfigurations\."([^"]+)"/.exec(unquoteWord(word))?.[1];
  const flake = ramText(host, '/root/flake/flake.nix') ?? '';
  return name !== undefined && flake.includes(name) ? name : null;
}

/** Another flake, another path. */
function storePath(host: Host, name: string): string {
  const hash = createHash('sha256');
  for (const [path, content] of host.ram().files) {
    if (path.startsWith('/root/flake/') && !path.endsWith('.lock'))
      hash.update(path).update(content);
  }
  return `/nix/store/${hash.digest('hex').slice(0, 32)}-${name}`;
}
