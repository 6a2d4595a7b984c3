/** SSH keys of an operation in the project. */

import { createHash } from 'node:crypto';
import { errorCode, ProviderError } from '../../src/domain/error.ts';
import { createSshKey, listSshKeys } from './calls.ts';
import type { HcloudClient } from './client.ts';
import { keyName, operationLabels, operationSelector } from './convert.ts';
import type { WireSshKey } from './wire.ts';

/**
 * The vendor's id of this key, uploaded under the operation's name and label unless the project holds
 * the same key already, under whatever name. May be repeated.
 *
 * @param publicKey one OpenSSH line
 * @throws ProviderError `provider.conflict` when the name belongs to another key
 */
export async function ensureSshKey(
  client: HcloudClient,
  operationId: string,
  publicKey: string,
  signal: AbortSignal,
): Promise<number> {
  const name = keyName(operationId);
  const labels = operationLabels(operationId);
  try {
    return (await createSshKey(client, { name, public_key: publicKey, labels }, signal)).id;
  } catch (error) {
    if (errorCode(error) !== 'provider.conflict') throw error;
    const found = await findSameKey(client, publicKey, signal);
    if (found !== null) return found.id;
    throw new ProviderError(
      'provider.conflict',
      `The SSH key ${name} could not be stored at Hetzner Cloud: its name is taken by another key. Delete that key in the project and try again.`,
      { outcome: 'refused', name },
      error,
    );
  }
}

async function findSameKey(
  client: HcloudClient,
  publicKey: string,
  signal: AbortSignal,
): Promise<WireSshKey | null> {
  const fingerprint = md5Fingerprint(publicKey);
  const keys = await listSshKeys(client, { fingerprint }, signal);
  return keys.find((key) => keyBody(key.public_key) === keyBody(publicKey)) ?? null;
}

/** Type and key without the comment, by which two lines are the same key. */
function keyBody(line: string): string {
  return line.trim().split(/\s+/).slice(0, 2).join(' ');
}

/** MD5 in colon form: the only fingerprint the vendor searches by. */
function md5Fingerprint(line: string): string {
  const blob = Buffer.from(keyBody(line).split(' ')[1] ?? '', 'base64');
  const hex = createHash('md5').update(blob).digest('hex');
  return hex.match(/../g)?.join(':') ?? hex;
}

/** Deletes the keys that bear the operation's label. May be repeated. */
export async function deleteOperationKeys(
  client: HcloudClient,
  operationId: string,
  signal: AbortSignal,
): Promise<void> {
  const selector = { label_selector: operationSelector(operationId) };
  for (const key of await listSshKeys(client, selector, signal)) {
    try {
      await client.deleteSshKey(key.id, signal);
    } catch (error) {
      // Gone already: somebody else, or our own lost answer, deleted it.
      if (errorCode(error) !== 'provider.not-found') throw error;
    }
  }
}
