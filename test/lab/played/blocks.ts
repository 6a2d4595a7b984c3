/** What lies on the disks of a played machine, in the words of lsblk. */

import { randomUUID } from 'node:crypto';
import type { DiskSpec, MachineSpec } from '../machine.ts';

/** A part, array or volume; one that lies on several disks is the same value below each. */
export interface Block {
  readonly path: string;
  readonly type: string;
  readonly sizeBytes: number;
  fstype: string | null;
  label: string | null;
  uuid: string | null;
  readonly partlabel: string | null;
  readonly partuuid: string | null;
  readonly parttype: string | null;
  /** Where it is mounted below the root that it belongs to. */
  mountpoints: readonly string[];
  children: Block[];
}

/** One disk and all that is on it. */
export interface PlayedDisk {
  readonly spec: DiskSpec;
  /** Of the kernel: `sda`, `nvme0n1`. */
  readonly name: string;
  /** Name below /dev/disk/by-id. */
  readonly byId: string;
  readonly sizeBytes: number;
  content: Block[];
  isAttached: boolean;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/** GPT types by sgdisk's four digits. */
export const PARTITION_TYPES: Readonly<Record<string, string>> = {
  EF00: 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b',
  EF02: '21686148-6449-6e6f-744e-656564454649',
  '8300': '0fc63daf-8483-4772-8e79-3d69d8477de4',
  '8200': '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f',
  '8309': 'ca7d7ccb-63ed-4c53-861c-1742536059cc',
  '8E00': 'e6d6d379-f507-44c2-a23c-238f2a3df928',
  BF01: '6a898cc3-1dd2-11b2-99a6-080020736631',
  FD00: 'a19d880f-05fc-4d3b-a006-743f0f84911e',
};

/** Empty disks, named as the kernel and udev name them. */
export function makeDisks(disks: MachineSpec['disks']): readonly PlayedDisk[] {
  const counts = { nvme: 0, scsi: 0 };
  return disks.map((spec) => {
    const index = counts[spec.kind];
    counts[spec.kind] += 1;
    const isNvme = spec.kind === 'nvme';
    const model = spec.model ?? (isNvme ? 'QEMU NVMe Ctrl' : 'QEMU HARDDISK');
    const vendor = isNvme ? 'nvme' : 'scsi-0QEMU';
    return {
      spec: { ...spec, model },
      name: isNvme ? `nvme${index}n1` : `sd${String.fromCharCode(97 + index)}`,
      byId: `${vendor}-${model}_${spec.serial}`.replaceAll(' ', '_').replace('-0QEMU-', '-0QEMU_'),
      sizeBytes: spec.sizeGib * GIB,
      content: [],
      isAttached: true,
    };
  });
}

/** A block with the given properties, holding nothing. */
export function makeBlock(fields: Partial<Block> & Pick<Block, 'path' | 'type'>): Block {
  return {
    sizeBytes: GIB,
    fstype: null,
    label: null,
    uuid: null,
    partlabel: null,
    partuuid: null,
    parttype: null,
    mountpoints: [],
    children: [],
    ...fields,
  };
}

/** The name of a partition's device. */
export function partitionPath({ name }: PlayedDisk, number: number): string {
  return `/dev/${name}${/\d$/.test(name) ? 'p' : ''}${number}`;
}

/** A vendor's stock image: boot partitions and a root. */
export function putStockImage(disk: PlayedDisk): void {
  const part = (number: number, parttype: string, fields: Partial<Block>) =>
    makeBlock({
      path: partitionPath(disk, number),
      type: 'part',
      parttype: PARTITION_TYPES[parttype] ?? null,
      partuuid: randomUUID(),
      uuid: randomUUID(),
      ...fields,
    });
  disk.content = [
    part(1, '8300', { fstype: 'ext4', mountpoints: ['/'], sizeBytes: disk.sizeBytes - GIB }),
    part(14, 'EF02', { sizeBytes: MIB }),
    part(15, 'EF00', { fstype: 'vfat', mountpoints: ['/boot/efi'], sizeBytes: 256 * MIB }),
  ];
}

/** Every block of these disks, each once, from the outside in. */
export function blocksOf(disks: readonly PlayedDisk[]): ReadonlySet<Block> {
  const found = new Set<Block>();
  const visit = (block: Block): void => {
    found.add(block);
    block.children.forEach(visit);
  };
  for (const disk of disks) disk.content.forEach(visit);
  return found;
}

/**
 * `lsblk -J -b` of the disks that are attached.
 *
 * @param mountedAt prefix of the mount points; null: nothing is mounted
 */
export function renderLsblk(disks: readonly PlayedDisk[], mountedAt: string | null): string {
  const placed = (point: string) =>
    mountedAt !== '' && point === '/' ? mountedAt : `${mountedAt}${point}`;
  const render = (block: Block): object => ({
    ...block,
    name: block.path.slice(block.path.lastIndexOf('/') + 1),
    size: block.sizeBytes,
    mountpoints: mountedAt === null ? [null] : block.mountpoints.map(placed),
    children: block.children.map(render),
  });
  const blockdevices = disks
    .filter(({ isAttached }) => isAttached)
    .map(({ spec, name, sizeBytes, content }) => ({
      name,
      path: `/dev/${name}`,
      type: 'disk',
      size: sizeBytes,
      fstype: null,
      mountpoints: [null],
      tran: spec.kind === 'nvme' ? 'nvme' : null,
      rota: spec.kind === 'scsi',
      rm: false,
      ro: false,
      model: spec.model,
      serial: spec.serial,
      wwn: null,
      subsystems: spec.kind === 'nvme' ? 'block:nvme:pci' : 'block:scsi:virtio:pci',
      children: content.map(render),
    }));
  return JSON.stringify({ blockdevices });
}

/** The names below /dev/disk/by-id, as `find -printf '%f %l'` prints them. */
export function renderById(disks: readonly PlayedDisk[]): string {
  const attached = disks.filter(({ isAttached }) => isAttached);
  return attached.map(({ byId, name }) => `${byId} ../../${name}`).join('\n');
}
