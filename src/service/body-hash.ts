/** One number for a whole request, the same for the same wish however it was written. */

import { createHash, scryptSync } from 'node:crypto';
import type { InstallRequest } from '../domain/request.ts';

/**
 * SHA-256 over the request with its defaults filled in and what was given to be sealed, hex.
 * Independent of the order of keys and of white space in the JSON that was sent.
 */
export function hashRequest(
  request: InstallRequest,
  privateKey: string | null,
  secrets: Readonly<Record<string, string>> = {},
): string {
  const sealed = Object.keys(secrets).length === 0 ? {} : { secrets: slowHash(secrets) };
  const whole = canonicalJson({ request, privateKey, ...sealed });
  return createHash('sha256').update(whole).digest('hex');
}

/** The hash is stored in the open: a short password must not be found from it by trying. */
function slowHash(secrets: Readonly<Record<string, string>>): string {
  return scryptSync(canonicalJson(secrets), 'ironflake body hash', 32).toString('hex');
}

/** JSON with its keys in order: the same text for the same value however it was written. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
