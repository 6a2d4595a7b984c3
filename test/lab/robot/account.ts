/** What the calls of the Robot stand-in work on: one account with its servers. */

import type { BootSource, LabMachine } from '../machine.ts';
import type { LabClock } from '../stand-in/clock.ts';
import type { ActionFault } from '../stand-in/faults.ts';
import type { KeyDescription } from '../stand-in/ssh-key.ts';
import type { KeyRing, RobotKey } from './keys.ts';
import { serverNotFound } from './refusal.ts';

export const RESET_TYPES = ['sw', 'hw', 'man', 'power', 'power_long'] as const;
export type ResetType = (typeof RESET_TYPES)[number];

/** A server that the account has from the start. */
export interface RobotServerSpec {
  readonly number: number;
  readonly name: string;
  readonly product: string;
  /** As the vendor writes it: `FSN1-DC18`. */
  readonly datacenter: string;
  readonly resetTypes: readonly ResetType[];
  /** False: IPv6 only, and its `server_ip` is null. True when absent. */
  readonly hasIpv4?: boolean;
  readonly hasWol?: boolean;
  /** Whether its place may be reserved when it is cancelled. */
  readonly canReserveLocation?: boolean;
  /** Days until it may be cancelled; 0 when absent, as for every server of today. */
  readonly noticeDays?: number;
}

/** What the maker of a machine is told about the server it belongs to. */
export interface RobotMachineRequest {
  readonly number: number;
  readonly name: string;
  readonly address: string;
  /** To be asked when the guest restarted itself; uses up an armed rescue system. */
  nextBoot(): BootSource;
}

/** How the stand-in gets machines: an address at once, the machine when its power is first used. */
export interface RobotMachines {
  /** An address that nobody else has. */
  takeAddress(): string;
  /** A machine that is off. */
  make(request: RobotMachineRequest): LabMachine;
}

/** How the stand-in looks at what runs on a machine. */
export interface MachineProbe {
  /** Whether an operating system runs there that would see Ctrl-Alt-Del or the power button. */
  isSystemUp(machine: LabMachine): Promise<boolean>;
  /** The SSH host keys of what boots there now; waits for them. None when it was given up. */
  readHostKeys(machine: LabMachine): Promise<readonly KeyDescription[]>;
}

/** One activation of the rescue system. */
export interface RescueActivation {
  readonly os: string;
  readonly keys: readonly RobotKey[];
  /** Null where keys were given. */
  readonly password: string | null;
  readonly lapsesAt: number;
  /** Strike the boot that uses it, whoever starts that. */
  readonly faults: readonly ActionFault[];
  /** Empty until its system answers. */
  hostKeys: readonly KeyDescription[];
}

/** What an owner has asked for about the end of a server. */
export interface Cancellation {
  /** `yyyy-MM-dd` */
  readonly date: string;
  readonly reason: string | null;
  readonly isReserved: boolean;
  readonly isImmediate: boolean;
  /** Takes the end back. */
  revoke(): void;
}

/** One server and all that is remembered of it. */
export interface RobotServer {
  readonly number: number;
  readonly createdAt: number;
  readonly product: string;
  readonly datacenter: string;
  /** Of its machine; told as `server_ip` only where the server has IPv4. */
  readonly address: string;
  readonly hasIpv4: boolean;
  readonly resetTypes: readonly ResetType[];
  readonly hasWol: boolean;
  readonly canReserveLocation: boolean;
  readonly noticeDays: number;
  readonly boots: { readonly at: string; readonly kind: BootSource['kind'] }[];
  name: string;
  /** Null until its power is used for the first time. */
  machine: LabMachine | null;
  /** Its power as long as it has no machine. */
  isOnByName: boolean;
  /** The vendor's or an earlier owner's system is on its disk, and nothing has been started that would replace it. */
  hasStockSystem: boolean;
  rescue: RescueActivation | null;
  lastRescue: RescueActivation | null;
  manualResetUntil: number;
  manualResets: number;
  cancellation: Cancellation | null;
  /** Ends when the host keys of the rescue system that was started last are known, or given up. */
  hostKeysLearnt: Promise<void>;
  /** Power is used by one call after the other. */
  powerTurn: Promise<unknown>;
}

/** Everything that a webservice user gives access to. */
export interface Account {
  readonly clock: LabClock;
  readonly keys: KeyRing;
  readonly servers: Map<number, RobotServer>;
  readonly machines: RobotMachines;
  readonly probe: MachineProbe;
  /** How long vSwitch and firewall are in process after a change. */
  readonly processMs: number;
}

/** Adds a server; it has no machine yet. */
export function addServer(
  { servers, machines, clock }: Account,
  spec: RobotServerSpec & { readonly isOn: boolean; readonly hasStockSystem: boolean },
): RobotServer {
  const server: RobotServer = {
    number: spec.number,
    name: spec.name,
    product: spec.product,
    datacenter: spec.datacenter,
    resetTypes: spec.resetTypes,
    hasIpv4: spec.hasIpv4 ?? true,
    hasWol: spec.hasWol ?? false,
    canReserveLocation: spec.canReserveLocation ?? false,
    noticeDays: spec.noticeDays ?? 0,
    createdAt: clock.now(),
    address: machines.takeAddress(),
    boots: [],
    machine: null,
    isOnByName: spec.isOn,
    hasStockSystem: spec.hasStockSystem,
    rescue: null,
    lastRescue: null,
    manualResetUntil: 0,
    manualResets: 0,
    cancellation: null,
    hostKeysLearnt: Promise.resolve(),
    powerTurn: Promise.resolve(),
  };
  servers.set(server.number, server);
  return server;
}

/** The server that a path names by its number. @throws Refusal 404 SERVER_NOT_FOUND */
export function getServer(
  { servers }: Account,
  { params }: { readonly params: Readonly<Record<string, string>> },
): RobotServer {
  const server = servers.get(Number(params.number));
  if (!server) throw serverNotFound(params.number ?? '');
  return server;
}
