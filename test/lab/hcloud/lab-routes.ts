/** `/_lab/…`: how other processes arrange faults, and look and reach behind the API. No part of the vendor's API. */

import type { LabMachine } from '../machine.ts';
import type { CallRecord } from '../stand-in/calls.ts';
import type { Faults } from '../stand-in/faults.ts';
import { commonLabRoutes } from '../stand-in/lab-routes.ts';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { isRescueArmed, switchOff, switchOn } from './power.ts';
import type { Project, ServerRecord } from './project.ts';
import { statusOf } from './server-view.ts';

/** What the routes look at and reach into. */
export interface LabParts {
  readonly project: Project;
  readonly faults: Faults;
  readonly calls: CallRecord;
  /** Machines outside of the API, by name. */
  readonly otherMachines: ReadonlyMap<string, LabMachine>;
}

/** What there is behind the API; no secrets. */
export interface LabSnapshot {
  readonly servers: readonly {
    readonly id: number;
    readonly name: string;
    readonly status: string;
    readonly power: 'on' | 'off';
    readonly address: string;
    readonly isRescueArmed: boolean;
    readonly labels: Readonly<Record<string, string>>;
    readonly boots: ServerRecord['boots'];
  }[];
  readonly sshKeys: readonly { readonly id: number; readonly name: string }[];
  readonly actions: readonly {
    readonly id: number;
    readonly command: string;
    readonly status: string;
    readonly resourceIds: readonly number[];
  }[];
}

/** The state of a project as data. */
export function snapshotOf(project: Project): LabSnapshot {
  return {
    servers: [...project.servers.values()].map((server) => ({
      id: server.id,
      name: server.name,
      status: statusOf(server, project),
      power: server.machine.power(),
      address: server.machine.spec.address,
      isRescueArmed: isRescueArmed(server, project.clock),
      labels: server.labels,
      boots: [...server.boots],
    })),
    sshKeys: project.keys.all().map(({ id, name }) => ({ id, name })),
    actions: project.actions.all().map(({ id, command, status, resources }) => ({
      id,
      command,
      status,
      resourceIds: resources.map((resource) => resource.id),
    })),
  };
}

/** Routes below `/_lab`. */
export function labRoutes(parts: LabParts): readonly Route[] {
  const { project, faults, calls } = parts;
  const common = commonLabRoutes({
    faults,
    calls,
    snapshot: () => snapshotOf(project),
    findMachine: (name) => findServer(project, name)?.machine ?? parts.otherMachines.get(name),
    powerCycle: (name) => powerCycle(parts, name),
  });
  return [
    ...common,
    { method: 'POST', path: '/_lab/stock', serve: (call) => setStock(project, call) },
  ];
}

function setStock(project: Project, { body }: ApiCall): Reply {
  const { serverType, location, available } = body;
  project.stock.set(String(serverType), String(location), available === true);
  return { status: 204 };
}

async function powerCycle({ project, otherMachines }: LabParts, name: string): Promise<void> {
  const server = findServer(project, name);
  if (server) {
    await switchOff(server);
    await switchOn(server, project.clock);
    return;
  }
  const machine = otherMachines.get(name);
  await machine?.powerOff();
  await machine?.powerOn({ kind: 'disk' });
}

function findServer(project: Project, name: string): ServerRecord | undefined {
  return [...project.servers.values()].find((server) => server.name === name);
}
