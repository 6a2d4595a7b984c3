/** The pin: which host key is accepted, decided before anything is authenticated or sent. */

import { MachineError } from '../domain/error.ts';
import type { HostKey, SshAddress } from '../domain/machine.ts';
import { formatAddress } from './address.ts';
import {
  fingerprintMd5,
  fingerprintOfBlob,
  fingerprintSha256,
  parsePublicKeyLine,
  publicKeyOfBlob,
} from './keys.ts';

export interface HostKeyCheck {
  /** Signature algorithms to ask for, so that the host shows the pinned key and no other one. */
  readonly algorithms: readonly HostKeyAlgorithm[];
  /** Whether this key may be talked to; remembers what it saw. A host shows its key again at each rekeying. */
  accepts(blob: Buffer): boolean;
  /** The key that was accepted; null before that. */
  accepted(): HostKey | null;
  /** Fingerprint of a refused key; null when none was refused. */
  refused(): string | null;
}

const ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;
export type HostKeyAlgorithm = (typeof ALGORITHMS)[number];

/**
 * @param pin null: the first key that is seen becomes the pin of this check
 * @param fingerprints without a pin: unless empty, the first key must have one of them
 * @throws RequestError `request.invalid` when the pin is not a public key line
 */
export function createHostKeyCheck(
  pin: HostKey | null,
  fingerprints: readonly string[] = [],
): HostKeyCheck {
  const trust = fingerprints.length === 0 ? 'first-use' : 'published';
  const pinned = pin === null ? null : parsePublicKeyLine(pin.publicKey);
  let accepted: HostKey | null = null;
  let wanted = pinned?.blob ?? null;
  let refused: string | null = null;
  return {
    algorithms: pinned === null ? ALGORITHMS : algorithmsOf(pinned.type),
    accepts(blob) {
      if (wanted === null && !isPublished(blob, fingerprints)) {
        refused = fingerprintOfBlob(blob);
        return false;
      }
      wanted ??= Buffer.from(blob);
      if (!wanted.equals(blob)) {
        refused = fingerprintOfBlob(blob);
        return false;
      }
      accepted ??= pin ?? { publicKey: publicKeyOfBlob(blob), trust };
      return true;
    },
    accepted: () => accepted,
    refused: () => refused,
  };
}

/**
 * Whether a key has one of these fingerprints: MD5 with colons, or `SHA256:…`, with or without padding.
 *
 * @param publicKey one OpenSSH line
 */
export function hasFingerprint(publicKey: string, fingerprints: readonly string[]): boolean {
  const [md5, sha256] = [fingerprintMd5(publicKey), fingerprintSha256(publicKey)];
  return fingerprints.some((one) => {
    const bare = one.replace(/^MD5:/i, '').toLowerCase();
    return bare === md5 || one.replace(/=+$/, '') === sha256;
  });
}

function isPublished(blob: Buffer, fingerprints: readonly string[]): boolean {
  return fingerprints.length === 0 || hasFingerprint(publicKeyOfBlob(blob), fingerprints);
}

/** As `hostKeyMismatch`, where only fingerprints were known. */
export function fingerprintMismatch(
  address: SshAddress,
  expected: readonly string[],
  presented: string | null,
): MachineError {
  return new MachineError(
    'machine.host-key-mismatch',
    `SSH connection to ${formatAddress(address)}: the host showed ${presented ?? 'no key'}, its provider published ${expected.join(', ')}. Nothing was sent to it. Find out who answers at this address.`,
    { address: formatAddress(address), expected, presented },
  );
}

/** @param presented fingerprint of what the host showed; null when it has no key of the pinned type */
export function hostKeyMismatch(
  address: SshAddress,
  pin: HostKey,
  presented: string | null,
): MachineError {
  const expected = fingerprintSha256(pin.publicKey);
  const shown = presented ?? `no key of type ${pin.publicKey.split(' ')[0]}`;
  return new MachineError(
    'machine.host-key-mismatch',
    `SSH connection to ${formatAddress(address)}: the host showed ${shown}, expected was ${expected} (${pin.trust}). Nothing was sent to it. Find out who answers at this address before you trust the new key.`,
    { address: formatAddress(address), expected, presented },
  );
}

function algorithmsOf(type: string): readonly HostKeyAlgorithm[] {
  if (type === 'ssh-rsa') return ['rsa-sha2-512', 'rsa-sha2-256'];
  return ALGORITHMS.filter((algorithm) => algorithm === type);
}
