/** The caller's own disko module: whether it can be asked for, and whether what Nix says of it can stand on the machine. */

import { RequestError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Disk } from '../domain/facts.ts';
import type { Plan } from '../domain/plan.ts';
import type { InstallRequest } from '../domain/request.ts';
import { sizeInWords } from './disk-words.ts';

const MAXIMUM_BYTES = 256 * 1024;
const MIB = 2 ** 20;
/** GPT at both ends, and alignment. */
const OVERHEAD_BYTES = 2 * MIB;
/** sgdisk(8): without a letter, sectors. */
const UNITS: Readonly<Record<string, number>> = {
  '': 512,
  K: 2 ** 10,
  M: MIB,
  G: 2 ** 30,
  T: 2 ** 40,
  P: 2 ** 50,
};

/**
 * Refuses early what can never be evaluated, or says two things of the same disks.
 *
 * @throws RequestError `request.invalid` with `layout.module`
 */
export function requireSoundModule({ layout }: Pick<InstallRequest, 'layout'>): void {
  const { module, data } = layout;
  if (module === undefined) return;
  if (module.trim() === '') throw refused('it is empty; give a Nix expression');
  if (Buffer.byteLength(module) > MAXIMUM_BYTES)
    throw refused(`it is larger than ${MAXIMUM_BYTES} bytes`);
  if (!module.isWellFormed() || module.includes('\0'))
    throw refused('it has NUL or half a character in it');
  const divided = data.filter(({ keep }) => keep !== true).map(({ mountpoint }) => mountpoint);
  if (divided.length === 0) return;
  throw refused(
    `it divides all disks that are wiped; select those of ${divided.join(', ')} in "disks.system" too, and mount them in the module (data groups that are kept may stay)`,
  );
}

function refused(why: string): RequestError {
  return new RequestError('request.invalid', `Checked layout.module: ${why}.`, {
    field: 'layout.module',
  });
}

/**
 * What speaks against the module by what Nix says of it, in words; empty when it can stand. Whether its names lead to
 * the planned disks is seen on the machine, besides.
 */
export function moduleObstacles(
  { devices }: Pick<Evaluation, 'devices'>,
  plan: Plan,
): readonly string[] {
  if (devices === null) return ['Nix told nothing of its disks'];
  return [
    ...nameObstacles(devices),
    ...sizeObstacles(devices, plan),
    ...bootObstacles(devices, plan),
    ...(devices.luks.length === 0
      ? []
      : [
          `it encrypts ${devices.luks.join(', ')}, and at the first start nobody would give the passphrase: take a preset with "luks"`,
        ]),
  ];
}

type Devices = NonNullable<Evaluation['devices']>;

/** Disks that would be divided and are not planned, and planned ones that would not be; by all their names by-id. */
export function strangeDevices(
  { disks }: Devices,
  plan: Plan,
  measured: readonly Disk[],
): readonly string[] {
  const named = disks.map(({ device }) => device);
  const isNamedBy = (names: readonly string[], path: string) =>
    names.includes(path.replace(/^\/dev\/disk\/by-id\//, ''));
  const planned = plan.layout.disks.map(({ device }) => ({
    device,
    byIds: measured.find(({ byIds }) => isNamedBy(byIds, device))?.byIds ?? [],
  }));
  return [
    ...named
      .filter((path) => !planned.some(({ byIds }) => isNamedBy(byIds, path)))
      .map((path) => `${path} would be partitioned, and is not planned`),
    ...planned
      .filter(({ byIds }) => !named.some((path) => isNamedBy(byIds, path)))
      .map(({ device }) => `${device} would be wiped, and the module does not use it`),
  ];
}

/** A kernel name may mean another disk on the next boot, and the boot loader is written to it then, too. */
function nameObstacles({ disks }: Devices): readonly string[] {
  return disks
    .filter(({ device }) => !device.startsWith('/dev/disk/by-id/'))
    .map(
      ({ device }) =>
        `it names ${device}: name disks below /dev/disk/by-id, or take them from the argument "disks"`,
    );
}

function sizeObstacles({ disks }: Devices, plan: Plan): readonly string[] {
  return disks.flatMap(({ device, partitions }) => {
    const known = plan.layout.disks.find((disk) => disk.device === device);
    const fixed = partitions.reduce((sum, size) => sum + (sizeOf(size) ?? 0), OVERHEAD_BYTES);
    if (known === undefined || fixed <= known.sizeBytes) return [];
    return [
      `its partitions on ${device} take ${sizeInWords(fixed)}, and the disk has ${sizeInWords(known.sizeBytes)}`,
    ];
  });
}

/** null: what is left, or counted from the end. */
function sizeOf(text: string): number | null {
  const [, count, unit = ''] = /^\+?(\d+)([KMGTP]?)$/.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (UNITS[unit] ?? 1);
}

function bootObstacles(devices: Devices, { boot }: Plan): readonly string[] {
  const { efiMountpoint, efiType, bootDevices } = devices;
  if (boot.firmware === 'bios') {
    const isWritten = bootDevices.some((device) => device !== 'nodev');
    return isWritten
      ? []
      : [
          'the machine boots by BIOS, and no disk has a partition of type EF02 (1M) for the boot loader',
        ];
  }
  if (efiType === 'vfat') return [];
  return [
    `the machine boots by UEFI, and ${efiType === null ? 'nothing' : efiType} is mounted at ${efiMountpoint}, where an EFI system partition (type EF00, vfat) has to be`,
  ];
}
