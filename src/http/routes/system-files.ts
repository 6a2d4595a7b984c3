/** The files of a body → our own words, and the secrets among them set apart. */

import type { components } from '../../../openapi/api.gen.ts';
import { RequestError } from '../../domain/error.ts';
import { fileSecret, type SystemFile } from '../../domain/system-file.ts';

export interface GivenFiles {
  readonly files: readonly SystemFile[];
  /** Contents of the secret ones, by their names in the sealed store. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** @throws RequestError `request.invalid` for a file with both a content and a secret, or neither */
export function toFiles(given: readonly components['schemas']['SystemFile'][]): GivenFiles {
  const secrets: Record<string, string> = {};
  const files = given.map(({ path, content, secret, mode, owner = '0:0' }) => {
    if ((content === undefined) === (secret === undefined)) {
      throw new RequestError(
        'request.invalid',
        `system.files: give either "content" or "secret" for ${path}, and not both.`,
        { field: 'system.files' },
      );
    }
    if (secret !== undefined) secrets[fileSecret(path)] = secret;
    const usual = secret === undefined ? '0644' : '0400';
    return { path, content: content ?? null, mode: mode ?? usual, owner };
  });
  return { files, secrets };
}
