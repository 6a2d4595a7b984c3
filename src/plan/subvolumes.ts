/** The parts of a btrfs file system or ZFS pool that holds the system. */

import type { LayoutSubvolume } from '../domain/layout.ts';

const COMPRESSED = ['compress=zstd', 'noatime'] as const;

/**
 * What must not be rolled back or filled up together. `/nix` can be made again from the flake, logs grow.
 *
 * With a root that is made anew at each boot, all that a machine has to remember is a subvolume of its
 * own: its host keys and its flake below /etc, root's home, state and logs. They are real mount points,
 * so that whatever writes there, installer included, writes to what stays.
 */
export function systemSubvolumes(options: {
  readonly isImpermanent: boolean;
  readonly hasLuks: boolean;
}): readonly LayoutSubvolume[] {
  const usual = [
    ['root', '/'],
    ['home', '/home'],
    ['nix', '/nix'],
    ['log', '/var/log'],
  ] as const;
  const kept = [
    ['nixos', '/etc/nixos'],
    ['ssh', '/etc/ssh'],
    ['root-home', '/root'],
    ['lib', '/var/lib'],
  ] as const;
  // The initrd's host key, which each new generation is given.
  const secrets = [['secrets', '/etc/secrets']] as const;
  const { isImpermanent, hasLuks } = options;
  const all = [
    ...usual,
    ...(isImpermanent ? kept : []),
    ...(isImpermanent && hasLuks ? secrets : []),
  ];
  return all.map(([name, mountpoint]) => ({
    name,
    mountpoint,
    mountOptions: COMPRESSED,
  }));
}

/** One subvolume for the data of a group. */
export function dataSubvolumes(mountpoint: string): readonly LayoutSubvolume[] {
  return [{ name: 'data', mountpoint, mountOptions: COMPRESSED }];
}

/** ZFS compresses and keeps its own times; each dataset is mounted by fstab, as `legacy`. */
export function systemDatasets(isImpermanent: boolean): readonly LayoutSubvolume[] {
  return systemSubvolumes({ isImpermanent, hasLuks: false }).map(({ name, mountpoint }) => ({
    name,
    mountpoint,
    mountOptions: [],
  }));
}
