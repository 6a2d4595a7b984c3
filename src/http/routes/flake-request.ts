/** The flake of a body → our own words, and its key or token set apart. */

import type { components } from '../../../openapi/api.gen.ts';
import { RequestError } from '../../domain/error.ts';
import { FLAKE_SECRETS, type FlakeRequest, type FlakeSource } from '../../domain/flake-request.ts';
import { accessSecrets, toAccess } from './repository-access.ts';

type Given = components['schemas']['FlakeRequest'];

export interface GivenFlake {
  readonly flake: FlakeRequest;
  /** By their names in the sealed store. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** @throws RequestError `request.invalid` for what a schema cannot say */
export function toFlake(given: Given): GivenFlake {
  const { mode, attribute } = given;
  return {
    flake: { mode, attribute, source: toSource(given) },
    secrets: accessSecrets(given, FLAKE_SECRETS),
  };
}

function toSource(given: Given): FlakeSource {
  const { url, upload } = given;
  const access = toAccess(given, 'system.flake');
  if (url !== undefined && upload === undefined) return { kind: 'url', url, access };
  if (url === undefined && upload !== undefined && access.kind === 'public') {
    return { kind: 'upload', flakeId: upload };
  }
  throw new RequestError(
    'request.invalid',
    'system.flake: give exactly one of "url" and "upload", and a key or token with a URL alone.',
    { field: 'system.flake' },
  );
}
