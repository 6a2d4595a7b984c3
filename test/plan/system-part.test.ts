import { describe, expect, it } from '@jest/globals';
import { contentInWords, type LayoutRequest } from '../../src/domain/layout.ts';
import { type SystemPartInput, systemPart } from '../../src/plan/system-part.ts';
import { makeDisk } from './make.ts';

function part(fields: Partial<LayoutRequest>, disks: number) {
  const request: LayoutRequest = {
    preset: 'single-ext4',
    system: {},
    data: [],
    espSizeMib: 512,
    swapSizeMib: 4096,
    ...fields,
  };
  const members = Array.from({ length: disks }, (_, index) => makeDisk({ name: `nvme${index}n1` }));
  const input: SystemPartInput = { request, members, hostname: 'x', architecture: 'x86_64' };
  return systemPart(input);
}

function words({ partitions, arrays, volumeGroups, pools }: ReturnType<typeof systemPart>) {
  return [
    ...partitions.map(
      (one) => `${one.name} ${one.sizeMib} ${one.gptType}: ${contentInWords(one.content)}`,
    ),
    ...arrays.map(
      (one) => `md${one.level} ${one.name} ${one.metadata}: ${contentInWords(one.content)}`,
    ),
    ...volumeGroups.flatMap((group) =>
      group.volumes.map(
        (one) => `${group.name}/${one.name} ${one.sizeMib}: ${contentInWords(one.content)}`,
      ),
    ),
    ...pools.map((one) => `${one.name} ${one.mode}: ${one.datasets.map((set) => set.mountpoint)}`),
  ];
}

const SUBVOLUMES = '/, /home, /nix, /var/log';

describe('the disks of the system', () => {
  it('carry btrfs with subvolumes on one disk', () => {
    expect(words(part({ preset: 'single-btrfs', swapSizeMib: 0 }, 1))).toEqual([
      'bios 1 EF02: boot loader (BIOS)',
      'esp 512 EF00: vfat at /boot',
      `root null 8300: btrfs at ${SUBVOLUMES}`,
    ]);
  });

  it('mirror /boot on every member, whatever the root stands on', () => {
    expect(words(part({ preset: 'raid10-ext4' }, 4))).toEqual([
      'bios 1 EF02: boot loader (BIOS)',
      'esp 512 EF00: member of boot',
      'swap 2048 FD00: member of swap',
      'root null FD00: member of root',
      'md1 boot 1.0: vfat at /boot',
      'md10 swap 1.2: swap',
      'md10 root 1.2: ext4 at /',
    ]);
    expect(words(part({ preset: 'stripe-ext4' }, 2))).toEqual(
      expect.arrayContaining(['swap 2048 FD00: member of swap', 'md0 root 1.2: ext4 at /']),
    );
  });

  it('have neither bitmap nor assumption where there is no second copy', () => {
    const root = part({ preset: 'stripe-ext4' }, 2).arrays.find((one) => one.name === 'root');
    expect(root).toMatchObject({ level: 0, hasBitmap: false, assumesClean: false });
  });

  it('stack array, LUKS, volume group and file system from the disk up', () => {
    expect(words(part({ preset: 'mirror-btrfs', hasLuks: true, hasLvm: true }, 2))).toEqual([
      'bios 1 EF02: boot loader (BIOS)',
      'esp 512 EF00: member of boot',
      'root null FD00: member of root',
      'md1 boot 1.0: vfat at /boot',
      'md1 root 1.2: LUKS with member of system',
      'system/swap 4096: swap',
      `system/root null: btrfs at ${SUBVOLUMES}`,
    ]);
  });

  it('never write swap of an encrypted system in the clear', () => {
    expect(words(part({ hasLuks: true }, 1))).toEqual([
      'bios 1 EF02: boot loader (BIOS)',
      'esp 512 EF00: vfat at /boot',
      'swap 4096 8200: swap, encrypted anew at each boot',
      'root null 8309: LUKS with ext4 at /',
    ]);
  });

  it('give all that has to be remembered a subvolume where the root does not last', () => {
    const [, , root] = part(
      { preset: 'single-btrfs', swapSizeMib: 0, isImpermanent: true },
      1,
    ).partitions;
    expect(root === undefined ? '' : contentInWords(root.content)).toBe(
      `btrfs at ${SUBVOLUMES}, /etc/nixos, /etc/ssh, /root, /var/lib`,
    );
  });

  it('leave a mount point of data on other disks to these', () => {
    const data = [{ select: {}, mountpoint: '/home', preset: 'single-ext4' as const }];
    const [, , root] = part({ preset: 'single-btrfs', swapSizeMib: 0, data }, 1).partitions;
    expect(root === undefined ? '' : contentInWords(root.content)).toBe(
      'btrfs at /, /nix, /var/log',
    );
  });

  it('make one pool of all members, with a host id that follows from the name', () => {
    const made = part({ preset: 'raidz1' }, 3);
    expect(words(made)).toEqual(
      expect.arrayContaining([
        'root null BF01: member of zroot',
        'md1 swap 1.2: swap',
        'zroot raidz1: /,/home,/nix,/var/log',
      ]),
    );
    expect(made.pools[0]?.hostId).toMatch(/^[0-9a-f]{8}$/);
    expect(part({ preset: 'single-zfs' }, 1).pools[0]?.mode).toBe('');
    expect(part({ preset: 'mirror-zfs' }, 2).pools[0]?.mode).toBe('mirror');
  });

  it('count swap inside of a volume group when they ask whether all fits', () => {
    expect(() => part({ hasLvm: true, swapSizeMib: 511 * 1024 }, 1)).toThrow(/leaves 509 MiB/);
  });
});
