/** The server types of the stand-in: what the API says of them, and what its machines are made of. */

import type { MachineSpec } from '../machine.ts';

/** A server type: what is told of it, and what stands behind it. */
export interface ServerTypeSpec {
  readonly id: number;
  readonly name: string;
  readonly cores: number;
  readonly memoryGb: number;
  /** As sold; the lab's disks are small (`disks`). */
  readonly diskGb: number;
  readonly cpuType: 'shared' | 'dedicated';
  readonly category: string;
  readonly architecture: 'x86' | 'arm';
  /** Names of the locations where it is sold. */
  readonly locations: readonly string[];
  /** EUR without VAT. */
  readonly monthlyNet: number;
  /** The lab machine's disks: one SCSI disk as in the cloud, or as in bare metal. */
  readonly hardware: 'cloud' | 'metal-nvme2-hdd2';
}

/** Real names of the vendor, and `metal-nvme2-hdd2`, which only the lab knows. */
export const SERVER_TYPES: readonly ServerTypeSpec[] = [
  shared(114, 'cx23', 'x86', { cores: 2, memoryGb: 4, diskGb: 40, monthlyNet: 3.49 }),
  shared(115, 'cx33', 'x86', { cores: 4, memoryGb: 8, diskGb: 80, monthlyNet: 6.49 }),
  shared(116, 'cpx22', 'x86', { cores: 2, memoryGb: 4, diskGb: 80, monthlyNet: 7.99 }),
  shared(24, 'cpx31', 'x86', { cores: 4, memoryGb: 8, diskGb: 160, monthlyNet: 13.1 }),
  shared(45, 'cax11', 'arm', { cores: 2, memoryGb: 4, diskGb: 40, monthlyNet: 3.79 }),
  {
    ...shared(97, 'ccx13', 'x86', { cores: 2, memoryGb: 8, diskGb: 80, monthlyNet: 12.49 }),
    cpuType: 'dedicated',
    category: 'Dedicated vCPU',
  },
  {
    ...shared(9001, 'metal-nvme2-hdd2', 'x86', {
      cores: 8,
      memoryGb: 64,
      diskGb: 512,
      monthlyNet: 39,
    }),
    cpuType: 'dedicated',
    category: 'Dedicated vCPU',
    hardware: 'metal-nvme2-hdd2',
  },
];

/** The disks of a lab machine of this type; serials are made of the machine's own number. */
export function disksOf(
  { hardware }: Pick<ServerTypeSpec, 'hardware'>,
  machineNumber: number,
): MachineSpec['disks'] {
  return hardware === 'cloud' ? cloudDisks(machineNumber) : metalDisks(machineNumber);
}

function cloudDisks(machineNumber: number): MachineSpec['disks'] {
  return [{ kind: 'scsi', serial: String(machineNumber), sizeGib: 4 }];
}

function metalDisks(machineNumber: number): MachineSpec['disks'] {
  const disk = (kind: 'nvme' | 'scsi', index: number) =>
    kind === 'nvme'
      ? { kind, serial: `NV${machineNumber}N${index}`, model: 'LAB-NVME', sizeGib: 4 }
      : { kind, serial: `HD${machineNumber}H${index}`, model: 'LAB-HDD', sizeGib: 4 };
  return [disk('nvme', 1), disk('nvme', 2), disk('scsi', 1), disk('scsi', 2)];
}

function shared(
  id: number,
  name: string,
  architecture: 'x86' | 'arm',
  size: Pick<ServerTypeSpec, 'cores' | 'memoryGb' | 'diskGb' | 'monthlyNet'>,
): ServerTypeSpec {
  const locations = architecture === 'arm' ? ['fsn1', 'hel1'] : ['fsn1', 'nbg1', 'hel1'];
  const kind = { cpuType: 'shared', category: 'Shared vCPU', hardware: 'cloud' } as const;
  return { id, name, ...size, ...kind, architecture, locations };
}
