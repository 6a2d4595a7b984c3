/** UEFI or BIOS, and what the board says it is. */

import type { Firmware } from '../domain/facts.ts';
import { parsePairs, unreadable } from './sections.ts';

/** @throws MachineError `machine.facts-unreadable` for anything but `uefi` and `bios` */
export function parseFirmware(text: string): Firmware {
  if (text === 'uefi' || text === 'bios') return text;
  throw unreadable(
    `the section "firmware" says neither uefi nor bios: ${text.slice(0, 40)}`,
    'firmware',
  );
}

export interface Board {
  readonly product: string | null;
  readonly isVirtual: boolean;
}

/** Words that only virtual machines have as maker or product; Hetzner Cloud's product is `vServer`. */
const VIRTUAL_BOARD = /\b(qemu|kvm|vserver|virtualbox|vmware|bochs|seabios|virtual machine|xen)\b/i;

/**
 * @param dmi        `key=value` lines of /sys/class/dmi/id
 * @param hypervisor `flag` when the CPU says so, and the answer of systemd-detect-virt where it exists
 */
export function parseBoard(dmi: string, hypervisor: string): Board {
  const pairs = parsePairs(dmi);
  const words = hypervisor.split(/\s+/).filter((word) => word !== '' && word !== 'none');
  const maker = `${pairs.get('sys_vendor') ?? ''} ${pairs.get('product_name') ?? ''} ${pairs.get('bios_vendor') ?? ''}`;
  return {
    product: pairs.get('product_name') || pairs.get('board_name') || null,
    isVirtual: words.length > 0 || VIRTUAL_BOARD.test(maker),
  };
}
