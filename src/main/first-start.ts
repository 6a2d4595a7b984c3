/** What is made once, at the first start, where the configuration gives none. */

import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const SECRET_KEY_BYTES = 32;
const TOKEN_BYTES = 32;

/** The key that seals secrets at rest: kept in the data directory, readable by its owner alone. */
export function secretKey(dataDir: string): Uint8Array {
  const file = path.join(dataDir, 'secret.key');
  const text = keep(file, () => randomBytes(SECRET_KEY_BYTES).toString('base64'));
  return Uint8Array.from(Buffer.from(text, 'base64'));
}

/** The token of a service that was given none; printed this once, and kept in the data directory. */
export function firstToken(dataDir: string): string {
  const file = path.join(dataDir, 'token');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const token = keep(file, () => `ifk_${randomBytes(TOKEN_BYTES).toString('base64url')}`);
  console.error(`The token of this service, shown this once and kept in ${file}:\n${token}`);
  return token;
}

function keep(file: string, make: () => string): string {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // `wx`: of two that start at once, one writes.
  if (!existsSync(file)) writeFileSync(file, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  return readFileSync(file, 'utf8').trim();
}
