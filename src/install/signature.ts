/** How the tools of a machine call what a layout puts on a device. */

import type { LayoutContent } from '../domain/layout.ts';

/** blkid's TYPE of the content; null where nothing can be seen from outside. */
export function signatureOf(content: LayoutContent): string | null {
  switch (content.kind) {
    case 'bios-boot':
      return null;
    case 'filesystem':
      return content.format;
    case 'swap':
      // With a key of its own for each boot it looks like noise.
      return content.isEncrypted === true ? null : 'swap';
    case 'btrfs':
      return 'btrfs';
    case 'luks':
      return 'crypto_LUKS';
    case 'volume-group-member':
      return 'LVM2_member';
    case 'pool-member':
      return 'zfs_member';
    case 'raid-member':
      return 'linux_raid_member';
    default:
      return content satisfies never;
  }
}
