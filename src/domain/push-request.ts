/** Where the flake of an installed machine is pushed to, once the machine is proven. */

import type { RepositoryAccess } from './repository-access.ts';

export interface PushRequest {
  /** As git takes it; holds no secret. */
  readonly url: string;
  readonly branch: string;
  /** Folder of the flake in the repository; empty for its top. */
  readonly path: string;
  readonly access: RepositoryAccess;
}

/** Names of the key and the token among the secrets of an install. */
export const PUSH_SECRETS = { deployKey: 'push.deploy-key', token: 'push.token' } as const;
