/** The flake of a body → our own words, and its key or token set apart. */

import type { components } from '../../../openapi/api.gen.ts';
import { RequestError } from '../../domain/error.ts';
import {
  FLAKE_SECRETS,
  type FlakeAccess,
  type FlakeRequest,
  type FlakeSource,
} from '../../domain/flake-request.ts';

type Given = components['schemas']['FlakeRequest'];

export interface GivenFlake {
  readonly flake: FlakeRequest;
  /** By their names in the sealed store. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** @throws RequestError `request.invalid` for what a schema cannot say */
export function toFlake(given: Given): GivenFlake {
  const { mode, attribute, deployKey, token } = given;
  return {
    flake: { mode, attribute, source: toSource(given) },
    secrets: {
      ...(deployKey === undefined ? {} : { [FLAKE_SECRETS.deployKey]: deployKey }),
      ...(token === undefined ? {} : { [FLAKE_SECRETS.token]: token }),
    },
  };
}

function toSource(given: Given): FlakeSource {
  const { url, upload } = given;
  const access = toAccess(given);
  if (url !== undefined && upload === undefined) return { kind: 'url', url, access };
  if (url === undefined && upload !== undefined && access.kind === 'public') {
    return { kind: 'upload', flakeId: upload };
  }
  throw refused('give exactly one of "url" and "upload", and a key or token with a URL alone');
}

function toAccess({ deployKey, knownHosts, token }: Given): FlakeAccess {
  if (deployKey !== undefined && token !== undefined) {
    throw refused('give a deployKey or a token, not both');
  }
  if ((deployKey === undefined) !== (knownHosts === undefined)) {
    throw refused('deployKey and knownHosts belong together: no host is trusted on sight');
  }
  if (knownHosts !== undefined) return { kind: 'deploy-key', knownHosts };
  return { kind: token === undefined ? 'public' : 'token' };
}

function refused(wanted: string): RequestError {
  return new RequestError('request.invalid', `system.flake: ${wanted}.`, { field: 'system.flake' });
}
