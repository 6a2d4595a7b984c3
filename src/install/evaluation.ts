/** What the evaluation printed → facts of the system to be built. */

import { MachineError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';

/** @throws MachineError `machine.build-failed` when it is not what was asked for */
export function parseEvaluation(text: string): Evaluation {
  const read = asFields(parseJson(text));
  const [ssh, network] = [asFields(read.ssh), asFields(read.network)];
  return {
    systemDrv: drvOf(read.systemDrv) ?? wrong('systemDrv'),
    diskoDrv: drvOf(read.diskoDrv),
    hostname: textOf(read.hostname) ?? '',
    platform: textOf(read.platform),
    ssh: {
      isEnabled: ssh.isEnabled === true,
      permitRootLogin: loginOf(ssh.permitRootLogin),
      readsHome: ssh.readsHome !== false,
      ports: listOf(ssh.ports).filter((port) => typeof port === 'number'),
      rootKeys: textsOf(ssh.rootKeys).flatMap((text) => text.split('\n')),
    },
    bootLoaders: textsOf(read.bootLoaders),
    disks: textsOf(read.disks),
    mountpoints: textsOf(read.mountpoints),
    devices: devicesOf(read.devices),
    owners: ownersOf(read.owners),
    network: { usesDhcp: network.usesDhcp === true, addresses: textsOf(network.addresses) },
  };
}

/** What Nix told of the disks, checked field by field; null: nothing. */
export function devicesOf(value: unknown): Evaluation['devices'] {
  if (typeof value !== 'object' || value === null) return null;
  const { disks, efiMountpoint, efiType, bootDevices, luks } = asFields(value);
  return {
    disks: listOf(disks).map((one) => {
      const { device, partitions } = asFields(one);
      return { device: textOf(device) ?? '', partitions: textsOf(partitions) };
    }),
    efiMountpoint: textOf(efiMountpoint) ?? '/boot',
    efiType: textOf(efiType),
    bootDevices: textsOf(bootDevices),
    luks: textsOf(luks),
  };
}

function ownersOf(value: unknown): Evaluation['owners'] {
  if (typeof value !== 'object' || value === null) return null;
  const { users, groups, areMadeAtBoot } = asFields(value);
  return { users: textsOf(users), groups: textsOf(groups), areMadeAtBoot: areMadeAtBoot === true };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return wrong('JSON');
  }
}

function asFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function drvOf(value: unknown): string | null {
  if (value === null) return null;
  const isPath =
    typeof value === 'string' && /^\/nix\/store\/[0-9a-z]{32}-[^/\s]+\.drv$/.test(value);
  return isPath ? value : wrong(`a store path in ${JSON.stringify(value)}`);
}

/** Older releases have a boolean here too. */
function loginOf(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return textOf(value);
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}

function wrong(what: string): never {
  throw new MachineError(
    'machine.build-failed',
    `Nix evaluated the system, but its answer has no ${what}. Nothing was destroyed; look whether the attribute is a configuration of nixosSystem.`,
  );
}
