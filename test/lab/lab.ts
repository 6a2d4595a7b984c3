/** The whole lab: images, file server, API stand-ins, and a machine behind every server, by QEMU or played. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { MachineError } from '../../src/domain/error.ts';
import { startArtifactServer } from './artifacts.ts';
import { disksOf } from './hcloud/hardware.ts';
import {
  createHcloudStandIn,
  type HcloudStandIn,
  type ListeningStandIn,
  type MachineRequest,
} from './hcloud.ts';
import { ensureImages, type LabImages } from './images.ts';
import { createMachine, type LabMachine, type MachineSpec } from './machine.ts';
import {
  createMachineFactory,
  type MachineFactory,
  type MachineFactoryParts,
} from './machine-factory.ts';
import { type AddressPool, createAddressPool } from './network.ts';
import { createPlayedMachine, type PlayedMachine, type PlayedOptions } from './played-machine.ts';
import { ROBOT_SERVERS } from './robot/servers-at-hand.ts';
import { createSshProbe } from './robot/ssh-probe.ts';
import {
  createRobotStandIn,
  type ListeningRobot,
  type RobotServerSpec,
  type RobotStandIn,
} from './robot.ts';
import type { LabClock } from './stand-in/clock.ts';

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
  /** `qemu` when absent. Played ones cost next to nothing: see played-machine.ts. */
  readonly machines?: 'qemu' | 'played';
  /** Of played machines. */
  readonly played?: Omit<PlayedOptions, 'nextBoot'>;
  /** How many machines there may be at once, in networks of 250; 1 when absent. */
  readonly networks?: number;
  /** Of the Cloud API; the vendor's 3600 when absent. */
  readonly cloudCallsPerHour?: number;
  /** Of both API stand-ins; the wall's when absent. */
  readonly clock?: LabClock;
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
  readonly keepsBootOrder?: boolean;
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
  /** Every played machine that was made, with the faults that it can be given. */
  played(): readonly PlayedMachine[];
  /** Starts a machine outside of the API in its rescue system; ends when it is on, before SSH answers. */
  addSshMachine(spec: SshMachineSpec): Promise<SshMachine>;
  /** A machine, off, with the disks and firmware of another that is off; what it writes, the other does not see. */
  copyMachine(original: LabMachine): LabMachine;
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
  const { make, artifacts, played } = await openKind(options, resources);
  const dir = await makeFolder(options.dir);
  if (options.dir === undefined) resources.defer(() => rm(dir, { recursive: true, force: true }));
  const pool = resources.adopt(await createAddressPool(options.networks), (open) => open.close());
  const { firmware = 'bios', cloudCallsPerHour: requestsPerHour, log } = options;
  const makeMachine = createMachineFactory({ make, dir, pool, firmware, log });
  const standIn = createHcloudStandIn({
    ...(requestsPerHour === undefined ? {} : { requestsPerHour }),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
    takeAddress: pool.take,
    makeMachine({ serverId, name, serverType, nextBoot, address, hasIpv4 }) {
      const disks = options.disks ?? disksOf(serverType, serverId);
      const reserved = address === undefined ? {} : { address, keepsAddress: true };
      const kind = options.machines === 'played' ? playedKindOf({ serverType, hasIpv4 }) : {};
      return makeMachine({ number: serverId, name, disks, nextBoot, ...reserved, ...kind });
    },
  });
  resources.defer(() => destroyAll(standIn.state.machines()));
  const robotStandIn = createRobot(options, { pool, makeMachine }, resources);
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
    played: () => played,
    addSshMachine: createSshMachines(standIn, makeMachine),
    copyMachine: createCopies(standIn, makeMachine),
    close: () => resources.disposeAsync(),
  };
}

/** What only played machines can be: of another processor, and without IPv4 (one at a time, since ::1 is one address). */
function playedKindOf({ serverType, hasIpv4 }: Pick<MachineRequest, 'serverType' | 'hasIpv4'>) {
  return {
    ...(serverType.architecture === 'arm'
      ? ({ architecture: 'aarch64', firmware: 'uefi' } as const)
      : {}),
    ...(hasIpv4 ? {} : { address: '::1', keepsAddress: true }),
  };
}

/** One kind of machine, with what its installs fetch. */
interface MachineKind {
  readonly make: MachineFactoryParts['make'];
  readonly artifacts: LabArtifacts;
  /** Grows with each that is made. */
  readonly played: readonly PlayedMachine[];
}

async function openKind(
  options: LabOptions,
  resources: AsyncDisposableStack,
): Promise<MachineKind> {
  if (options.machines === 'played') return playedKind(options);
  const images = await ensureImages({ log: options.log });
  return {
    make: (spec, wish) => createMachine(spec, images, wish),
    artifacts: await serveArtifacts(images, resources),
    played: [],
  };
}

function playedKind(options: LabOptions): MachineKind {
  const played: PlayedMachine[] = [];
  return {
    make(spec, wish) {
      const machine = createPlayedMachine(spec, { ...options.played, ...wish });
      played.push(machine);
      return machine;
    },
    artifacts: NOTHING_TO_FETCH,
    played,
  };
}

/** Played machines fetch nothing; they take the hash for what they would have got. */
const NOTHING_TO_FETCH: LabArtifacts = {
  kexecTarballUrl: 'http://127.0.0.1:9/kexec-installer.tar.gz',
  kexecTarballSha256: createHash('sha256').update('played').digest('hex'),
  nixpkgsUrl: 'http://127.0.0.1:9/nixpkgs.tar.gz',
  diskoUrl: 'http://127.0.0.1:9/disko.tar.gz',
};

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
    ...(options.clock === undefined ? {} : { clock: options.clock }),
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
  return async ({ name, authorizedKeys, disks, firmware, keepsBootOrder }) => {
    last += 1;
    const machine = makeMachine({
      number: last,
      name,
      disks: disks ?? disksOf({ hardware: 'metal-nvme2-hdd2' }, last),
      ...(firmware === undefined ? {} : { firmware }),
      ...(keepsBootOrder === undefined ? {} : { keepsBootOrder }),
    });
    standIn.state.addMachine(machine);
    await machine.powerOn({ kind: 'rescue', authorizedKeys });
    return { name, address: machine.spec.address, machine };
  };
}

/** Copies of machines, numbered from 1. */
function createCopies(standIn: HcloudStandIn, makeMachine: MachineFactory): Lab['copyMachine'] {
  let last = 0;
  return ({ spec: original }) => {
    last += 1;
    const { name, disks, firmware, keepsBootOrder = false } = original;
    const wish = { number: last, name: `${name}-copy`, disks, firmware, keepsBootOrder };
    const machine = makeMachine({ ...wish, original });
    standIn.state.addMachine(machine);
    return machine;
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
