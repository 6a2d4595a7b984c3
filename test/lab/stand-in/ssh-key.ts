/** Reads OpenSSH public keys as the vendors' interfaces describe them. */

import { createHash } from 'node:crypto';

/** A public key as Robot speaks of it. */
export interface KeyDescription {
  /** MD5 with colons. */
  readonly fingerprint: string;
  /** `ED25519`, `RSA`, `ECDSA`, `DSA`. */
  readonly type: string;
  /** In bits. */
  readonly size: number;
}

const KINDS: readonly (readonly [RegExp, string])[] = [
  [/^ssh-ed25519$/, 'ED25519'],
  [/^ssh-rsa$/, 'RSA'],
  [/^ecdsa-sha2-nistp\d+$/, 'ECDSA'],
  [/^ssh-dss$/, 'DSA'],
];

/** MD5 of a public key line in colon form; null when the line holds no key of the type it names. */
export function fingerprintOf(publicKey: string): string | null {
  const [type = '', base64 = ''] = publicKey.split(/\s+/);
  const blob = Buffer.from(base64, 'base64');
  return innerType(blob) === type && type !== '' ? md5(blob) : null;
}

/** What a public key line holds; null when it is no key, or of no known type. */
export function describeKey(publicKey: string): KeyDescription | null {
  const [, base64 = ''] = publicKey.split(/\s+/);
  return fingerprintOf(publicKey) === null ? null : describeBlob(Buffer.from(base64, 'base64'));
}

/** What a public key in its binary form is; null when it is of no known type. */
export function describeBlob(blob: Buffer): KeyDescription | null {
  const name = innerType(blob);
  const kind = KINDS.find(([pattern]) => pattern.test(name));
  if (!kind) return null;
  return { fingerprint: md5(blob), type: kind[1], size: sizeOf(name, blob) };
}

function innerType(blob: Buffer): string {
  return blob.length < 8 ? '' : readPart(blob, 0).toString('latin1');
}

function readPart(blob: Buffer, offset: number): Buffer {
  if (offset + 4 > blob.length) return Buffer.alloc(0);
  return blob.subarray(offset + 4, offset + 4 + blob.readUInt32BE(offset));
}

/** An RSA key is as long as its modulus, which may begin with a zero byte; the others say it in their name. */
function sizeOf(name: string, blob: Buffer): number {
  if (name !== 'ssh-rsa')
    return Number(/nistp(\d+)$/.exec(name)?.[1] ?? (name === 'ssh-dss' ? 1024 : 256));
  const exponentAt = 4 + Buffer.byteLength(name);
  const modulus = readPart(blob, exponentAt + 4 + readPart(blob, exponentAt).length);
  return (modulus[0] === 0 ? modulus.length - 1 : modulus.length) * 8;
}

function md5(blob: Buffer): string {
  const hex = createHash('md5').update(blob).digest('hex');
  return (hex.match(/../g) ?? []).join(':');
}
