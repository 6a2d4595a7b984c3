/** Boot plan → hardware.nix: loader, initrd, console, firmware. */

import type { LayoutDisk, LayoutPool } from '../domain/layout.ts';
import type { Plan } from '../domain/plan.ts';
import { bool, type Entry, entry, list, part, raw, renderFile, set, str } from './nix.ts';

/**
 * `boot.loader.grub.devices` is left to disko where a BIOS boot partition stands: set a second time,
 * each disk would be listed twice. The initrd's kind is left at nixpkgs' default too.
 */
export function renderHardware(plan: Plan): string {
  const { boot, layout } = plan;
  const entries = [
    ...(boot.isVirtual
      ? [entry('imports', list([raw('(modulesPath + "/profiles/qemu-guest.nix")')]))]
      : []),
    part('boot.loader.grub', set(grubEntries(plan)), grubComment(layout.disks)),
    part(
      'boot.initrd.availableKernelModules',
      list(boot.initrdModules.map(str)),
      'What was measured between this machine and its disks, and what its kind usually has.',
    ),
    entry(
      'boot.kernelParams',
      list(boot.kernelParams.map(str)),
      'The last console gets the boot messages: the screen that the provider shows.',
    ),
    ...(layout.module === undefined ? [] : moduleEntries()),
    ...(hasRaid(plan) ? raidEntries() : []),
    ...(layout.volumeGroups.length > 0
      ? [part('boot.initrd.services.lvm.enable', bool(true))]
      : []),
    ...layout.pools.flatMap(poolEntries),
    ...(boot.isVirtual ? [] : firmwareEntries(boot.cpuVendor)),
  ];
  const names = [
    ...(layout.module === undefined ? [] : ['lib']),
    ...(boot.isVirtual ? ['modulesPath'] : []),
    '...',
  ];
  return renderFile(set(entries), { head: `{ ${names.join(', ')} }:` });
}

/** Arrays and volumes of the caller's own module are put together by the initrd, whether there are any or not. */
function moduleEntries(): readonly Entry[] {
  return [
    part('boot.swraid.enable', raw('lib.mkDefault true')),
    entry('boot.swraid.mdadmConf', raw('lib.mkDefault "MAILADDR root"')),
    entry('boot.initrd.services.lvm.enable', raw('lib.mkDefault true')),
  ];
}

function grubEntries({ boot, layout }: Plan): readonly Entry[] {
  const common = [
    entry('enable', bool(true)),
    entry('efiSupport', bool(true)),
    entry(
      'efiInstallAsRemovable',
      bool(true),
      'In the place where firmware looks without being told: no NVRAM entry is needed.',
    ),
  ];
  if (layout.module !== undefined && boot.loader !== 'grub-efi') {
    const none = 'Without a BIOS boot partition there is no boot sector to be written.';
    return [...common, entry('devices', raw('lib.mkDefault [ "nodev" ]'), none)];
  }
  return boot.loader === 'grub-efi'
    ? [...common, entry('devices', list([str('nodev')]), 'EFI only: no boot sector.')]
    : common;
}

function grubComment(disks: readonly LayoutDisk[]): string | undefined {
  const starting = disks.filter((disk) =>
    disk.partitions.some((partition) => partition.content.kind === 'bios-boot'),
  );
  if (starting.length === 0) return undefined;
  const which = starting.length === 1 ? 'the disk' : 'each of the disks';
  return `Starts under BIOS and UEFI. disko adds ${which} with a BIOS boot partition to grub.devices.`;
}

function hasRaid({ layout }: Plan): boolean {
  return layout.arrays.length > 0 || layout.kept.some((one) => one.layers.includes('raid'));
}

function poolEntries({ hostId }: LayoutPool): readonly Entry[] {
  return [
    part('networking.hostId', str(hostId), 'ZFS imports what this machine was the last to use.'),
    entry('boot.zfs.forceImportRoot', bool(false)),
  ];
}

function raidEntries(): readonly Entry[] {
  return [
    part('boot.swraid.enable', bool(true)),
    entry(
      'boot.swraid.mdadmConf',
      str('MAILADDR root'),
      "mdadm's monitor does not start without somebody to tell.",
    ),
  ];
}

function firmwareEntries(vendor: Plan['boot']['cpuVendor']): readonly Entry[] {
  const microcode =
    vendor === 'intel' || vendor === 'amd'
      ? [entry(['hardware', 'cpu', vendor, 'updateMicrocode'], bool(true))]
      : [];
  return [
    part(
      'hardware.enableRedistributableFirmware',
      bool(true),
      'Network cards of dedicated servers often need their firmware.',
    ),
    ...microcode,
  ];
}
