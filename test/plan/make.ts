/** Values for the tests of plans: small machines made of stated facts. */

import type { BlockContent, Disk, Facts, Link, Route } from '../../src/domain/facts.ts';

const GIB = 2 ** 30;

/** A sound NVMe disk of 512 GiB, with by-id name and serial made from its kernel name unless given. */
export function makeDisk(fields: Partial<Disk> & { readonly name: string }): Disk {
  const serial = fields.serial === undefined ? `S-${fields.name}` : fields.serial;
  const byId = fields.byId === undefined ? `nvme-MODEL_${serial}` : fields.byId;
  return {
    byIds: byId === null ? [] : [byId],
    model: 'MODEL',
    wwn: null,
    sizeBytes: 512 * GIB,
    kind: 'nvme',
    transport: 'nvme',
    isRemovable: false,
    isReadOnly: false,
    signature: null,
    mountpoints: [],
    children: [],
    smart: 'unknown',
    ...fields,
    byId,
    serial,
  };
}

export function makeHdd(name: string, fields: Partial<Disk> = {}): Disk {
  return makeDisk({ name, byId: `ata-HDD_${name}`, kind: 'hdd', transport: 'sata', ...fields });
}

export function makeBlock(fields: Partial<BlockContent> & { readonly path: string }): BlockContent {
  return {
    type: 'part',
    sizeBytes: GIB,
    signature: null,
    label: null,
    partitionLabel: null,
    partitionType: null,
    partitionUuid: null,
    uuid: null,
    mountpoints: [],
    children: [],
    ...fields,
  };
}

/** An interface with a static address and a default route through it. */
export const LINK: Link = {
  name: 'eth0',
  mac: '52:54:00:12:34:56',
  kind: 'ethernet',
  isUp: true,
  hasCarrier: true,
  driver: 'virtio_net',
  linkMbps: null,
  mtu: 1500,
  addresses: [
    {
      family: 4,
      address: '10.0.2.15',
      prefixLength: 24,
      scope: 'global',
      isDynamic: false,
      peer: null,
    },
  ],
};

export const DEFAULT_ROUTE: Route = {
  family: 4,
  destination: 'default',
  gateway: '10.0.2.2',
  link: 'eth0',
  isOnLink: false,
  protocol: null,
  metric: null,
  isDynamic: false,
};

export function makeFacts(fields: Partial<Facts> = {}): Facts {
  return {
    architecture: 'x86_64',
    firmware: 'bios',
    cpu: { model: 'CPU', cores: 2, vendor: 'amd' },
    memoryMib: 4096,
    memoryAvailableMib: 3000,
    product: null,
    isVirtual: true,
    disks: [makeDisk({ name: 'nvme0n1' })],
    links: [LINK],
    routes: [DEFAULT_ROUTE],
    nameservers: ['10.0.2.3'],
    system: {
      hostname: 'rescue',
      osId: 'debian',
      osVariantId: null,
      osPrettyName: 'Debian',
      kernelRelease: '6.1',
      rootFsType: 'tmpfs',
      rootSource: 'tmpfs',
      bootId: '5c2b1b8e-32a7-4b0f-9d0e-2f6a5d1c7e11',
      uptimeSeconds: 40,
    },
    storageDrivers: ['nvme'],
    ...fields,
  };
}
