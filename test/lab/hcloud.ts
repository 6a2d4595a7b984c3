/**
 * A stateful stand-in for the Hetzner Cloud API: the vendor's calls, shapes and refusals, with lab machines behind
 * them. It costs nothing, keeps a record of its calls, and fails on request.
 */

import { randomBytes } from 'node:crypto';
import { createActionLedger } from './hcloud/actions.ts';
import { createStock } from './hcloud/catalog.ts';
import { catalogRoutes } from './hcloud/catalog-routes.ts';
import { BASE_PATH, createCloudDialect } from './hcloud/dialect.ts';
import { createFirewalls } from './hcloud/firewalls.ts';
import { createKeyRing } from './hcloud/keys.ts';
import { type LabSnapshot, labRoutes, snapshotOf } from './hcloud/lab-routes.ts';
import { createNetworks } from './hcloud/networks.ts';
import { createPlacementGroups } from './hcloud/placement-groups.ts';
import { createPrimaryIps } from './hcloud/primary-ips.ts';
import type { MachineMaker, Project, ProjectBase } from './hcloud/project.ts';
import { createRateLimit } from './hcloud/rate-limit.ts';
import { serverActionRoutes } from './hcloud/server-actions.ts';
import { serverRoutes } from './hcloud/servers.ts';
import { createVolumes } from './hcloud/volumes.ts';
import type { LabMachine } from './machine.ts';
import { type CallRecord, createCallRecord } from './stand-in/calls.ts';
import { createRealClock, type LabClock } from './stand-in/clock.ts';
import { createFaults, type Faults } from './stand-in/faults.ts';
import { createStandInServer, listenOn } from './stand-in/server.ts';

export type { MachineMaker, MachineRequest } from './hcloud/project.ts';
export type { Fault, FaultEffect } from './stand-in/faults.ts';

/** What a stand-in may be told. */
export interface HcloudStandInOptions {
  /** Makes the machine of a new server; called once for each. */
  readonly makeMachine: MachineMaker;
  /** Reserves an IPv4 address for a primary IP without a server; one of the documentation range when absent. */
  takeAddress?(): string;
  /** Any 64 characters; made up when absent. */
  readonly token?: string;
  /** The real one when absent. */
  readonly clock?: LabClock;
  /** How long each action runs at least; 50 when absent. */
  readonly actionMs?: number;
  /** 3600 when absent, as the vendor's. */
  readonly requestsPerHour?: number;
}

/** A stand-in that can be called. */
export interface ListeningStandIn {
  /** `http://127.0.0.1:PORT/v1`. */
  readonly endpoint: string;
  readonly token: string;
  readonly port: number;
  /** Stops listening and cuts every connection; leaves the machines as they are. */
  close(): Promise<void>;
}

/** What tests in the same process may see and change behind the API. */
export interface StandInState {
  /** What there is behind the API; no secrets. */
  snapshot(): LabSnapshot;
  /** Makes a server type sold out in a location, or available again. */
  setStock(serverType: string, location: string, isAvailable: boolean): void;
  /** The machine of a server, or one that was added, by name. */
  findMachine(name: string): LabMachine | undefined;
  /** Makes a machine outside of the API known to `/_lab/machines`. */
  addMachine(machine: LabMachine): void;
  /** Every machine, of the API and beside it. */
  machines(): readonly LabMachine[];
}

/** The stand-in as a whole. */
export interface HcloudStandIn {
  /** Listens on 127.0.0.1; on any free port when none is given. */
  listen(port?: number): Promise<ListeningStandIn>;
  readonly state: StandInState;
  readonly faults: Faults;
  readonly calls: CallRecord;
}

/** A project without servers and keys. */
export function createHcloudStandIn(options: HcloudStandInOptions): HcloudStandIn {
  const clock = options.clock ?? createRealClock();
  const token = options.token ?? randomBytes(32).toString('hex');
  const project = createProject(options, clock);
  const faults = createFaults();
  const calls = createCallRecord();
  const rateLimit = createRateLimit(options.requestsPerHour ?? 3600, clock);
  const otherMachines = new Map<string, LabMachine>();
  const server = createStandInServer({
    routes: [
      ...serverRoutes(project),
      ...serverActionRoutes(project),
      ...project.keys.routes,
      ...project.networks.routes,
      ...project.firewalls.routes,
      ...project.placementGroups.routes,
      ...project.volumes.routes,
      ...project.primaryIps.routes,
      ...catalogRoutes(project.stock),
    ],
    labRoutes: labRoutes({ project, faults, calls, otherMachines }),
    dialect: createCloudDialect(token, rateLimit),
    faults,
    calls,
    clock,
  });

  async function listen(wanted = 0): Promise<ListeningStandIn> {
    const { port, close } = await listenOn(server, wanted);
    return { endpoint: `http://127.0.0.1:${port}${BASE_PATH}`, token, port, close };
  }

  return { listen, state: createState(project, otherMachines), faults, calls };
}

function createProject(options: HcloudStandInOptions, clock: LabClock): Project {
  let lastServerId = 4_711_000;
  let lastReserved = 0;
  const base: ProjectBase = {
    clock,
    actions: createActionLedger(options.actionMs ?? 50, clock),
    servers: new Map(),
    takeAddress() {
      lastReserved += 1;
      return options.takeAddress?.() ?? `203.0.113.${lastReserved}`;
    },
  };
  return {
    ...base,
    keys: createKeyRing(clock),
    stock: createStock(),
    networks: createNetworks(base),
    firewalls: createFirewalls(base),
    placementGroups: createPlacementGroups(base),
    volumes: createVolumes(base),
    primaryIps: createPrimaryIps(base),
    makeMachine: options.makeMachine,
    nextServerId() {
      lastServerId += 1;
      return lastServerId;
    },
  };
}

function createState(project: Project, otherMachines: Map<string, LabMachine>): StandInState {
  const all = () => [...project.servers.values()];
  return {
    snapshot: () => snapshotOf(project),
    setStock: project.stock.set,
    findMachine: (name) =>
      all().find((server) => server.name === name)?.machine ?? otherMachines.get(name),
    addMachine: (machine) => void otherMachines.set(machine.spec.name, machine),
    machines: () => [...all().map(({ machine }) => machine), ...otherMachines.values()],
  };
}
