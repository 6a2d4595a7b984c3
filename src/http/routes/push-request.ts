/** The push of a body → our own words, and its key or token set apart. */

import type { components } from '../../../openapi/api.gen.ts';
import { PUSH_SECRETS, type PushRequest } from '../../domain/push-request.ts';
import { accessSecrets, toAccess } from './repository-access.ts';

export interface GivenPush {
  readonly push: PushRequest;
  /** By their names in the sealed store. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * @param hostname the folder when none is named
 * @throws RequestError `request.invalid` for what a schema cannot say
 */
export function toPush(given: components['schemas']['PushRequest'], hostname: string): GivenPush {
  const { url, branch = 'main', path = hostname } = given;
  const push = { url, branch, path, access: toAccess(given, 'push') };
  return { push, secrets: accessSecrets(given, PUSH_SECRETS) };
}
