/** A layout whose root is made anew at each boot → impermanence.nix. */

import { createHash } from 'node:crypto';
import { BugError } from '../domain/error.ts';
import type { Layout, LayoutSubvolume } from '../domain/layout.ts';
import { placesOf } from '../domain/layout-places.ts';
import {
  bool,
  entry,
  list,
  type Nix,
  ownLines,
  part,
  quoteString,
  raw,
  renderFile,
  set,
  str,
} from './nix.ts';

/** What NixOS itself mounts before it activates a system; others of ours have to be named. */
const MOUNTED_EARLY: ReadonlySet<string> = new Set(['/', '/nix', '/var/lib', '/var/log', '/boot']);

/** In the initrd, before the root is mounted: the last root is put aside, and an empty one made. */
const ROLLBACK = `mkdir -p /rollback
mount -t btrfs -o subvol=/ \${device} /rollback
if [ -e /rollback/root-before ]; then
  btrfs subvolume delete --recursive /rollback/root-before
fi
if [ -e /rollback/root ]; then
  mv /rollback/root /rollback/root-before
fi
btrfs subvolume create /rollback/root
umount /rollback`;

/** The same with datasets, which are renamed as a whole; the new one inherits from the pool. */
function zfsRollback(pool: string): string {
  return `if zfs list ${pool}/root-before > /dev/null 2>&1; then
  zfs destroy -r ${pool}/root-before
fi
if zfs list ${pool}/root > /dev/null 2>&1; then
  zfs rename ${pool}/root ${pool}/root-before
fi
zfs create -o mountpoint=legacy ${pool}/root`;
}

/**
 * The rollback, and early mounts for all that stays. One root back is kept as `root-before`.
 *
 * @throws BugError `bug.unexpected` where the layout has neither a btrfs nor a ZFS root
 */
export function renderImpermanence(layout: Layout): string {
  const root = rootOf(layout);
  const { unit, script } = rollbackOf(root);
  const early = root.parts.filter(({ mountpoint }) => !MOUNTED_EARLY.has(mountpoint));
  // GUIDs are the machine's own, and known only to who can read its disks or its plan.
  const identity = layout.disks.flatMap((disk) => disk.partitions.map((one) => one.uuid)).join();
  const machineId = createHash('sha256')
    .update(`machine-id\0${identity}`)
    .digest('hex')
    .slice(0, 32);
  const service = set([
    entry('description', str('Makes an empty root')),
    entry('wantedBy', list([str('initrd.target')])),
    entry('requires', list([unit])),
    entry('after', list([unit])),
    entry('before', list([str('sysroot.mount')])),
    entry('unitConfig.DefaultDependencies', bool(false)),
    entry('serviceConfig.Type', str('oneshot')),
    ...(root.kind === 'zfs' ? [entry('path', list([raw('config.boot.zfs.package')]))] : []),
    entry('script', ownLines(script, 2)),
  ]);
  return renderFile(
    set([
      entry('boot.initrd.systemd.enable', bool(true)),
      part('boot.initrd.systemd.services.rollback', service),
      part(
        ['environment', 'etc', 'machine-id', 'text'],
        str(`${machineId}\n`),
        'Else each boot would be the first one, with a journal of its own.',
      ),
      ...early.map(({ mountpoint }, index) =>
        (index === 0 ? part : entry)(
          ['fileSystems', mountpoint, 'neededForBoot'],
          bool(true),
          index === 0
            ? 'Before activation writes there: it would write below the mount.'
            : undefined,
        ),
      ),
    ]),
    {
      comment:
        'Every boot starts with an empty root. What stays is what has a subvolume or dataset of its own in disko.nix.',
      head: headOf(root),
    },
  );
}

type Root =
  | { readonly kind: 'btrfs'; readonly device: string; readonly parts: readonly LayoutSubvolume[] }
  | { readonly kind: 'zfs'; readonly pool: string; readonly parts: readonly LayoutSubvolume[] };

function rootOf(layout: Layout): Root {
  const isRoot = ({ mountpoint }: LayoutSubvolume): boolean => mountpoint === '/';
  for (const { device, content } of placesOf(layout)) {
    if (content.kind !== 'btrfs') continue;
    const { subvolumes } = content;
    if (subvolumes.some(isRoot)) return { kind: 'btrfs', device, parts: subvolumes };
  }
  const pool = layout.pools.find(({ datasets }) => datasets.some(isRoot));
  if (pool !== undefined) return { kind: 'zfs', pool: pool.name, parts: pool.datasets };
  throw new BugError(
    'bug.unexpected',
    'Wrote impermanence.nix for a layout with neither btrfs nor ZFS at its root.',
  );
}

/** What has to be there before the rollback, and the rollback itself. */
function rollbackOf(root: Root): { readonly unit: Nix; readonly script: string } {
  if (root.kind === 'btrfs') return { unit: raw('unit'), script: ROLLBACK };
  // The name of a pool is ours, a plain word.
  return { unit: str(`zfs-import-${root.pool}.service`), script: zfsRollback(root.pool) };
}

function headOf(root: Root): string {
  if (root.kind === 'zfs') return '{ config, ... }:';
  return `{ utils, ... }:\n\nlet\n  device = ${quoteString(root.device)};\n  unit = "\${utils.escapeSystemdPath device}.device";\nin`;
}
