/** Boot loader, initrd and console of the installed system. */

import type { Architecture, Facts } from '../domain/facts.ts';
import type { Layout } from '../domain/layout.ts';
import type { BootPlan } from '../domain/plan.ts';

/** Controllers and disks that the kernel of nixpkgs has modules for; a name it lacks would fail the build. */
const STORAGE_MODULES: ReadonlySet<string> = new Set([
  '3w_9xxx',
  '3w_sas',
  'aacraid',
  'ahci',
  'arcmsr',
  'ata_piix',
  'hpsa',
  'hptiop',
  'hv_storvsc',
  'isci',
  'megaraid_sas',
  'mpi3mr',
  'mpt3sas',
  'mptsas',
  'mvsas',
  'nvme',
  'pata_acpi',
  'pm80xx',
  'sata_mv',
  'sata_nv',
  'sata_sil24',
  'sata_via',
  'sd_mod',
  'smartpqi',
  'vmw_pvscsi',
  'virtio_blk',
  'virtio_mmio',
  'virtio_pci',
  'virtio_scsi',
  'xen_blkfront',
]);

/** What Hetzner's machines have been seen to need, beside what was measured: boards get swapped. */
const USUAL_METAL = ['ahci', 'nvme', 'sd_mod', 'xhci_pci'];
const USUAL_VIRTUAL = ['sd_mod', 'virtio_blk', 'virtio_pci', 'virtio_scsi'];

/** Drivers of links and of removable media: no part of the way to the root file system. */
const OTHER_MODULES =
  /^(virtio_net|virtio_console|virtio_rng|e1000e?|igb|igc|ixgbe|i40e|ice|r8169|r8125|bnxt_en|bnx2x?|tg3|mlx[45]_core|atlantic|cdc_.*|rndis_host|sr_mod|usb_storage|uas|uhci_hcd|[exo]hci_(hcd|pci)|ena|hv_netvsc|vmxnet3|dwmac.*|macb)$/;

export interface BootChoice {
  readonly boot: BootPlan;
  readonly warnings: readonly string[];
}

/**
 * GRUB in its removable place for both firmware kinds: no NVRAM entry is needed, so what is planned in
 * a rescue system that runs in BIOS mode boots under UEFI too, and each mirror member boots alone.
 */
export function planBoot(
  facts: Facts,
  layout: Layout,
  architecture: Exclude<Architecture, 'unknown'>,
): BootChoice {
  const measured = facts.storageDrivers.filter((name) => STORAGE_MODULES.has(name));
  const unknown = facts.storageDrivers.filter(
    (name) => !STORAGE_MODULES.has(name) && !OTHER_MODULES.test(name),
  );
  const usual = facts.isVirtual ? USUAL_VIRTUAL : USUAL_METAL;
  // Of what a module puts together only Nix knows.
  const levels = layout.module === undefined ? layout.arrays.map(({ level }) => level) : [0, 1, 10];
  const raid = levels.map((level) => `raid${level}`);
  // The virtual screen of ARM machines is virtio-gpu, and without it the console stays dark.
  const screen = facts.isVirtual && architecture === 'aarch64' ? ['virtio_gpu'] : [];
  return {
    boot: {
      firmware: facts.firmware,
      loader: architecture === 'x86_64' ? 'grub-hybrid' : 'grub-efi',
      initrdModules: [...new Set([...measured, ...usual, ...raid, ...screen])].sort(),
      kernelParams: consoles(facts.isVirtual, architecture),
      cpuVendor: facts.cpu.vendor,
      isVirtual: facts.isVirtual,
    },
    warnings: [
      ...unknown.map(
        (name) =>
          `The driver ${name} is in use on the machine, but is not known to be in the kernel of nixpkgs; it was left out of the initrd.`,
      ),
      ...(facts.firmware === 'bios' && architecture === 'aarch64'
        ? ['An ARM machine without UEFI was measured; GRUB will only start under UEFI.']
        : []),
    ],
  };
}

/** The last console gets the boot messages: on Hetzner's KVM and web consoles that is the screen. */
function consoles(isVirtual: boolean, architecture: 'x86_64' | 'aarch64'): readonly string[] {
  if (!isVirtual) return ['console=tty0'];
  const serial = architecture === 'aarch64' ? 'ttyAMA0' : 'ttyS0';
  return [`console=${serial},115200`, 'console=tty0'];
}
