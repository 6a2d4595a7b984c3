/** The probe's output as a whole → facts. */

import type { Facts } from '../domain/facts.ts';
import { parseByIdLinks } from './by-id.ts';
import { parseArchitecture, parseCpu, parseMemory } from './cpu.ts';
import { parseDrivers } from './drivers.ts';
import { parseBoard, parseFirmware } from './firmware.ts';
import { parseLinkHardware, parseLinks } from './links.ts';
import { parseDisks, parseSmart, parseVolumeGroups } from './lsblk.ts';
import { parseRoutes } from './routes.ts';
import { parsePairs, requireEnd, requireSection, sectionOf, splitSections } from './sections.ts';
import { parseNameservers, parseSystem } from './system.ts';

/**
 * What `PROBE_SCRIPT` printed → facts. Pure.
 *
 * Needed are: system (boot id, machine), firmware, lsblk, addresses, memory, and the closing "end",
 * without which the output was cut off. All else may be empty and then stays unknown.
 *
 * @param text stdout of the probe
 * @throws MachineError `machine.facts-unreadable`; its message says what was missing
 */
export function parseFacts(text: string): Facts {
  const sections = splitSections(text);
  const identity = parsePairs(
    requireSection(sections, 'system', 'boot id, kernel and machine type'),
  );
  const lsblk = requireSection(sections, 'lsblk', 'disks, as JSON of lsblk');
  const addresses = requireSection(sections, 'addresses', 'links, as JSON of ip address');
  const firmware = requireSection(sections, 'firmware', 'uefi or bios');
  const memory = requireSection(sections, 'memory', 'lines of /proc/meminfo');
  requireEnd(sections);
  const hardware = parseLinkHardware(sectionOf(sections, 'links'));
  return {
    architecture: parseArchitecture(identity.get('machine') ?? ''),
    firmware: parseFirmware(firmware),
    cpu: parseCpu(sectionOf(sections, 'cpu')),
    ...parseMemory(memory),
    ...parseBoard(sectionOf(sections, 'dmi'), sectionOf(sections, 'hypervisor')),
    disks: parseDisks({
      lsblk,
      byId: parseByIdLinks(sectionOf(sections, 'by-id')),
      volumeGroups: parseVolumeGroups(sectionOf(sections, 'volume-groups')),
      smart: parseSmart(sectionOf(sections, 'smart')),
    }),
    links: parseLinks(addresses, hardware),
    routes: [
      ...parseRoutes(sectionOf(sections, 'routes4'), 4),
      ...parseRoutes(sectionOf(sections, 'routes6'), 6),
    ],
    nameservers: parseNameservers(sectionOf(sections, 'nameservers')),
    system: parseSystem(identity, sections),
    storageDrivers: parseDrivers(sectionOf(sections, 'disk-drivers'), hardware),
  };
}
