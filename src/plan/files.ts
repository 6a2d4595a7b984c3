/** Files for the installed system: which paths may be written, and which would do harm or be lost. */

import { createHash } from 'node:crypto';
import { RequestError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Layout } from '../domain/layout.ts';
import { contentsOf } from '../domain/layout.ts';
import {
  hasNamedOwner,
  namesOfOwner,
  type PlannedFile,
  type SystemFile,
} from '../domain/system-file.ts';

const SOUND_PATH = /^(\/[^/\p{Cc}]+)+$/u;
const MODE = /^0[0-7]{3}$/;
/** A number, or a name as useradd(8) has it. */
const OWNER = /^(?:\d{1,10}|[a-z_][a-z0-9_-]{0,30}):(?:\d{1,10}|[a-z_][a-z0-9_-]{0,30})$/;
const MAXIMUM_FILES = 64;
const MAXIMUM_BYTES = 256 * 1024;

/** Places of the install itself, or of the running system; a path is refused when it lies there. */
const TAKEN: readonly (readonly [string, string])[] = [
  ['/nix', 'it belongs to Nix alone'],
  ['/boot', 'it belongs to the boot loader'],
  ['/etc/nixos', 'the flake is put there'],
  ['/etc/NIXOS', 'it is the mark of a NixOS'],
  ['/etc/ssh/ssh_host_ed25519_key', 'the host key made for this install is put there'],
  ['/etc/ssh/ssh_host_ed25519_key.pub', 'the host key made for this install is put there'],
  [
    '/root/.ssh/authorized_keys',
    'the login of the install is put there, and taken away at its end',
  ],
  ['/proc', 'the running system mounts over it'],
  ['/sys', 'the running system mounts over it'],
  ['/dev', 'the running system mounts over it'],
  ['/run', 'the running system mounts over it'],
  ['/tmp', 'it is emptied at boot'],
];

/**
 * What the plan says of the files, in the order of their paths.
 *
 * @throws RequestError `request.invalid` with the field's name: a path that is not plain, is given twice, lies
 *         where something else is put, below another one of the files, or where a root that is made anew
 *         loses it
 */
export function planFiles(files: readonly SystemFile[], layout: Layout): readonly PlannedFile[] {
  if (files.length > MAXIMUM_FILES)
    throw refused(`${files.length} files`, `at most ${MAXIMUM_FILES}`);
  for (const [index, file] of files.entries()) {
    refuseUnsound(file);
    refuseTaken(file.path);
    refuseForgotten(file.path, layout);
    for (const other of files.slice(index + 1)) refusePair(file.path, other.path);
  }
  return files.map(toPlanned).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Why files cannot be given to whom they were promised, by what Nix says of the system; empty: they can. */
export function ownerObstacles(
  files: readonly PlannedFile[],
  owners: Evaluation['owners'],
): readonly string[] {
  if (owners === null) return [];
  return files.filter(hasNamedOwner).flatMap(({ path, owner }) => {
    if (owners.areMadeAtBoot) {
      return [
        `${path} for ${owner}: users of this system are made at its first boot (userborn or systemd-sysusers), and the file is given away before; give numbers`,
      ];
    }
    const { user, group } = namesOfOwner(owner);
    const missing = [
      ...(user === null || owners.users.includes(user) ? [] : [`users.users.${user}`]),
      ...(group === null || owners.groups.includes(group) ? [] : [`users.groups.${group}`]),
    ];
    return missing.map((option) => `${path} for ${owner}: the system has no ${option}`);
  });
}

function toPlanned({ path, content, mode, owner }: SystemFile): PlannedFile {
  const sha256 = content === null ? null : createHash('sha256').update(content).digest('hex');
  return { path, mode, owner, isSecret: content === null, sha256 };
}

function refuseUnsound({ path, content, mode, owner }: SystemFile): void {
  const isPlain =
    SOUND_PATH.test(path) &&
    path.isWellFormed() &&
    path.length <= 1024 &&
    !path.split('/').some((part) => part === '.' || part === '..');
  if (!isPlain) throw refused(path, 'an absolute path without ".", ".." and empty parts');
  if (!MODE.test(mode))
    throw refused(`${path} with mode ${mode}`, 'a mode as 0400, without setuid');
  if (!OWNER.test(owner))
    throw refused(`${path} with owner ${owner}`, 'an owner as 0:0 or app:users');
  if (content === null) return;
  const isText = content.isWellFormed() && !content.includes('\0');
  if (!isText) throw refused(path, 'a content without NUL and without halves of characters');
  if (Buffer.byteLength(content) > MAXIMUM_BYTES) {
    throw refused(path, `a content of at most ${MAXIMUM_BYTES} bytes`);
  }
}

function refuseTaken(path: string): void {
  const found = TAKEN.find(([place]) => isWithin(path, place) || isWithin(place, path));
  if (found !== undefined) throw refused(path, `another path: ${found[0]} is taken (${found[1]})`);
}

function refusePair(one: string, other: string): void {
  if (one === other) throw refused(one, 'each path once');
  if (isWithin(one, other) || isWithin(other, one)) {
    throw refused(one, `paths of which none is a folder of another one (${other})`);
  }
}

function refuseForgotten(path: string, layout: Layout): void {
  if (!layout.isImpermanent) return;
  const subvolumes = contentsOf(layout).flatMap((content) =>
    content.kind === 'btrfs' ? content.subvolumes : [],
  );
  const datasets = layout.pools.flatMap((pool) => pool.datasets);
  const kept = [...subvolumes, ...datasets].map(({ mountpoint }) => mountpoint);
  if (kept.some((mountpoint) => mountpoint !== '/' && isWithin(path, mountpoint))) return;
  throw refused(
    path,
    `a path that outlives a boot with this layout: below ${kept.slice(1).join(', ')}`,
  );
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function refused(what: string, wanted: string): RequestError {
  return new RequestError(
    'request.invalid',
    `Checked system.files: ${JSON.stringify(what.slice(0, 120))} is not what is needed: ${wanted}.`,
    { field: 'system.files' },
  );
}
