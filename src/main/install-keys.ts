/** The key pairs of an install, made once and sealed in the store. */

import type { InstallKeys, KeyPair } from '../install/context.ts';
import { GIVEN_ACCESS_SECRET } from '../service/names.ts';
import { generateKeyPair } from '../ssh/keys.ts';
import type { Secrets } from '../store/secrets.ts';

/** Makes the keys' keeper. Two that ask at once get the same pair: the first one stored stays. */
export function createInstallKeys(secrets: Secrets): InstallKeys {
  return {
    async get(installId, role) {
      const stored = await secrets.find(installId, `key.${role}`);
      if (stored !== null) return parsePair(stored);
      const fresh = JSON.stringify(generateKeyPair(''));
      return parsePair(await secrets.putIfAbsent(installId, `key.${role}`, fresh));
    },
    givenAccess: (installId) => secrets.find(installId, GIVEN_ACCESS_SECRET),
    given: (installId, name) => secrets.find(installId, name),
    forget: (installId) => secrets.deleteAll(installId),
  };
}

function parsePair(text: string): KeyPair {
  const pair: KeyPair = JSON.parse(text);
  return { privateKey: pair.privateKey, publicKey: pair.publicKey };
}
