import { describe, expect, it } from '@jest/globals';
import {
  LAYOUT_PRESETS,
  LAYOUTS,
  type LayoutPreset,
  type LayoutRequest,
} from '../../src/domain/layout.ts';
import type { FlakeFile } from '../../src/domain/plan.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';
import { INPUTS, requestFor } from './examples.ts';
import { evaluateWithNix, parseWithNix } from './real-nix.ts';

function filesOf(preset: LayoutPreset, options: Partial<LayoutRequest> = {}): readonly FlakeFile[] {
  const disks = Array.from({ length: LAYOUTS[preset].minimumDisks }, (_, index) =>
    makeDisk({ name: `nvme${index}n1` }),
  );
  const facts = makeFacts({ disks });
  const request = requestFor('x', { preset, swapSizeMib: 4096, ...options });
  return generateFlake(planMachine(request, facts, INPUTS), facts);
}

function evaluate(expression: string, files: readonly FlakeFile[]): unknown {
  return evaluateWithNix(expression, files);
}

const DEVICES = '(import ./disko.nix).disko.devices';

describe('files of a layout', () => {
  it('are Nix for every preset with all options that it can have', () => {
    const files = LAYOUT_PRESETS.flatMap((preset) => {
      const { canLuks, canLvm, canImpermanence } = LAYOUTS[preset];
      const full = { hasLuks: canLuks, hasLvm: canLvm, isImpermanent: canImpermanence };
      return [{}, full].flatMap((options, index) =>
        filesOf(preset, options)
          .filter((file) => file.path.endsWith('.nix'))
          .map(({ path, text }) => ({ path: `${preset}-${index}/${path}`, text })),
      );
    });
    expect(() => parseWithNix(files)).not.toThrow();
  });

  it('say LUKS on an array, a volume group in it, and btrfs on top in the words of disko', () => {
    const files = filesOf('mirror-btrfs', { hasLuks: true, hasLvm: true });
    expect(evaluate(`${DEVICES}.mdadm.root.content`, files)).toEqual({
      type: 'luks',
      name: 'crypt-system',
      passwordFile: '/run/keys/disk.key',
      settings: { allowDiscards: true },
      content: { type: 'lvm_pv', vg: 'system' },
    });
    expect(evaluate(`${DEVICES}.lvm_vg.system`, files)).toMatchObject({
      type: 'lvm_vg',
      lvs: {
        swap: { priority: 1, size: '4096M', content: { type: 'swap' } },
        root: {
          priority: 2,
          size: '100%',
          content: {
            type: 'btrfs',
            subvolumes: {
              root: { mountpoint: '/', mountOptions: ['compress=zstd', 'noatime'] },
              nix: { mountpoint: '/nix' },
            },
          },
        },
      },
    });
  });

  it('give swap beside an encrypted root a new key at each boot', () => {
    const swap = `${DEVICES}.disk.main.content.partitions.swap.content`;
    expect(evaluate(swap, filesOf('single-ext4', { hasLuks: true }))).toEqual({
      type: 'swap',
      randomEncryption: true,
    });
  });

  it('ask mdadm for a stripe without bitmap, and for RAID10 with both disks in mind', () => {
    expect(evaluate(`${DEVICES}.mdadm.root`, filesOf('stripe-ext4'))).toMatchObject({
      level: 0,
      extraArgs: ['--run'],
    });
    expect(evaluate(`${DEVICES}.mdadm.root`, filesOf('raid10-ext4'))).toMatchObject({
      level: 10,
      extraArgs: ['--run', '--bitmap=internal', '--assume-clean'],
    });
  });

  it('make a pool whose datasets are mounted by fstab, and name the host to ZFS', () => {
    const files = filesOf('raidz1');
    expect(evaluate(`${DEVICES}.zpool.zroot`, files)).toMatchObject({
      type: 'zpool',
      mode: 'raidz1',
      options: { ashift: '12' },
      datasets: { root: { type: 'zfs_fs', mountpoint: '/', options: { mountpoint: 'legacy' } } },
    });
    const hardware = '(import ./hardware.nix { modulesPath = "/m"; }).networking.hostId';
    expect(evaluate(hardware, files)).toMatch(/^[0-9a-f]{8}$/);
  });

  it('roll the root back before it is mounted, by the device that disko makes', () => {
    const services =
      '(import ./impermanence.nix { utils.escapeSystemdPath = x: x; }).boot.initrd.systemd.services';
    const device = (files: readonly FlakeFile[]) =>
      evaluate(`${services}.rollback.requires`, files);
    const plain = filesOf('mirror-btrfs', { isImpermanent: true });
    expect(device(plain)).toEqual(['/dev/md/root.device']);
    const sealed = filesOf('single-btrfs', { isImpermanent: true, hasLuks: true });
    expect(device(sealed)).toEqual(['/dev/mapper/crypt-root.device']);
    const grouped = filesOf('single-btrfs', { isImpermanent: true, hasLvm: true });
    expect(device(grouped)).toEqual(['/dev/system/root.device']);
    expect(evaluate(`${services}.rollback.script`, plain)).toContain(
      'mount -t btrfs -o subvol=/ /dev/md/root /rollback\n',
    );
  });

  it('rename the last root of a pool and make an empty one, before it is mounted', () => {
    const files = filesOf('mirror-zfs', { isImpermanent: true });
    const module = '(import ./impermanence.nix { config.boot.zfs.package = "zfs"; })';
    const service = `${module}.boot.initrd.systemd.services.rollback`;
    expect(evaluate(`{ inherit (${service}) after before path; }`, files)).toEqual({
      path: ['zfs'],
      after: ['zfs-import-zroot.service'],
      before: ['sysroot.mount'],
    });
    expect(evaluate(`${service}.script`, files)).toMatch(
      /zfs rename zroot\/root zroot\/root-before\nfi\nzfs create -o mountpoint=legacy zroot\/root\n/,
    );
    expect(evaluate(`${module}.fileSystems`, files)).toMatchObject({
      '/etc/ssh': { neededForBoot: true },
    });
    expect(evaluate(`${DEVICES}.zpool.zroot.datasets`, files)).toMatchObject({
      ssh: { mountpoint: '/etc/ssh', options: { mountpoint: 'legacy' } },
    });
  });

  it('give each impermanent machine a machine id of its own', () => {
    const id = (hostname: string) => {
      const facts = makeFacts();
      const request = requestFor(hostname, { preset: 'single-btrfs', isImpermanent: true });
      const files = generateFlake(planMachine(request, facts, INPUTS), facts);
      return evaluate(
        '(import ./impermanence.nix { utils.escapeSystemdPath = x: x; }).environment.etc.machine-id.text',
        files,
      );
    };
    expect(id('a')).toMatch(/^[0-9a-f]{32}\n$/);
    expect(id('a')).not.toBe(id('b'));
  });

  it('open an encrypted machine over SSH to whoever may log in as root', () => {
    const files = filesOf('single-ext4', { hasLuks: true });
    const config =
      '{ users.users.root.openssh.authorizedKeys.keys = [ "k" ]; systemd.network.networks.a = 1; }';
    const unlock = `(import ./unlock.nix { config = ${config}; }).boot.initrd`;
    expect(evaluate(`${unlock}.network.ssh`, files)).toEqual({
      enable: true,
      port: 2222,
      hostKeys: ['/etc/secrets/initrd/ssh_host_ed25519_key'],
      authorizedKeys: ['k'],
    });
    expect(evaluate(`${unlock}.systemd.network.networks`, files)).toEqual({ a: 1 });
    expect(evaluate(`${unlock}.secrets`, files)).toEqual({
      '/var/empty/.ssh/authorized_keys': '/etc/secrets/initrd/authorized_keys',
    });
  });

  it('have nothing to unlock, roll back or keep where none of it was asked for', () => {
    const paths = filesOf('mirror-ext4').map((file) => file.path);
    expect(paths).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/unlock|impermanence|kept/)]),
    );
  });
});
