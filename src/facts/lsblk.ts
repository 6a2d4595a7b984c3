/** What `lsblk -J -b` and its neighbours tell → disks. */

import type { BlockContent, Disk, DiskKind, DiskTransport } from '../domain/facts.ts';
import { type ByIdLinks, chooseById } from './by-id.ts';
import {
  type Fields,
  fieldsOf,
  flagField,
  numberField,
  objectsOf,
  parseJson,
  textField,
} from './fields.ts';
import { unreadable } from './sections.ts';

/** Path of a physical volume → name of its volume group. */
export type VolumeGroups = ReadonlyMap<string, string>;

export interface DiskSources {
  readonly lsblk: string;
  readonly byId: ByIdLinks;
  readonly volumeGroups: VolumeGroups;
  readonly smart: ReadonlyMap<string, Disk['smart']>;
}

/** Kernel names that are no hardware disk, whatever lsblk calls their type. */
const NOT_A_DISK = /^(loop|ram|zram|md|dm-|sr|fd|nbd|mtdblock|drbd|rbd)/;

/**
 * Whole disks by kernel name, with all that lies on them. Empty drives and memory devices are left
 * out. A physical volume gets its volume group as label, which lsblk itself does not know.
 *
 * @throws MachineError `machine.facts-unreadable` when it is not lsblk's JSON
 */
export function parseDisks(sources: DiskSources): readonly Disk[] {
  const root = fieldsOf(parseJson(sources.lsblk, 'lsblk'));
  if (!Array.isArray(root.blockdevices)) {
    throw unreadable('the section "lsblk" has no list "blockdevices"', 'lsblk');
  }
  return objectsOf(root.blockdevices)
    .filter(isDisk)
    .map((entry) => toDisk(entry, sources))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function isDisk(entry: Fields): boolean {
  const name = textField(entry, 'name');
  const isWhole = textField(entry, 'type') === 'disk';
  return (
    isWhole && name !== null && !NOT_A_DISK.test(name) && (numberField(entry, 'size') ?? 0) > 0
  );
}

function toDisk(entry: Fields, sources: DiskSources): Disk {
  const name = textField(entry, 'name') ?? '';
  const byIds = sources.byId.get(name) ?? [];
  const transport = transportOf(name, entry);
  return {
    name,
    byId: chooseById(byIds),
    byIds,
    model: textField(entry, 'model'),
    serial: textField(entry, 'serial'),
    wwn: textField(entry, 'wwn'),
    sizeBytes: numberField(entry, 'size') ?? 0,
    kind: kindOf(entry, transport),
    transport,
    isRemovable: flagField(entry, 'rm'),
    isReadOnly: flagField(entry, 'ro'),
    signature: textField(entry, 'fstype'),
    mountpoints: mountpointsOf(entry),
    children: childrenOf(entry, sources.volumeGroups),
    smart: sources.smart.get(name) ?? 'unknown',
  };
}

function childrenOf(entry: Fields, groups: VolumeGroups): readonly BlockContent[] {
  return objectsOf(entry.children).map((child) => {
    const path = textField(child, 'path') ?? `/dev/${textField(child, 'name') ?? ''}`;
    const signature = textField(child, 'fstype');
    const group = signature === 'LVM2_member' ? groups.get(path) : undefined;
    return {
      path,
      type: textField(child, 'type') ?? 'unknown',
      sizeBytes: numberField(child, 'size') ?? 0,
      signature,
      label: textField(child, 'label') ?? group ?? null,
      partitionLabel: textField(child, 'partlabel'),
      partitionType: textField(child, 'parttype')?.toLowerCase() ?? null,
      partitionUuid: textField(child, 'partuuid'),
      uuid: textField(child, 'uuid'),
      mountpoints: mountpointsOf(child),
      children: childrenOf(child, groups),
    };
  });
}

/** `mountpoints` since util-linux 2.37, a single `mountpoint` before. */
function mountpointsOf(entry: Fields): readonly string[] {
  const list: readonly unknown[] = Array.isArray(entry.mountpoints)
    ? entry.mountpoints
    : [entry.mountpoint];
  return list.filter((point) => typeof point === 'string' && point !== '').map(String);
}

const TRANSPORTS: Readonly<Record<string, DiskTransport>> = {
  nvme: 'nvme',
  sata: 'sata',
  ata: 'sata',
  sas: 'sas',
  spi: 'scsi',
  usb: 'usb',
  virtio: 'virtio',
};

/** `tran`; where it is null (virtio-scsi, virtio-blk, older lsblk) the chain of subsystems tells. */
function transportOf(name: string, entry: Fields): DiskTransport {
  const told = TRANSPORTS[textField(entry, 'tran') ?? ''];
  if (told !== undefined) return told;
  const subsystems = (textField(entry, 'subsystems') ?? '').split(':');
  if (subsystems.includes('usb')) return 'usb';
  if (subsystems.includes('nvme') || name.startsWith('nvme')) return 'nvme';
  if (subsystems.includes('scsi')) return 'scsi';
  if (subsystems.includes('virtio') || name.startsWith('vd')) return 'virtio';
  return 'unknown';
}

function kindOf(entry: Fields, transport: DiskTransport): DiskKind {
  if (transport === 'nvme') return 'nvme';
  return flagField(entry, 'rota') ? 'hdd' : 'ssd';
}

/** Lines `PV VG` of `pvs`; a volume without a group has no second word. */
export function parseVolumeGroups(text: string): VolumeGroups {
  const groups = new Map<string, string>();
  for (const line of text.split('\n')) {
    const [path, group] = line.trim().split(/\s+/);
    if (path?.startsWith('/dev/') && group !== undefined) groups.set(path, group);
  }
  return groups;
}

/** Lines `sda SMART overall-health … result: PASSED` → a verdict for each disk that gave one. */
export function parseSmart(text: string): ReadonlyMap<string, Disk['smart']> {
  const verdicts = new Map<string, Disk['smart']>();
  for (const line of text.split('\n')) {
    const match = /^(\S+) .*:\s*(\S+)/.exec(line.trim());
    if (match === null) continue;
    const [, name = '', word = ''] = match;
    verdicts.set(name, verdictOf(word.toUpperCase()));
  }
  return verdicts;
}

function verdictOf(word: string): Disk['smart'] {
  if (word === 'PASSED' || word === 'OK') return 'passed';
  return word.startsWith('FAIL') ? 'failing' : 'unknown';
}
