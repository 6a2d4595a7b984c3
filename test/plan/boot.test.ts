import { describe, expect, it } from '@jest/globals';
import type { Layout } from '../../src/domain/layout.ts';
import { planBoot } from '../../src/plan/boot.ts';
import { makeFacts } from './make.ts';

const SINGLE: Layout = {
  preset: 'single-ext4',
  disks: [],
  arrays: [],
  volumeGroups: [],
  pools: [],
  kept: [],
  isImpermanent: false,
};
const MIRROR: Layout = {
  ...SINGLE,
  preset: 'mirror-ext4',
  arrays: [
    {
      name: 'root',
      level: 1,
      metadata: '1.2',
      hasBitmap: true,
      assumesClean: true,
      memberCount: 2,
      content: { kind: 'swap' },
    },
  ],
};

describe('booting', () => {
  it('starts a physical mirror with what was measured, RAID1 and the usual drivers', () => {
    const facts = makeFacts({
      isVirtual: false,
      firmware: 'uefi',
      storageDrivers: ['igb', 'megaraid_sas', 'nvme'],
    });
    expect(planBoot(facts, MIRROR, 'x86_64')).toEqual({
      boot: {
        firmware: 'uefi',
        loader: 'grub-hybrid',
        initrdModules: ['ahci', 'megaraid_sas', 'nvme', 'raid1', 'sd_mod', 'xhci_pci'],
        kernelParams: ['console=tty0'],
        cpuVendor: 'amd',
        isVirtual: false,
      },
      warnings: [],
    });
  });

  it('leaves out a module that nixpkgs may not have, and says so', () => {
    const { boot, warnings } = planBoot(
      makeFacts({ storageDrivers: ['my_raid', 'virtio_scsi'] }),
      SINGLE,
      'x86_64',
    );
    expect(boot.initrdModules).not.toContain('my_raid');
    expect(warnings).toEqual([expect.stringMatching(/driver my_raid/)]);
  });

  it('starts a virtual ARM machine by EFI alone, with a console on its screen', () => {
    const { boot } = planBoot(makeFacts({ firmware: 'uefi' }), SINGLE, 'aarch64');
    expect(boot.loader).toBe('grub-efi');
    expect(boot.initrdModules).toContain('virtio_gpu');
    expect(boot.kernelParams).toEqual(['console=ttyAMA0,115200', 'console=tty0']);
  });
});
