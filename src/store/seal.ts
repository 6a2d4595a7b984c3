/** Secrets at rest: AES-256-GCM, bound to the very place they are stored in. */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { BugError } from '../domain/error.ts';

/** Where a sealed text is stored; it opens nowhere else. */
export interface SealPlace {
  readonly table: string;
  readonly row: string;
  readonly column: string;
}

export interface Seal {
  /** Text → `v1.keyId.iv.ciphertext.tag`, base64url; another text each time. */
  seal(plaintext: string, place: SealPlace): string;
  /** @throws BugError `bug.unexpected` when the key, the place or a byte is not the one it was sealed with */
  open(sealed: string, place: SealPlace): string;
}

const KEY_BYTES = 32;
const IV_BYTES = 12;
const VERSION = 'v1';
const CIPHER = 'aes-256-gcm';

/**
 * Makes the seal of one key.
 *
 * @param key 32 bytes
 * @throws BugError `bug.unexpected` for another length
 */
export function createSeal(key: Uint8Array): Seal {
  if (key.length !== KEY_BYTES) {
    throw new BugError(
      'bug.unexpected',
      `The secret key has ${key.length} bytes, not ${KEY_BYTES}.`,
    );
  }
  const keyId = createHash('sha256')
    .update('ironflake key id')
    .update(key)
    .digest('hex')
    .slice(0, 8);
  return {
    seal(plaintext, place) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv(CIPHER, key, iv).setAAD(boundTo(place));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final()]);
      const parts = [iv, ciphertext, cipher.getAuthTag()];
      return [VERSION, keyId, ...parts.map((part) => part.toString('base64url'))].join('.');
    },
    open(sealed, place) {
      const [version, sealedBy, iv, ciphertext, tag, ...rest] = sealed.split('.');
      if (
        version !== VERSION ||
        iv === undefined ||
        ciphertext === undefined ||
        !tag ||
        rest.length
      ) {
        throw cannotOpen(place, 'it has another form than v1');
      }
      if (sealedBy !== keyId) {
        throw cannotOpen(place, `it was sealed with the key ${sealedBy}, and ours is ${keyId}`);
      }
      try {
        const decipher = createDecipheriv(CIPHER, key, bytes(iv), { authTagLength: 16 });
        decipher.setAAD(boundTo(place)).setAuthTag(bytes(tag));
        return Buffer.concat([decipher.update(bytes(ciphertext)), decipher.final()]).toString(
          'utf8',
        );
      } catch (error) {
        throw cannotOpen(place, 'it was changed or moved', error);
      }
    },
  };
}

function boundTo({ table, row, column }: SealPlace): Buffer {
  return Buffer.from(`${table}:${row}:${column}`);
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'base64url');
}

function cannotOpen(place: SealPlace, reason: string, cause?: unknown): BugError {
  const at = `${place.table}:${place.row}:${place.column}`;
  return new BugError(
    'bug.unexpected',
    `The secret at ${at} does not open: ${reason}.`,
    { at },
    cause,
  );
}
