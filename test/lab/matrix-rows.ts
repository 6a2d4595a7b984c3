/** The rows of the matrix: which layout, on which disks, by which firmware. */

import type { InstallRequest } from '../../src/client/client.ts';
import type { DiskSpec, MachineSpec } from './machine.ts';

export interface MatrixRow {
  readonly name: string;
  readonly firmware: MachineSpec['firmware'];
  readonly disks: readonly DiskSpec[];
  readonly layout: NonNullable<InstallRequest['layout']>;
  /** Of data groups, beside / and /boot. */
  readonly mountpoints: readonly string[];
  /** Serials of disks without each of which, one at a time, the machine has to start. */
  readonly expendable: readonly string[];
  /** The firmware starts what its own boot order says, and the order is looked at. */
  readonly keepsBootOrder: boolean;
  /** One of the few that stand for all when time is short. */
  readonly isShort: boolean;
}

type Shape = Omit<MatrixRow, 'firmware' | 'isShort' | 'keepsBootOrder'>;

const ESP = { espSizeMib: 256 } as const;

function nvme(count: number): readonly DiskSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    kind: 'nvme',
    serial: `S64HNE0LAB0000${index + 1}`,
    sizeGib: 4,
  }));
}

const HDD: readonly DiskSpec[] = ['ZGY0LAB1', 'ZGY0LAB2'].map((serial) => ({
  kind: 'scsi',
  serial,
  model: 'ST4000NM-LAB',
  sizeGib: 4,
}));

function serials(disks: readonly DiskSpec[]): readonly string[] {
  return disks.map((disk) => disk.serial);
}

function onNvme(
  name: string,
  count: number,
  layout: MatrixRow['layout'],
  isRedundant: boolean,
): Shape {
  const disks = nvme(count);
  return { name, disks, layout, mountpoints: [], expendable: isRedundant ? serials(disks) : [] };
}

const TWO_GROUPS: Shape = {
  name: 'mirror-ext4 and data on a mirror-btrfs',
  disks: [...nvme(2), ...HDD],
  layout: {
    preset: 'mirror-ext4',
    ...ESP,
    disks: {
      system: 'nvme',
      data: { select: 'hdd', mountpoint: '/srv', preset: 'mirror-btrfs' },
    },
  },
  mountpoints: ['/srv'],
  expendable: serials([...nvme(2), ...HDD]),
};

const SWAP = { swapSizeMib: 256 } as const;

const SHAPES: readonly Shape[] = [
  onNvme('single-ext4', 1, { preset: 'single-ext4', ...ESP, ...SWAP }, false),
  onNvme('single-btrfs', 1, { preset: 'single-btrfs', ...ESP }, false),
  onNvme('single-ext4 lvm', 1, { preset: 'single-ext4', lvm: true, ...ESP, ...SWAP }, false),
  onNvme('mirror-ext4', 2, { preset: 'mirror-ext4', ...ESP, ...SWAP }, true),
  onNvme('mirror-ext4 lvm', 2, { preset: 'mirror-ext4', lvm: true, ...ESP, ...SWAP }, true),
  onNvme('mirror-btrfs', 2, { preset: 'mirror-btrfs', ...ESP }, true),
  onNvme('stripe-ext4', 2, { preset: 'stripe-ext4', ...ESP, ...SWAP }, false),
  onNvme('raid10-ext4', 4, { preset: 'raid10-ext4', ...ESP, ...SWAP }, true),
  onNvme(
    'impermanence on mirror-btrfs',
    2,
    { preset: 'mirror-btrfs', impermanence: true, ...ESP },
    true,
  ),
  onNvme('single-ext4 luks', 1, { preset: 'single-ext4', luks: true, ...ESP, ...SWAP }, false),
  onNvme('mirror-ext4 luks', 2, { preset: 'mirror-ext4', luks: true, ...ESP, ...SWAP }, true),
  TWO_GROUPS,
];

const SHORT: ReadonlySet<string> = new Set([
  'bios impermanence on mirror-btrfs',
  'uefi mirror-ext4 lvm',
]);

/** Network first, the system second: on a machine whose firmware does as it is told. */
const NETWORK_FIRST: MatrixRow = {
  ...onNvme('network before single-ext4', 1, { preset: 'single-ext4', ...ESP }, false),
  firmware: 'uefi',
  keepsBootOrder: true,
  isShort: false,
};

/** Every layout by both kinds of firmware. */
export const ROWS: readonly MatrixRow[] = [
  ...(['bios', 'uefi'] as const).flatMap((firmware) =>
    SHAPES.map((shape) => ({
      ...shape,
      firmware,
      keepsBootOrder: false,
      isShort: SHORT.has(`${firmware} ${shape.name}`),
    })),
  ),
  NETWORK_FIRST,
];
