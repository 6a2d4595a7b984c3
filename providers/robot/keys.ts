/** SSH keys of an operation at Robot, known by MD5 fingerprints and by our names. */

import { createHash } from 'node:crypto';
import { errorCode, ProviderError } from '../../src/domain/error.ts';
import { createKey, deleteKey, listKeys } from './calls.ts';
import type { RobotClient } from './client.ts';
import { keyName } from './convert.ts';
import type { WireKey } from './wire.ts';

/**
 * The fingerprint of this key as Robot knows it, uploaded under the operation's name unless the account
 * holds it already, under whatever name. May be repeated.
 *
 * @param publicKey one OpenSSH line
 */
export async function ensureKey(
  client: RobotClient,
  operationId: string,
  publicKey: string,
  signal: AbortSignal,
): Promise<string> {
  return (await storedKey(client, operationId, publicKey, signal)).fingerprint;
}

/**
 * As `ensureKey`, for an order: the key must be of this very operation, since by it alone the order is
 * found again. May be repeated.
 *
 * @throws ProviderError `provider.conflict` when the account holds it under another name
 */
export async function ensureOwnKey(
  client: RobotClient,
  operationId: string,
  publicKey: string,
  signal: AbortSignal,
): Promise<string> {
  const { fingerprint, name } = await storedKey(client, operationId, publicKey, signal);
  if (name === keyName(operationId)) return fingerprint;
  throw new ProviderError(
    'provider.conflict',
    `Nothing was ordered: the SSH key ${fingerprint} is at Robot already, as "${name}", and an order is found again only by a key of its own. Give a fresh key.`,
    { outcome: 'not-sent', fingerprint },
  );
}

async function storedKey(
  client: RobotClient,
  operationId: string,
  publicKey: string,
  signal: AbortSignal,
): Promise<WireKey> {
  const key = { name: keyName(operationId), data: publicKey };
  try {
    return await createKey(client, key, signal);
  } catch (error) {
    if (errorCode(error) !== 'provider.conflict') throw error;
    const found = await findSameKey(client, publicKey, signal);
    if (found === null) throw error;
    return found;
  }
}

/** Fingerprints of the keys that bear the operation's name. */
export async function operationFingerprints(
  client: RobotClient,
  operationId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const name = keyName(operationId);
  const keys = await listKeys(client, signal);
  return keys.filter((key) => key.name === name).map(({ fingerprint }) => fingerprint);
}

/** Deletes the keys that bear the operation's name. May be repeated. */
export async function deleteOperationKeys(
  client: RobotClient,
  operationId: string,
  signal: AbortSignal,
): Promise<void> {
  for (const fingerprint of await operationFingerprints(client, operationId, signal)) {
    try {
      await deleteKey(client, fingerprint, signal);
    } catch (error) {
      // Gone already: somebody else, or our own lost answer, deleted it.
      if (errorCode(error) !== 'provider.not-found') throw error;
    }
  }
}

export function sameFingerprint(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

async function findSameKey(
  client: RobotClient,
  publicKey: string,
  signal: AbortSignal,
): Promise<WireKey | null> {
  const wanted = md5Fingerprint(publicKey);
  const keys = await listKeys(client, signal);
  return keys.find((key) => sameFingerprint(key.fingerprint, wanted)) ?? null;
}

/** MD5 in colon form, the only one Robot knows. */
function md5Fingerprint(line: string): string {
  const blob = Buffer.from(line.trim().split(/\s+/)[1] ?? '', 'base64');
  const hex = createHash('md5').update(blob).digest('hex');
  return hex.match(/../g)?.join(':') ?? hex;
}
