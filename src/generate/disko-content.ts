/** What a partition, array or volume holds, in disko's words. */

import type { LayoutContent, LayoutSubvolume } from '../domain/layout.ts';
import { bool, type Entry, entry, list, type Nix, set, str } from './nix.ts';

/** Read once, while the disks are formatted; the installed system asks, or is told over SSH. */
export const PASSPHRASE_FILE = '/run/keys/disk.key';

/** `content = …;`, or nothing where nothing is held. */
export function contentEntry(content: LayoutContent): readonly Entry[] {
  const value = contentOf(content);
  return value === null ? [] : [entry('content', value)];
}

function contentOf(content: LayoutContent): Nix | null {
  switch (content.kind) {
    case 'bios-boot':
      return null;
    case 'swap':
      return typed('swap', content.isEncrypted === true ? [RANDOM_KEY] : []);
    case 'raid-member':
      return typed('mdraid', [entry('name', str(content.array))]);
    case 'volume-group-member':
      return typed('lvm_pv', [entry('vg', str(content.group))]);
    case 'pool-member':
      return typed('zfs', [entry('pool', str(content.pool))]);
    case 'luks':
      return typed('luks', luksEntries(content.name, content.content));
    case 'btrfs':
      return typed('btrfs', [entry('subvolumes', set(content.subvolumes.map(subvolumeEntry)))]);
    case 'filesystem':
      return typed('filesystem', [
        entry('format', str(content.format)),
        entry('mountpoint', str(content.mountpoint)),
        ...optionsEntry(content.mountOptions),
      ]);
    default:
      return content satisfies never;
  }
}

const RANDOM_KEY = entry('randomEncryption', bool(true), 'A new key at each boot.');

function typed(type: string, entries: readonly Entry[]): Nix {
  return set([entry('type', str(type)), ...entries]);
}

function luksEntries(name: string, content: LayoutContent): readonly Entry[] {
  return [
    entry('name', str(name)),
    entry('passwordFile', str(PASSPHRASE_FILE), 'For formatting only.'),
    entry(
      'settings.allowDiscards',
      bool(true),
      'Flash stays fast; which blocks are free can be seen from outside.',
    ),
    ...contentEntry(content),
  ];
}

function subvolumeEntry({ name, mountpoint, mountOptions }: LayoutSubvolume): Entry {
  return entry([name], set([entry('mountpoint', str(mountpoint)), ...optionsEntry(mountOptions)]));
}

/** Absent where there are none: disko's own default is `defaults`. */
function optionsEntry(mountOptions: readonly string[]): readonly Entry[] {
  return mountOptions.length === 0 ? [] : [entry('mountOptions', list(mountOptions.map(str)))];
}
