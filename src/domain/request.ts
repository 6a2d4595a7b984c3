/** What a caller asked for, after validation and with defaults filled in; holds no secret. */

import type { BuildRequest } from './build-request.ts';
import type { FlakeRequest } from './flake-request.ts';
import type { LayoutRequest } from './layout.ts';
import type { NetworkRequest } from './network-request.ts';
import type { OfferFilter } from './offer.ts';
import type { PushRequest } from './push-request.ts';
import type { SystemFile } from './system-file.ts';

export interface MoneyCeiling {
  /** Decimal text, VAT included, a month. */
  readonly monthlyGross: string;
  readonly currency: string;
}

/** What a cloud server is given beside itself; things of the project by id or name. */
export interface CloudBelongings {
  /** False: no IPv4 address, which costs less. True when absent. */
  readonly withIpv4?: boolean;
  /** True when absent. */
  readonly withIpv6?: boolean;
  /** An address that is there already, in place of a new one. */
  readonly primaryIpv4?: string;
  readonly primaryIpv6?: string;
  readonly networks?: readonly string[];
  readonly firewalls?: readonly string[];
  readonly volumes?: readonly string[];
  readonly placementGroup?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface OrderRequest extends CloudBelongings {
  readonly provider: 'hcloud';
  readonly account: string;
  readonly name: string;
  /** Tried in order, each with every location in order. */
  readonly serverTypes: readonly string[];
  readonly locations: readonly string[];
  readonly maxPrice: MoneyCeiling | null;
  /**
   * How we get onto it. `image`: its first boot is a stock image that we gave a host key; `rescue`: its first
   * boot is the vendor's rescue system. `image` when absent.
   */
  readonly path?: 'image' | 'rescue';
  /** Id or name of the image it starts from; absent: a small one that is offered now. */
  readonly image?: string;
}

/** Whether an order makes an IPv4 address, which is paid for each month. */
export function takesNewIpv4({ withIpv4 = true, primaryIpv4 }: CloudBelongings): boolean {
  return withIpv4 && primaryIpv4 === undefined;
}

/** A ceiling for machines with a fee that is paid once and lost at once. */
export interface RobotMoneyCeiling extends MoneyCeiling {
  /** Decimal text, VAT included, once. */
  readonly setupGross: string;
}

/** An order of a dedicated server. */
export interface RobotOrderRequest {
  readonly provider: 'robot';
  readonly account: string;
  /** What the server shall be called. */
  readonly name: string;
  /** `product`: built or taken from stock; `auction`: one particular used machine. */
  readonly channel: 'product' | 'auction';
  /** Products (`EX44`) or numbers of the auction, tried in this order; null: whatever fits, cheapest first. */
  readonly ids: readonly string[] | null;
  /** What the machine has to be; its prices and channels are those of this order. */
  readonly wish: Omit<OfferFilter, 'channels' | 'maxMonthlyGross' | 'maxSetupGross' | 'withIpv4'>;
  /** An IPv4 address costs extra; without one the machine has IPv6 only. */
  readonly withIpv4: boolean;
  /** Never absent: what is bought here cannot be sent back for free. */
  readonly maxPrice: RobotMoneyCeiling;
}

export type ExistingMachine =
  | ExistingRobotMachine
  | {
      readonly provider: 'hcloud';
      readonly account: string /** Id or name. */;
      readonly server: string;
    }
  | {
      readonly provider: 'ssh';
      readonly host: string;
      readonly port: number;
      readonly user: 'root';
      /** `ssh-ed25519 AAAA…`; null: taken from the first answer, and said so in the result. */
      readonly hostKey: string | null;
    };

/** A dedicated server that is there. */
export interface ExistingRobotMachine {
  readonly provider: 'robot';
  readonly account: string;
  /** Server number or name. */
  readonly server: string;
}

export type MachineSource =
  | { readonly kind: 'order'; readonly order: OrderRequest | RobotOrderRequest }
  | { readonly kind: 'existing'; readonly existing: ExistingMachine };

/** A machine that fetches its own configuration once a day and switches to it. */
export interface PullPolicy {
  /** Where from, as `github:acme/infra/main#web-1`; without `#` the system of its hostname. */
  readonly flake: string;
  /** `HH:MM` in the machine's time zone; up to half an hour later, so that not all come at once. */
  readonly at: string;
  /** Restarts the machine where the kernel has changed. */
  readonly allowReboot: boolean;
}

export interface SystemRequest {
  readonly hostname: string;
  readonly authorizedKeys: readonly string[];
  /** NixOS modules as source text, each one expression; written to the flake as files. */
  readonly modules: readonly string[];
  readonly timeZone: string;
  /** NixOS release whose defaults for stateful data hold, as `26.05`. */
  readonly stateVersion: string;
  /** Branch of nixpkgs, as `nixos-26.05`. Absent: the one that is configured. */
  readonly channel?: string;
  /** The caller's own. Absent: one is generated. */
  readonly flake?: FlakeRequest;
  /** Absent: on the machine itself, from the usual cache. */
  readonly build?: BuildRequest;
  /** The machine pulls its configuration by itself. Absent: it does not. */
  readonly pull?: PullPolicy;
  /** Put in place before the first boot. Absent: none. */
  readonly files?: readonly SystemFile[];
  /** Beside what is measured. Absent: nothing. */
  readonly network?: NetworkRequest;
}

export interface InstallRequest {
  readonly machine: MachineSource;
  readonly system: SystemRequest;
  readonly layout: LayoutRequest;
  /** Leave to wipe the disks of the plan; null: it is waited for. A machine ordered by this very call needs none. */
  readonly erase: 'planned-disks' | null;
  /** When given, only a plan with this digest is carried out. */
  readonly planDigest: string | null;
  /** `keep`: the service's key stays on the installed system, in its flake. Absent: it goes. */
  readonly access?: 'keep';
  /** Where the flake goes, beside the machine. Absent: nowhere. */
  readonly push?: PushRequest;
  /** Of the install, and of its machine where that is new. Absent: none. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Absent: one try. */
  readonly onFailure?: { readonly attempts: number };
  /** The failed install that this one is another try of. */
  readonly retryOf?: string;
}
