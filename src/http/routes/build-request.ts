/** The build of a body → our own words. */

import type { components } from '../../../openapi/api.gen.ts';
import type { BuildRequest } from '../../domain/build-request.ts';
import { RequestError } from '../../domain/error.ts';

/** @throws RequestError `request.invalid` unless store paths are given exactly where they are meant */
export function toBuild(given: components['schemas']['BuildRequest']): BuildRequest {
  const { place = 'target', substituters = [], storePaths } = given;
  if ((place === 'storePaths') !== (storePaths !== undefined)) {
    throw new RequestError(
      'request.invalid',
      'system.build: "storePaths" belongs to the place storePaths, and to no other.',
      { field: 'system.build' },
    );
  }
  return {
    place: place === 'storePaths' ? 'store-paths' : place,
    substituters,
    ...(storePaths === undefined ? {} : { paths: storePaths }),
  };
}
