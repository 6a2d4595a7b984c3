/** What makes two targets the same. */

import { createHash } from 'node:crypto';
import { formatAddress } from './address.ts';
import type { SshTarget } from './shell.ts';

/** Same addresses, user, key and pin: same text. Holds no secret. */
export function targetId(target: SshTarget): string {
  const parts = [
    ...target.addresses.map(formatAddress),
    target.user,
    target.privateKey,
    target.hostKey?.publicKey ?? null,
    ...(target.hostKeyFingerprints ?? []),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
