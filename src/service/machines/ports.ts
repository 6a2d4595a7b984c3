/** What the service needs of the store and the engine for machines, in the fewest words. */

import type { Deployment, DeploymentRequest } from '../../domain/deployment.ts';
import type { Facts } from '../../domain/facts.ts';
import type { UnlockAccess } from '../../domain/install.ts';
import type { MachineOrigin, SshAddress } from '../../domain/machine.ts';
import type {
  MachineEvent,
  MachineMode,
  MachineNews,
  ManagedMachine,
} from '../../domain/managed-machine.ts';
import type { UnreachablePolicy } from '../../domain/unreachable-policy.ts';
import type { ServicePorts } from '../ports.ts';

export interface MachineRows {
  /** @throws RequestError `request.not-found` */
  get(machineId: string): Promise<ManagedMachine>;
  findByOrigin(origin: MachineOrigin): Promise<ManagedMachine | null>;
  /** Newest first. */
  list(query: {
    readonly limit: number;
    readonly cursor: string | undefined;
    readonly labels: Readonly<Record<string, string>> | undefined;
  }): Promise<{ readonly items: readonly ManagedMachine[]; readonly nextCursor: string | null }>;
  /** @throws RequestError `request.not-found`, `request.version-changed` */
  change(
    machineId: string,
    change: {
      readonly labels?: Readonly<Record<string, string>>;
      readonly isLocked?: boolean;
      readonly mode?: MachineMode;
      readonly onUnreachable?: UnreachablePolicy | null;
      readonly unreachableSince?: string | null;
      readonly watchNumber?: number;
    },
    news: MachineNews | null,
    options?: { readonly ifVersion?: number | undefined; readonly eventKey?: string | undefined },
  ): Promise<ManagedMachine>;
  seen(
    machine: {
      readonly machineId: string;
      readonly origin: MachineOrigin;
      readonly name: string;
      readonly addresses: readonly SshAddress[];
      readonly hostKey: string;
      readonly systemPath: string | null;
      readonly installId: string | null;
      readonly accessName: string | null;
      readonly mode: MachineMode;
      readonly labels?: Readonly<Record<string, string>>;
      readonly unlock: UnlockAccess | null;
    },
    news: MachineNews,
    eventKey: string,
  ): Promise<ManagedMachine>;
  listEvents(query: {
    readonly machineId: string;
    readonly afterEventId: number;
    readonly limit: number;
  }): Promise<readonly MachineEvent[]>;
}

export interface PaperRows {
  find<T>(machineId: string, kind: string): Promise<T | null>;
  put(machineId: string, kind: string, body: unknown): Promise<void>;
  /** Newest first. */
  listFacts(
    machineId: string,
    limit: number,
  ): Promise<readonly { readonly readAt: string; readonly facts: Facts }[]>;
}

export interface DeploymentRows {
  insert(deployment: {
    readonly deploymentId: string;
    readonly machineId: string;
    readonly request: DeploymentRequest;
    readonly confirmSeconds: number;
    readonly idempotencyKey: string | null;
    readonly bodyHash: string;
  }): Promise<{ readonly deployment: Deployment; readonly isNew: boolean }>;
  get(deploymentId: string): Promise<Deployment>;
  list(machineId: string, limit: number): Promise<readonly Deployment[]>;
  findAtWork(machineId: string): Promise<Deployment | null>;
}

/** The sealed part of the store, by machine. */
export interface MachineSecrets {
  putIfAbsent(owner: string, name: string, plaintext: string): Promise<unknown>;
  find(owner: string, name: string): Promise<string | null>;
}

export interface MachineEngine {
  /** Starts a run; may be repeated: a run of that name is started once. */
  run(workflowName: string, id: string, runId: string): Promise<void>;
}

/** All of them. `installs` are the ports that an ordinary install is started with. */
export interface MachinePorts {
  readonly machines: MachineRows;
  readonly papers: PaperRows;
  readonly deployments: DeploymentRows;
  readonly secrets: MachineSecrets;
  readonly engine: MachineEngine;
  readonly installs: Pick<ServicePorts, 'installs' | 'secrets' | 'engine' | 'accounts' | 'orders'>;
}
