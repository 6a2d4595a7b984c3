/** The document a stock cloud image reads on its first boot. */

import type { KeyPair } from './context.ts';

/**
 * Cloud-init user data that makes the very first SSH answer verifiable: the host key is ours.
 * JSON is YAML, so nothing has to be quoted by hand. Holds a private key: a secret.
 *
 * @see https://cloudinit.readthedocs.io/en/latest/reference/modules.html#ssh
 */
export function firstBootDocument(input: { hostKey: KeyPair; authorizedKey: string }): string {
  const document = {
    disable_root: false,
    ssh_deletekeys: true,
    ssh_genkeytypes: [],
    ssh_keys: {
      ed25519_private: input.hostKey.privateKey,
      ed25519_public: input.hostKey.publicKey,
    },
    ssh_authorized_keys: [input.authorizedKey],
    ssh_pwauth: false,
  };
  return `#cloud-config\n${JSON.stringify(document, null, 2)}\n`;
}
