/** What the calls of the stand-in work on: one project with its servers. */

import type { BootSource, LabMachine } from '../machine.ts';
import type { LabClock } from '../stand-in/clock.ts';
import type { ActionLedger, ActionResource } from './actions.ts';
import type { Stock, WireImage, WireIso, WireLocation } from './catalog.ts';
import type { Firewalls } from './firewalls.ts';
import type { ServerTypeSpec } from './hardware.ts';
import type { KeyRing } from './keys.ts';
import type { Labels } from './labels.ts';
import type { Networks, PrivateCard } from './networks.ts';
import type { PlacementGroups } from './placement-groups.ts';
import type { PrimaryIps } from './primary-ips.ts';
import type { Volumes } from './volumes.ts';

/** What the maker of a machine is told about the server it belongs to. */
export interface MachineRequest {
  readonly serverId: number;
  readonly name: string;
  readonly serverType: ServerTypeSpec;
  readonly hasIpv4: boolean;
  readonly hasIpv6: boolean;
  /** A reserved address that it has to have; else any. */
  readonly address?: string;
  /** To be asked when the guest restarted itself; uses up an armed rescue system. */
  nextBoot(): BootSource;
}

/** Makes the machine of a new server; off, and with an address of its own. */
export type MachineMaker = (request: MachineRequest) => LabMachine;

/** What the API may say of a server; the part of the vendor's list that occurs here. */
export type ServerStatus =
  | 'running'
  | 'initializing'
  | 'starting'
  | 'stopping'
  | 'off'
  | 'deleting'
  | 'rebuilding';

/** One start of a server's machine, for tests to look at. */
export interface BootRecord {
  readonly at: string;
  readonly kind: 'disk' | 'rescue' | 'image';
}

/** One server and all that is remembered of it. */
export interface ServerRecord {
  readonly id: number;
  readonly createdAt: number;
  readonly serverType: ServerTypeSpec;
  readonly location: WireLocation;
  /** Keys that its image lets in. */
  readonly authorizedKeys: readonly string[];
  readonly machine: LabMachine;
  readonly boots: BootRecord[];
  name: string;
  labels: Labels;
  image: WireImage;
  userData: string | undefined;
  /** The image is on its disk and has not been started. */
  hasFreshImage: boolean;
  rescue: { readonly lapsesAt: number; readonly authorizedKeys: readonly string[] } | null;
  isProtected: boolean;
  /** Its cards in private networks. */
  cards: readonly PrivateCard[];
  placementGroupId: number | null;
  iso: WireIso | null;
  /** Shown as its status while an action runs. */
  transition: ServerStatus;
}

/** What every part of a project works with. */
export interface ProjectBase {
  readonly clock: LabClock;
  readonly actions: ActionLedger;
  readonly servers: Map<number, ServerRecord>;
  /** An IPv4 address for a primary IP without a server. */
  takeAddress(): string;
}

/** One project of the vendor: everything a token gives access to. */
export interface Project extends ProjectBase {
  readonly keys: KeyRing;
  readonly stock: Stock;
  readonly networks: Networks;
  readonly firewalls: Firewalls;
  readonly placementGroups: PlacementGroups;
  readonly volumes: Volumes;
  readonly primaryIps: PrimaryIps;
  readonly makeMachine: MachineMaker;
  /** An id that was never used. */
  nextServerId(): number;
}

/** The server as the resource of an action. */
export function asResource(server: ServerRecord): ActionResource {
  return { id: server.id, type: 'server' };
}
