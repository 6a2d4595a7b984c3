/** Who a played machine is after a boot: as its first-boot document, or the files on its root, say. */

import { generateKeyPair, type SshKeyPair } from '../../../src/ssh/keys.ts';
import type { BootSource } from '../machine.ts';
import type { Identity } from './host.ts';

/** Cloud-init: the host key and the keys of the user data, which the service writes as JSON. */
export function imageIdentity(source: Extract<BootSource, { kind: 'image' }>): Identity {
  const { userData = '', authorizedKeys } = source;
  const document: unknown = userData.startsWith('#cloud-config\n{')
    ? JSON.parse(userData.slice('#cloud-config\n'.length))
    : {};
  const keys: unknown = fieldOf(document, 'ssh_keys');
  const privateKey = fieldOf(keys, 'ed25519_private');
  const publicKey = fieldOf(keys, 'ed25519_public');
  const more = fieldOf(document, 'ssh_authorized_keys');
  const hostKey: SshKeyPair =
    typeof privateKey === 'string' && typeof publicKey === 'string'
      ? { privateKey, publicKey }
      : generateKeyPair('image');
  return {
    hostKey,
    authorizedKeys: [...authorizedKeys, ...(Array.isArray(more) ? more.map(String) : [])],
  };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** The host key that was put on the root; our key there, and those of the configuration. */
export function installedIdentity(root: ReadonlyMap<string, string>): Identity {
  const place = '/etc/ssh/ssh_host_ed25519_key';
  const privateKey = root.get(place);
  const publicKey = root.get(`${place}.pub`);
  const configuration = root.get('/etc/nixos/configuration.nix') ?? '';
  const configured = configuration.match(/(?<=")(?:ssh|ecdsa|sk)-[^"]+(?=")/g) ?? [];
  const ours = (root.get('/root/.ssh/authorized_keys') ?? '').split('\n').filter(Boolean);
  return {
    hostKey: privateKey && publicKey ? { privateKey, publicKey } : generateKeyPair('installed'),
    authorizedKeys: [...configured, ...ours],
  };
}
