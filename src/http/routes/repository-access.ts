/** Key or token of a repository in a body → our own words, and the secret set apart. */

import { RequestError } from '../../domain/error.ts';
import type { RepositoryAccess } from '../../domain/repository-access.ts';

export interface GivenAccess {
  readonly deployKey?: string;
  readonly knownHosts?: readonly string[];
  readonly token?: string;
}

/** @throws RequestError `request.invalid` for both, or a key without the hosts it may be shown to */
export function toAccess(
  { deployKey, knownHosts, token }: GivenAccess,
  field: string,
): RepositoryAccess {
  if (deployKey !== undefined && token !== undefined) {
    throw refused(field, 'give a deployKey or a token, not both');
  }
  if ((deployKey === undefined) !== (knownHosts === undefined)) {
    throw refused(field, 'deployKey and knownHosts belong together: no host is trusted on sight');
  }
  if (knownHosts !== undefined) return { kind: 'deploy-key', knownHosts };
  return { kind: token === undefined ? 'public' : 'token' };
}

/** The secret under its name in the sealed store; empty for what is public. */
export function accessSecrets(
  { deployKey, token }: GivenAccess,
  names: { readonly deployKey: string; readonly token: string },
): Readonly<Record<string, string>> {
  return {
    ...(deployKey === undefined ? {} : { [names.deployKey]: deployKey }),
    ...(token === undefined ? {} : { [names.token]: token }),
  };
}

function refused(field: string, wanted: string): RequestError {
  return new RequestError('request.invalid', `${field}: ${wanted}.`, { field });
}
