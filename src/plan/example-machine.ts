/** A machine that exists nowhere: what a layout is drawn on when nobody has a machine yet. */

import type { Disk, Facts } from '../domain/facts.ts';

const EXAMPLE_DISK_BYTES = 512 * 10 ** 9;

/** A dedicated server with so many equal, empty NVMe disks and one card. */
export function exampleMachine(diskCount: number): Facts {
  return {
    architecture: 'x86_64',
    firmware: 'uefi',
    cpu: { model: 'example', cores: 8, vendor: 'intel' },
    memoryMib: 65_536,
    memoryAvailableMib: 64_000,
    product: null,
    isVirtual: false,
    disks: Array.from({ length: diskCount }, (_, index) => exampleDisk(index)),
    links: [
      {
        name: 'eth0',
        mac: '02:00:00:00:00:01',
        kind: 'ethernet',
        isUp: true,
        hasCarrier: true,
        driver: 'igb',
        linkMbps: 1000,
        mtu: 1500,
        addresses: [
          {
            family: 4,
            address: '192.0.2.10',
            prefixLength: 32,
            scope: 'global',
            isDynamic: false,
            peer: null,
          },
        ],
      },
    ],
    routes: [
      {
        family: 4,
        destination: 'default',
        gateway: '192.0.2.1',
        link: 'eth0',
        isOnLink: true,
        protocol: 'static',
        metric: null,
        isDynamic: false,
      },
    ],
    nameservers: [],
    system: {
      hostname: 'rescue',
      osId: 'debian',
      osVariantId: null,
      osPrettyName: 'example',
      kernelRelease: '6.12',
      rootFsType: 'tmpfs',
      rootSource: 'tmpfs',
      bootId: '00000000-0000-4000-8000-000000000000',
      uptimeSeconds: 60,
    },
    storageDrivers: ['nvme'],
  };
}

function exampleDisk(index: number): Disk {
  const serial = `EXAMPLE-${index + 1}`;
  const byId = `nvme-EXAMPLE_${serial}`;
  return {
    name: `nvme${index}n1`,
    byId,
    byIds: [byId],
    model: 'Example NVMe',
    serial,
    wwn: null,
    sizeBytes: EXAMPLE_DISK_BYTES,
    kind: 'nvme',
    transport: 'nvme',
    isRemovable: false,
    isReadOnly: false,
    signature: null,
    mountpoints: [],
    children: [],
    smart: 'passed',
  };
}
