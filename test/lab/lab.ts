/** The whole lab: images, file server, API stand-in, and a QEMU machine behind every server. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MachineError } from '../../src/domain/error.ts';
import { startArtifactServer } from './artifacts.ts';
import { disksOf } from './hcloud/hardware.ts';
import { createHcloudStandIn, type HcloudStandIn, type ListeningStandIn } from './hcloud.ts';
import { ensureImages, type LabImages } from './images.ts';
import type { LabMachine, MachineSpec } from './machine.ts';
import { createMachineFactory, type MachineFactory } from './machine-factory.ts';
import { type AddressPool, createAddressPool } from './network.ts';
import { ROBOT_SERVERS } from './robot/servers-at-hand.ts';
import { createSshProbe } from './robot/ssh-probe.ts';
import {
  createRobotStandIn,
  type ListeningRobot,
  type RobotServerSpec,
  type RobotStandIn,
} from './robot.ts';

const KEXEC = 'kexec-installer.tar.gz';
const NIXPKGS = 'nixpkgs.tar.gz';
const DISKO = 'disko.tar.gz';

/** What a lab may be told. */
export interface LabOptions {
  /** Folder for the machines' files; a temporary one, deleted at the end, when absent. */
  readonly dir?: string;
  /** `bios` when absent. */
  readonly firmware?: MachineSpec['firmware'];
  /** Disks of every server, whatever its type. */
  readonly disks?: MachineSpec['disks'];
  /** Port of the API stand-in; any free one when absent. */
  readonly port?: number;
  /** Servers of the Robot account; two when absent. Their machines are made when their power is first used. */
  readonly robotServers?: readonly RobotServerSpec[];
  /** From a Robot order to its server; 2000 when absent. */
  readonly robotDeliveryMs?: number;
  readonly log: (line: string) => void;
}

/** Where an install fetches its parts, as a machine of the lab reaches them. */
export interface LabArtifacts {
  readonly kexecTarballUrl: string;
  /** Hex. */
  readonly kexecTarballSha256: string;
  readonly nixpkgsUrl: string;
  readonly diskoUrl: string;
}

/** A machine that no API knows. */
export interface SshMachineSpec {
  readonly name: string;
  /** OpenSSH public key lines that may log in as root. */
  readonly authorizedKeys: readonly string[];
  /** Those of `metal-nvme2-hdd2` (two NVMe, two SCSI) when absent. */
  readonly disks?: MachineSpec['disks'];
  /** The lab's when absent. */
  readonly firmware?: MachineSpec['firmware'];
}

/** Such a machine, switched on. */
export interface SshMachine {
  readonly name: string;
  /** Its SSH server will answer here, on port 22. */
  readonly address: string;
  readonly machine: LabMachine;
}

/** A running lab. */
export interface Lab {
  readonly hcloud: Pick<ListeningStandIn, 'endpoint' | 'token'>;
  readonly robot: Pick<ListeningRobot, 'endpoint' | 'user' | 'password'>;
  readonly artifacts: LabArtifacts;
  /** Behind the API: state, faults, recorded calls. */
  readonly standIn: HcloudStandIn;
  /** The same behind Robot. */
  readonly robotStandIn: RobotStandIn;
  /** Every machine there is now. */
  machines(): readonly LabMachine[];
  /** Starts a machine outside of the API in its rescue system; ends when it is on, before SSH answers. */
  addSshMachine(spec: SshMachineSpec): Promise<SshMachine>;
  /** Ends every QEMU process of this lab, and deletes their files. */
  close(): Promise<void>;
}

