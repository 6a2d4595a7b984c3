/** SSH keys as text: making, reading and naming them. */

import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';
import { BugError, RequestError } from '../domain/error.ts';

export interface SshKeyPair {
  /** OpenSSH private key file; a secret. */
  readonly privateKey: string;
  /** One line: type, key, comment. */
  readonly publicKey: string;
}

export interface PublicKey {
  readonly type: string;
  /** The key as it goes over the wire. */
  readonly blob: Buffer;
  /** Empty when the line has none. */
  readonly comment: string;
  /** Type and key without the comment: the form in which keys are compared. */
  readonly publicKey: string;
}

/** Fields of each type's blob after its name, as [count, length of the first in bytes where it is fixed]. */
const KEY_TYPES: Readonly<Record<string, readonly [number, number | null]>> = {
  'ssh-ed25519': [1, 32],
  'ssh-rsa': [2, null],
  'ecdsa-sha2-nistp256': [2, 8],
  'ecdsa-sha2-nistp384': [2, 8],
  'ecdsa-sha2-nistp521': [2, 8],
  'sk-ssh-ed25519@openssh.com': [2, 32],
  'sk-ecdsa-sha2-nistp256@openssh.com': [3, 8],
};

/**
 * A new ed25519 key pair in OpenSSH's own format, without passphrase.
 *
 * @see https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
 */
export function generateKeyPair(comment: string): SshKeyPair {
  const jwk = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (jwk.x === undefined || jwk.d === undefined) {
    throw new BugError('bug.unexpected', 'Node made an ed25519 key without its numbers.');
  }
  const point = Buffer.from(jwk.x, 'base64url');
  const seed = Buffer.from(jwk.d, 'base64url');
  const blob = Buffer.concat([field('ssh-ed25519'), field(point)]);
  const publicKey = `ssh-ed25519 ${blob.toString('base64')}${comment === '' ? '' : ` ${comment}`}`;
  return { privateKey: renderPrivateKey({ blob, point, seed, comment }), publicKey };
}

/**
 * Reads one line of an authorized_keys or .pub file; options in front are refused.
 *
 * @throws RequestError `request.invalid`
 */
export function parsePublicKeyLine(line: string): PublicKey {
  const match = /^(\S+) +([A-Za-z0-9+/]+={0,2})(?: +(.*))?$/u.exec(line.trim());
  const [, type, base64, comment = ''] = match ?? [];
  if (type === undefined || base64 === undefined || hasControlCharacter(line.trim())) {
    throw invalidKey('it is not one line of type, key and comment');
  }
  const shape = Object.hasOwn(KEY_TYPES, type) ? KEY_TYPES[type] : undefined;
  if (shape === undefined) throw invalidKey(`its type ${type.slice(0, 60)} is not known here`);
  const blob = Buffer.from(base64, 'base64');
  const [name, ...rest] = readFields(blob);
  const [count, firstLength] = shape;
  const isWhole =
    blob.toString('base64') === base64 &&
    name?.toString('latin1') === type &&
    rest.length === count &&
    rest.every((part) => part.length > 0) &&
    (firstLength === null || rest[0]?.length === firstLength);
  if (!isWhole) throw invalidKey(`what follows ${type} is not a whole key of that type`);
  return { type, blob, comment, publicKey: `${type} ${base64}` };
}

/** `ssh-keygen -l`: `SHA256:` and base64 without padding. Throws as `parsePublicKeyLine`. */
export function fingerprintSha256(publicKey: string): string {
  return fingerprintOfBlob(parsePublicKeyLine(publicKey).blob);
}

/** The same of a key as it came over the wire. */
export function fingerprintOfBlob(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`;
}

/** Sixteen hex pairs with colons between, without a prefix: how Hetzner names keys. Throws as `parsePublicKeyLine`. */
export function fingerprintMd5(publicKey: string): string {
  const hex = createHash('md5').update(parsePublicKeyLine(publicKey).blob).digest('hex');
  return (hex.match(/../g) ?? []).join(':');
}

/** A line for ~/.ssh/known_hosts. Throws as `parsePublicKeyLine`. */
export function knownHostsLine(host: string, port: number, publicKey: string): string {
  const name = port === 22 ? host : `[${host}]:${port}`;
  return `${name} ${parsePublicKeyLine(publicKey).publicKey}`;
}

/** A key from the wire as a public key line without comment. Throws as `parsePublicKeyLine`. */
export function publicKeyOfBlob(blob: Buffer): string {
  const type = readFields(blob)[0]?.toString('latin1') ?? '';
  return parsePublicKeyLine(`${type} ${blob.toString('base64')}`).publicKey;
}

interface PrivateParts {
  readonly blob: Buffer;
  readonly point: Buffer;
  readonly seed: Buffer;
  readonly comment: string;
}

function renderPrivateKey({ blob, point, seed, comment }: PrivateParts): string {
  const check = randomBytes(4);
  const secret = Buffer.concat([
    check,
    check,
    field('ssh-ed25519'),
    field(point),
    field(Buffer.concat([seed, point])),
    field(comment),
  ]);
  // Padded to blocks of eight with 1, 2, 3, …
  const padding = Buffer.from(Array.from({ length: -secret.length & 7 }, (_, index) => index + 1));
  const file = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    field('none'),
    field('none'),
    field(''),
    Buffer.from([0, 0, 0, 1]),
    field(blob),
    field(Buffer.concat([secret, padding])),
  ]);
  const lines = file.toString('base64').match(/.{1,70}/g) ?? [];
  const name = 'OPENSSH PRIVATE KEY';
  return `-----BEGIN ${name}-----\n${lines.join('\n')}\n-----END ${name}-----\n`;
}

/** A length of four bytes, then the bytes: SSH's "string", RFC 4251 section 5. */
function field(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** Empty when the bytes are not a row of fields to the very end. */
function readFields(bytes: Buffer): readonly Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= bytes.length) {
    const end = at + 4 + bytes.readUInt32BE(at);
    if (end > bytes.length) return [];
    fields.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return at === bytes.length ? fields : [];
}

function hasControlCharacter(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

function invalidKey(why: string): RequestError {
  return new RequestError(
    'request.invalid',
    `An SSH public key cannot be used: ${why}. Give one line as in an OpenSSH .pub file.`,
  );
}
