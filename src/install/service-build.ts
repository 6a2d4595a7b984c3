/** The build where the service runs: the same scripts as on the machine, and the result copied over SSH. */

import { RequestError } from '../domain/error.ts';
import { type Command, quoteWord, sh } from '../ssh/command.ts';
import { act, msLeft, waitUntil } from './act.ts';
import { type Contact, type InstallRun, targetOf, type Workbench } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { putFiles } from './files.ts';
import { lastStorePath, NIX } from './flake-place.ts';
import { substituterOptions } from './substituters.ts';

/** @throws RequestError `request.conflict` where the configuration does not allow it */
export function workbenchOf(run: InstallRun): Workbench {
  const { workbench } = run.deps;
  if (workbench.allowsBuilds) return workbench;
  throw new RequestError(
    'request.conflict',
    'This service does not build systems itself. Nothing was destroyed; ask with "build": { "place": "target" }, or set IRONFLAKE_SERVICE_BUILDS to "allowed" where Nix is installed.',
  );
}

interface Outputs {
  readonly system: string;
  readonly disko: string;
}

/** Builds both derivations, before anything is destroyed; returns their outputs. May be repeated: Nix keeps what is done. */
export async function buildOnService(
  run: InstallRun,
  drvs: Outputs & { readonly substituters: readonly string[] },
): Promise<Outputs> {
  const { shell, folder } = workbenchOf(run);
  const name = 'service-build';
  const what = 'the system is built by the service, before anything is destroyed';
  const until = await waitUntil(run, name, what, DEADLINES.systemBuildMs);
  return act(run, name, async ({ signal }) => {
    const place = await folder(run.installId);
    const options = substituterOptions(run, drvs.substituters);
    // Held against garbage collection until the install ends.
    const realise = (drv: string, link: string) =>
      shell.run(
        sh`nix-store ${options}--realise ${drv} --add-root ${`${place}/${link}`} --indirect > /dev/null
readlink -e ${`${place}/${link}`}`,
        { signal, deadlineMs: msLeft(run, until) },
      );
    const [disko, system] = [
      await realise(drvs.disko, 'disko'),
      await realise(drvs.system, 'system'),
    ];
    return { system: pathIn(system.stdout), disko: pathIn(disko.stdout) };
  });
}

function pathIn(stdout: string): string {
  return lastStorePath(stdout.split('\n')) ?? '';
}

export interface Copy {
  /** Of the step. */
  readonly name: string;
  readonly path: string;
  /** Whose store: the installer's own, or that of the new disks. */
  readonly root: '/' | '/mnt';
}

/**
 * Copies a closure to the machine, whose pinned host key is the only one that is accepted; what the machine can
 * fetch from caches by itself, it fetches. The key lies in a private folder for as long as the copy runs.
 */
export async function copyToMachine(
  run: InstallRun,
  installer: Contact,
  { name, path, root }: Copy,
): Promise<void> {
  const { shell, folder } = workbenchOf(run);
  const what = 'what the service built is copied to the machine';
  const until = await waitUntil(run, name, what, DEADLINES.systemBuildMs);
  await act(run, name, async ({ signal, machine }) => {
    const { addresses, user, privateKey, hostKey } = await targetOf(run, installer);
    // The shells found out which of the addresses answers.
    const open = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const address = addresses.find(({ host }) => host === open.address.host) ?? open.address;
    const place = `${await folder(run.installId)}/ssh`;
    const publicKey = (hostKey ?? open.hostKey).publicKey;
    const files = [
      { path: `${place}/key`, text: `${privateKey.trimEnd()}\n`, mode: '0600' },
      { path: `${place}/known_hosts`, text: `the-machine ${publicKey}\n`, mode: '0600' },
    ];
    await putFiles(shell, files, { signal });
    const copying = shell.run(copyScript({ place, user, address, path, root }), {
      signal,
      deadlineMs: msLeft(run, until),
    });
    await machine(copying);
    return null;
  });
}

/** What `copyScript` needs to know: the private folder with `key` and `known_hosts`, where to, and what. */
export interface CopyCall extends Pick<Copy, 'path' | 'root'> {
  readonly place: string;
  readonly user: string;
  readonly address: { readonly host: string; readonly port: number };
}

/**
 * A connection first, then the copy over another: sshd from OpenSSH 9.8 shuts a source out for 15 s and more when it
 * came too often without logging in (PerSourcePenalties), as we do while we wait for a machine that starts slowly. So a
 * connection that is cut before anything was said is begun again for two minutes. Any other refusal ends it at once.
 * The folder is gone afterwards. May be repeated.
 */
export function copyScript({ place, user, address, path, root }: CopyCall): Command {
  const options = [
    ...['-F', 'none', '-i', `${place}/key`, '-p', address.port, '-o', 'ConnectTimeout=20'],
    ...['IdentitiesOnly=yes', 'BatchMode=yes', 'StrictHostKeyChecking=yes'].flatMap(option),
    ...['HostKeyAlias=the-machine', `UserKnownHostsFile=${place}/known_hosts`].flatMap(option),
  ];
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  const store = `ssh-ng://${user}@${host}${root === '/' ? '' : '?remote-store=local%3Froot=%2Fmnt'}`;
  return sh`trap ${`rm -rf ${quoteWord(place)}`} EXIT
tries=1
until ssh ${options} ${`${user}@${address.host}`} true 2> ${`${place}/refused`}; do
  if [ "$tries" -ge 24 ] || ! grep -qE '^(kex_exchange_identification|ssh_exchange_identification|Connection (closed|reset))' ${`${place}/refused`}; then
    cat ${`${place}/refused`} >&2
    exit 1
  fi
  tries=$((tries + 1))
  sleep 5
done
export NIX_SSHOPTS=${options.join(' ')}
${NIX} copy --no-check-sigs --substitute-on-destination --to ${store} ${path}`;
}

function option(text: string): readonly string[] {
  return ['-o', text];
}
