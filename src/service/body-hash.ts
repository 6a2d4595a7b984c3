/** One number for a whole request, the same for the same wish however it was written. */

import { createHash } from 'node:crypto';
import type { InstallRequest } from '../domain/request.ts';

/**
 * SHA-256 over the request with its defaults filled in and the caller's private key, hex.
 * Independent of the order of keys and of white space in the JSON that was sent.
 */
export function hashRequest(request: InstallRequest, privateKey: string | null): string {
  return createHash('sha256').update(canonicalJson({ request, privateKey })).digest('hex');
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
