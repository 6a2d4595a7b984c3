/** A caller's own flake: where it comes from, and what is made of it. */

import type { RepositoryAccess } from './repository-access.ts';

export type FlakeSource =
  /** As Nix writes it; holds no secret. */
  | { readonly kind: 'url'; readonly url: string; readonly access: RepositoryAccess }
  | { readonly kind: 'upload'; readonly flakeId: string };

export interface FlakeRequest {
  /** `own`: used as it is. `extend`: our disks, network and hardware are added to it. */
  readonly mode: 'own' | 'extend';
  /** Name below `nixosConfigurations`. */
  readonly attribute: string;
  readonly source: FlakeSource;
}

/** Names of the key and the token among the secrets of an install. */
export const FLAKE_SECRETS = { deployKey: 'flake.deploy-key', token: 'flake.token' } as const;
