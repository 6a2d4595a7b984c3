/** The caller's files and secrets, put onto the new disks before the first boot. */

import { MachineError } from '../domain/error.ts';
import { fileSecret, hasNamedOwner, type SystemFile } from '../domain/system-file.ts';
import { type Command, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { type MachineFile, putFiles } from './files.ts';

/**
 * Writes them below /mnt, each with its mode, and its owner where that is a number; their texts travel on stdin. May be repeated.
 * The disks were formatted a moment ago: no path leads through a link.
 *
 * @throws MachineError `machine.command-failed`, and as `Shell.run`
 */
export async function placeFiles(run: InstallRun, installer: Contact): Promise<void> {
  const { files = [] } = run.request.system;
  if (files.length === 0) return;
  await act(run, 'install.files', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const placed = await Promise.all(files.map((file) => toMachineFile(run, file)));
    await machine(putFiles(shell, placed, { signal }));
    const secrets = files.filter(({ content }) => content === null).length;
    const text = `${files.length} files were put onto the new disks, ${secrets} of them secret.`;
    await run.deps.records.note(run.installId, 'install.files', text, {
      files: files.map(({ path, mode, owner }) => ({ path, mode, owner })),
    });
    return null;
  });
}

async function toMachineFile(run: InstallRun, file: SystemFile): Promise<MachineFile> {
  const { path, mode, owner } = file;
  const text = file.content ?? (await run.deps.keys.given(run.installId, fileSecret(path)));
  // Names are known once the system is installed; until then root alone is the owner.
  const now = hasNamedOwner(file) ? '0:0' : owner;
  if (text !== null) return { path: `/mnt${path}`, text, mode, owner: now };
  throw new MachineError(
    'machine.command-failed',
    `Wanted to put the secret file ${path} onto the new disks, but its content is not in the store any more. The disks are formatted; start the install again, with the secret.`,
    { path },
  );
}

/**
 * Gives files to owners with names, once the system's first activation has written its users to the new disks.
 * May be repeated.
 *
 * @throws MachineError `machine.command-failed` naming the user or group that is not there
 */
export async function giveFiles(run: InstallRun, installer: Contact): Promise<void> {
  const named = (run.request.system.files ?? []).filter(hasNamedOwner);
  if (named.length === 0) return;
  await act(run, 'install.owners', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    await machine(shell.run(ownersScript(named, '/mnt'), { signal }));
    return null;
  });
}

/** Names are looked up below the new root: those of the installer are others. */
export function ownersScript(
  files: readonly Pick<SystemFile, 'path' | 'owner'>[],
  root: string,
): Command {
  const gifts = files.map(({ path, owner }) => sh`give ${`${root}${path}`} ${owner.split(':')}`);
  return gifts.reduce(
    (all, gift) => sh`${all}
${gift}`,
    sh`set -euo pipefail
refuse() { printf '%s\n' "$*" >&2; exit 22; }
number_of() {
  case $1 in *[!0-9]*) ;; *) echo "$1"; return ;; esac
  awk -F: -v name="$1" '$1 == name {print $3; found = 1; exit} END {exit !found}' ${root}/etc/"$2" || refuse "the installed system has no $1 in /etc/$2: declare it, or give a number"
}
give() {
  local user group
  user=$(number_of "$2" passwd)
  group=$(number_of "$3" group)
  [ "$(readlink -f -- "$1")" = "$1" ] || refuse "$1 is no file of its own any more: the installed system made a link of it"
  chown -- "$user:$group" "$1"
}`,
  );
}
