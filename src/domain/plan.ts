/** Request and facts → every later act, naming the very disks that will be wiped. */

import type { BuildRequest } from './build-request.ts';
import type { Architecture, Firmware } from './facts.ts';
import type { FlakeRequest } from './flake-request.ts';
import type { Layout } from './layout.ts';
import type { PullPolicy } from './request.ts';
import type { PlannedFile } from './system-file.ts';

/** Flake inputs as configuration gives them. */
export interface FlakeInputs {
  readonly nixpkgsUrl: string;
  readonly diskoUrl: string;
}

export interface PlannedDisk {
  readonly device: string;
  readonly model: string | null;
  readonly serial: string | null;
  readonly wwn: string | null;
  readonly sizeBytes: number;
  /** One line for each signature that will be lost, as `part2 ext4 "data" 40 GiB`. */
  readonly contents: readonly string[];
}

export interface PlannedAddress {
  readonly address: string;
  readonly prefixLength: number;
}

export interface PlannedRoute {
  /** `0.0.0.0/0` or `::/0` for the defaults. */
  readonly destination: string;
  readonly gateway: string;
  /** The gateway is not inside an own prefix: reach it on the link itself. */
  readonly isOnLink: boolean;
}

/** One NIC of the installed system, found by its MAC address. */
export interface PlannedLink {
  readonly mac: string;
  /** Name in the system that was measured; for comments only. */
  readonly measuredName: string;
  readonly driver: string | null;
  /** True: IPv4 by DHCP, as measured. */
  readonly usesDhcp4: boolean;
  readonly addresses: readonly PlannedAddress[];
  readonly routes: readonly PlannedRoute[];
  /** The largest packet, where it is not the usual one. */
  readonly mtuBytes?: number;
  /** It is no card but several in one, which bear its MAC address together. Absent: a card. */
  readonly bond?: PlannedBond;
  /** On top of it. Absent: none. */
  readonly vlans?: readonly PlannedVlan[];
}

export interface PlannedBond {
  readonly name: string;
  /** In systemd's words, which are the kernel's. */
  readonly mode: string;
  readonly hashPolicy: string | null;
  readonly lacpRate: string | null;
  readonly miiMonitorMs: number;
  /** By their own addresses, sorted. */
  readonly members: readonly { readonly mac: string; readonly driver: string | null }[];
}

export interface PlannedVlan {
  readonly id: number;
  readonly name: string;
  readonly mtuBytes: number;
  readonly addresses: readonly PlannedAddress[];
  /** No default: that is the way of the link below. */
  readonly routes: readonly PlannedRoute[];
}

export interface NetworkPlan {
  readonly links: readonly PlannedLink[];
  readonly nameservers: readonly string[];
}

export interface BootPlan {
  readonly firmware: Firmware;
  /** GRUB for both firmware kinds; needs no NVRAM entry. */
  readonly loader: 'grub-hybrid' | 'grub-efi';
  readonly initrdModules: readonly string[];
  readonly kernelParams: readonly string[];
  readonly cpuVendor: 'intel' | 'amd' | 'arm' | 'unknown';
  readonly isVirtual: boolean;
}

export interface SystemPlan {
  readonly hostname: string;
  readonly architecture: Exclude<Architecture, 'unknown'>;
  readonly authorizedKeys: readonly string[];
  readonly modules: readonly string[];
  readonly timeZone: string;
  readonly stateVersion: string;
  /** The caller's own. Absent: the generated one. */
  readonly flake?: FlakeRequest;
  /** Absent: on the machine itself. */
  readonly build?: BuildRequest;
  /** Absent: the machine does not pull. */
  readonly pull?: PullPolicy;
  /** Put in place beside the flake. Absent: none. */
  readonly files?: readonly PlannedFile[];
}

export interface Plan {
  /** SHA-256 over all else here, hex. Same request and facts, same digest. */
  readonly digest: string;
  readonly system: SystemPlan;
  readonly inputs: FlakeInputs;
  readonly layout: Layout;
  readonly network: NetworkPlan;
  readonly boot: BootPlan;
  /** Wiped whole. Every other disk of the machine is left alone. */
  readonly disksToWipe: readonly PlannedDisk[];
  readonly disksLeftAlone: readonly PlannedDisk[];
  readonly bytesToWipe: number;
  /** For people; none of them stops an install. */
  readonly warnings: readonly string[];
}

/** One file of the generated flake. */
export interface FlakeFile {
  readonly path: string;
  readonly text: string;
}
