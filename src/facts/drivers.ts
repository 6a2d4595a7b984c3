/** Kernel modules behind disks and links. */

import type { LinkHardware } from './links.ts';

/** Drivers of buses on the way to a device: always built in, and no business of an initrd. */
const BUS_DRIVERS: ReadonlySet<string> = new Set([
  'pcieport',
  'acpi',
  'usb',
  'hub',
  'shpchp',
  'vmd',
]);

/** Built-in drivers show their own name where a module would show the module's. */
const MODULE_OF_DRIVER: Readonly<Record<string, string>> = {
  sd: 'sd_mod',
  sr: 'sr_mod',
  'usb-storage': 'usb_storage',
};

/**
 * Lines `sda sd_mod ahci pcieport` (a disk, then the drivers from it up to the root) and the links'
 * modules → module names, sorted, each once.
 */
export function parseDrivers(
  diskText: string,
  links: ReadonlyMap<string, LinkHardware>,
): readonly string[] {
  const fromDisks = diskText.split('\n').flatMap((line) => line.trim().split(/\s+/).slice(1));
  const fromLinks = [...links.values()].flatMap((link) => link.module ?? link.driver ?? []);
  const modules = [...fromDisks, ...fromLinks]
    .filter((name) => !BUS_DRIVERS.has(name))
    .map((name) => MODULE_OF_DRIVER[name] ?? name.replaceAll('-', '_'));
  return [...new Set(modules)].sort();
}
