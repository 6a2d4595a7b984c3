/** What a caller asked for, after validation and with defaults filled in; holds no secret. */

import type { LayoutRequest } from './layout.ts';

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

export type ExistingMachine =
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

export type MachineSource =
  | { readonly kind: 'order'; readonly order: OrderRequest }
  | { readonly kind: 'existing'; readonly existing: ExistingMachine };

export interface SystemRequest {
  readonly hostname: string;
  readonly authorizedKeys: readonly string[];
  /** NixOS modules as source text, each one expression; written to the flake as files. */
  readonly modules: readonly string[];
  readonly timeZone: string;
  /** NixOS release whose defaults for stateful data hold, as `26.05`. */
  readonly stateVersion: string;
}

export interface InstallRequest {
  readonly machine: MachineSource;
  readonly system: SystemRequest;
  readonly layout: LayoutRequest;
  /** Leave to wipe the disks of the plan. A machine ordered by this very call needs none. */
  readonly erase: 'planned-disks' | null;
  /** When given, only a plan with this digest is carried out. */
  readonly planDigest: string | null;
}
