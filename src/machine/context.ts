/** What the durable work on machines after their install is given; and the way onto such a machine. */

import type { Provider } from '../../providers/provider.ts';
import type { Deployment, DeploymentState } from '../domain/deployment.ts';
import { type ErrorData, RequestError } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import type { ProviderName, SshAddress } from '../domain/machine.ts';
import type {
  Generation,
  MachineEvent,
  MachineEventKind,
  MachineMode,
  MachineNews,
  ManagedMachine,
} from '../domain/managed-machine.ts';
import type { HttpCheck } from '../domain/unreachable-policy.ts';
import type { Shells, SshTarget } from '../ssh/shell.ts';
import type { Clock } from '../workflow/clock.ts';

/** The rows of machines, as far as the work on them changes them. */
export interface MachineRecords {
  get(machineId: string): Promise<ManagedMachine>;
  /** Changes the row and stores the news, both or neither; nothing when the key is known. */
  change(
    machineId: string,
    change: {
      readonly addresses?: readonly SshAddress[];
      readonly systemPath?: string;
      readonly mode?: MachineMode;
      readonly generations?: readonly Generation[];
      readonly unreachableSince?: string | null;
      readonly watchNumber?: number;
    },
    news: MachineNews | null,
    options?: { readonly eventKey?: string },
  ): Promise<ManagedMachine>;
  listEvents(query: {
    readonly machineId: string;
    readonly afterEventId: number;
    readonly limit: number;
    readonly kinds?: readonly MachineEventKind[];
  }): Promise<readonly MachineEvent[]>;
}

export interface DeploymentRecords {
  get(deploymentId: string): Promise<Deployment>;
  findAtWork(machineId: string): Promise<Deployment | null>;
  change(
    deploymentId: string,
    change: {
      readonly state?: DeploymentState;
      readonly formerPath?: string;
      readonly builtPath?: string;
      readonly observedPath?: string | null;
      readonly problem?: ErrorData;
    },
  ): Promise<void>;
}

export interface PaperRecords {
  addFacts(machineId: string, factsKey: string, facts: Facts): Promise<void>;
  put(machineId: string, kind: string, body: unknown): Promise<void>;
  find<T>(machineId: string, kind: string): Promise<T | null>;
}

/** Ordinary installs, as far as a policy starts them. */
export interface Reinstalls {
  /** Starts one under this id, or finds it. Returns the id. */
  start(machineId: string, installId: string): Promise<string>;
  /** null: still under way. */
  ended(installId: string): Promise<'ready' | 'failed' | 'cancelled' | null>;
  /** Whether an install works on this machine now. */
  isAtWork(machine: ManagedMachine): Promise<boolean>;
}

export interface MachineDependencies {
  readonly provider: (name: ProviderName, account: string | null) => Provider;
  readonly shells: Shells;
  /** Shells without any connection yet, for what must be seen over a new one; to be closed after use. */
  readonly newShells: () => Shells;
  readonly clock: Clock;
  readonly machines: MachineRecords;
  readonly deployments: DeploymentRecords;
  readonly papers: PaperRecords;
  /** The sealed private key that logs in; null: there is none. */
  readonly accessKey: (machine: ManagedMachine) => Promise<string | null>;
  readonly reinstalls: Reinstalls;
  /** Asks the machine once by HTTP. null: it answers as it should; else why not, in words. */
  readonly whyNotServing: (
    check: HttpCheck,
    machine: ManagedMachine,
    signal: AbortSignal,
  ) => Promise<string | null>;
}

/**
 * The way onto a machine; call in a step only, and store nothing of it.
 *
 * @throws RequestError `request.no-access`
 */
export async function targetOf(
  deps: Pick<MachineDependencies, 'accessKey'>,
  machine: ManagedMachine,
): Promise<SshTarget> {
  const privateKey = await deps.accessKey(machine);
  if (privateKey === null) {
    throw new RequestError(
      'request.no-access',
      `The service holds no key for machine ${machine.name}. Nothing was touched; install it with "access": "keep", or adopt it with a key.`,
      { machineId: machine.machineId },
    );
  }
  const hostKey = { publicKey: machine.hostKey, trust: 'given' } as const;
  return { addresses: machine.addresses, user: 'root', hostKey, privateKey };
}

/**
 * For steps that log in. An sshd that was knocked at while it came up may shut us out for 15 s and more
 * (PerSourcePenalties of OpenSSH 9.8), so the pauses reach over that.
 */
export const PATIENT = { attempts: 7 } as const;

/** One sentence that happened, for the record. */
export function news(
  kind: MachineEventKind,
  text: string,
  fields: Readonly<Record<string, unknown>> = {},
): MachineNews {
  return { kind, text, fields };
}
