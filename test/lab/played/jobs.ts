/** What the jobs of an install do to a played machine, and what they print. */

import type { JobScript, ScriptedJob } from '../scripted/defaults.ts';
import { evaluate, fetchedPath, madeDrv, outputOf } from './evaluate.ts';
import { formatAsTold, prebuiltDisko } from './format.ts';
import { type Host, ramText } from './host.ts';
import { disksCheckedBy } from './shell-text.ts';

/** A job that fails as a shell does: its last line says why. */
export function failed(line: string, exitCode = 1): ScriptedJob {
  return { lines: [line], exitCode };
}

type Job = (host: Host, script: string) => ScriptedJob;

const JOBS: Readonly<Record<string, Job>> = {
  'kexec-fetch': fetchInstaller,
  'kexec-leave': leaveByKexec,
  'flake-evaluate': evaluate,
  'disko-build': realise,
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
    // On a boot that another try has used, names end with the install and the try.
    const plain = name.replace(/-[0-9a-f]{8}-\d$/, '');
    const job = Object.hasOwn(JOBS, plain) ? JOBS[plain] : undefined;
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

/** Derivations that an evaluation has made. */
function realise(host: Host, script: string): ScriptedJob {
  const fetched = fetchedPath(script);
  if (fetched !== null) return { lines: [fetched] };
  const drv = madeDrv(host, script);
  return drv === null ? failed('error: path is not valid') : { lines: [outputOf(drv)] };
}

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
  const [first] = checked;
  formatAsTold(ramText(host, '/etc/nixos/disko.nix') ?? prebuiltDisko(first?.device ?? ''), wiped);
  host.isMounted = true;
  return { lines: checked.map(({ device }) => `clean: ${device}`) };
}

function putAway(host: Host): ScriptedJob {
  if (host.bootable === null) return failed('differs: there is nothing to be put away', 21);
  host.isMounted = false;
  return {};
}

function buildSystem(host: Host, script: string): ScriptedJob {
  const fetched = fetchedPath(script);
  if (fetched !== null && host.isMounted) return { lines: [fetched] };
  const drv = madeDrv(host, script);
  if (drv === null) return failed('error: path is not valid');
  if (!host.isMounted) return failed('error: /mnt is no store');
  return { lines: [outputOf(drv)] };
}

function install(host: Host, script: string): ScriptedJob {
  const systemPath = /--system '([^']+)'/.exec(script)?.[1] ?? '';
  const hostname = /-nixos-system-(.+)$/.exec(systemPath)?.[1];
  if (!host.isMounted || hostname === undefined) return failed('nixos-install: nothing to install');
  host.bootable = { systemPath, hostname };
  return { lines: ['installation finished!'] };
}
