/** What a caller asked for, after validation and with defaults filled in; holds no secret. */

import type { LayoutRequest } from './layout.ts';
import type { OfferFilter } from './offer.ts';
import type { SystemFile } from './system-file.ts';

export interface MoneyCeiling {
  /** Decimal text, VAT included, a month. */
  readonly monthlyGross: string;
  readonly currency: string;
}

export interface OrderRequest {
  readonly provider: 'hcloud';
  readonly account: string;
  readonly name: string;
  /** Tried in order, each with every location in order. */
  readonly serverTypes: readonly string[];
  readonly locations: readonly string[];
  readonly maxPrice: MoneyCeiling | null;
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
  /** Put in place before the first boot. Absent: none. */
  readonly files?: readonly SystemFile[];
}

export interface InstallRequest {
  readonly machine: MachineSource;
  readonly system: SystemRequest;
  readonly layout: LayoutRequest;
  /** Leave to wipe the disks of the plan. A machine ordered by this very call needs none. */
  readonly erase: 'planned-disks' | null;
  /** When given, only a plan with this digest is carried out. */
  readonly planDigest: string | null;
  /** `keep`: the service's key stays on the installed system, in its flake. Absent: it goes. */
  readonly access?: 'keep';
}
