/** Partition GUIDs that are known before the partition exists. */

import { createHash } from 'node:crypto';

/**
 * A UUID of version 8 (RFC 9562: made by a rule of one's own) from SHA-256 over hostname, disk and
 * partition name; lower case, as udev names it under by-partuuid. The same machine gets the same ones
 * again, and no partition found on another disk can be mistaken for one of them.
 */
export function partitionUuid(hostname: string, diskIdentity: string, partition: string): string {
  const hash = createHash('sha256').update([hostname, diskIdentity, partition].join('\0'));
  const hex = hash.digest('hex');
  const variant = '89ab'[Number.parseInt(hex.charAt(16), 16) % 4];
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