/** Starts a lab; needs root (images, port 22) and Debian's tools to build the images once. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const resources = new AsyncDisposableStack();
  try {
    return await openLab(options, resources);
  } catch (error) {
    await resources.disposeAsync();
    throw error;
  }
}

async function openLab(options: LabOptions, resources: AsyncDisposableStack): Promise<Lab> {
  const images = await ensureImages({ log: options.log });
  const dir = await makeFolder(options.dir);
  if (options.dir === undefined) resources.defer(() => rm(dir, { recursive: true, force: true }));
  const pool = resources.adopt(await createAddressPool(), (open) => open.close());
  const { firmware = 'bios', log } = options;
  const makeMachine = createMachineFactory({ images, dir, pool, firmware, log });
  const standIn = createHcloudStandIn({
    takeAddress: pool.take,
    makeMachine({ serverId, name, serverType, nextBoot, address }) {
      const disks = options.disks ?? disksOf(serverType, serverId);
      const reserved = address === undefined ? {} : { address, keepsAddress: true };
      return makeMachine({ number: serverId, name, disks, nextBoot, ...reserved });
    },
  });
  resources.defer(() => destroyAll(standIn.state.machines()));
  const robotStandIn = createRobot(options, { pool, makeMachine }, resources);
  const artifacts = await serveArtifacts(images, resources);
  const api = resources.adopt(await standIn.listen(options.port), (open) => open.close());
  const robotApi = resources.adopt(await robotStandIn.listen(), (open) => open.close());
  const { endpoint, user, password } = robotApi;
  return {
    hcloud: { endpoint: api.endpoint, token: api.token },
    robot: { endpoint, user, password },
    artifacts,
    standIn,
    robotStandIn,
    machines: () => [...standIn.state.machines(), ...robotStandIn.state.machines()],
    addSshMachine: createSshMachines(standIn, makeMachine),
    close: () => resources.disposeAsync(),
  };
}

/** Bare metal behind Robot; once the lab ends, nothing that was ordered before is delivered any more. */
function createRobot(
  options: LabOptions,
  parts: { readonly pool: AddressPool; readonly makeMachine: MachineFactory },
  resources: AsyncDisposableStack,
): RobotStandIn {
  let isClosed = false;
  const standIn = createRobotStandIn({
    machines: {
      takeAddress: parts.pool.take,
      make({ number, name, address, nextBoot }) {
        if (isClosed) {
          const message = `A machine for server ${number} was asked for after the lab had ended.`;
          throw new MachineError('machine.unreachable', message);
        }
        const disks = options.disks ?? disksOf({ hardware: 'metal-nvme2-hdd2' }, number);
        return parts.makeMachine({ number, name: name || 'metal', address, disks, nextBoot });
      },
    },
    probe: createSshProbe(),
    servers: options.robotServers ?? ROBOT_SERVERS,
    ...(options.robotDeliveryMs === undefined ? {} : { deliveryMs: options.robotDeliveryMs }),
  });
  resources.defer(() => {
    isClosed = true;
    return destroyAll(standIn.state.machines());
  });
  return standIn;
}

/** Machines beside the API, numbered from 1. */
function createSshMachines(
  standIn: HcloudStandIn,
  makeMachine: MachineFactory,
): Lab['addSshMachine'] {
  let last = 0;
  return async ({ name, authorizedKeys, disks, firmware }) => {
    last += 1;
    const machine = makeMachine({
      number: last,
      name,
      disks: disks ?? disksOf({ hardware: 'metal-nvme2-hdd2' }, last),
      ...(firmware === undefined ? {} : { firmware }),
    });
    standIn.state.addMachine(machine);
    await machine.powerOn({ kind: 'rescue', authorizedKeys });
    return { name, address: machine.spec.address, machine };
  };
}

async function destroyAll(machines: readonly LabMachine[]): Promise<void> {
  await Promise.all(machines.map((machine) => machine.destroy()));
}

async function makeFolder(wanted: string | undefined): Promise<string> {
  if (wanted === undefined) return mkdtemp(path.join(tmpdir(), 'ironflake-lab-'));
  await mkdir(wanted, { recursive: true });
  return wanted;
}

async function serveArtifacts(
  images: LabImages,
  resources: AsyncDisposableStack,
): Promise<LabArtifacts> {
  const started = startArtifactServer({
    [KEXEC]: images.installerTarball,
    [NIXPKGS]: images.nixpkgsTarball,
    [DISKO]: images.diskoTarball,
  });
  const files = resources.adopt(await started, (open) => open.close());
  return {
    kexecTarballUrl: files.urlFromGuest(KEXEC),
    kexecTarballSha256: await sha256(images.installerTarball),
    nixpkgsUrl: files.urlFromGuest(NIXPKGS),
    diskoUrl: files.urlFromGuest(DISKO),
  };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
