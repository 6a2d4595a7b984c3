import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { firstBootDocument } from '../../src/install/first-boot.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';

describe('firstBootDocument', () => {
  it('is a cloud-config that carries our host key and lets our key in as root', () => {
    const hostKey = generateKeyPair('');
    const text = firstBootDocument({ hostKey, authorizedKey: 'ssh-ed25519 AAAA' });
    expect(text.split('\n')[0]).toBe('#cloud-config');
    expect(parse(text)).toMatchObject({
      disable_root: false,
      ssh_deletekeys: true,
      ssh_keys: { ed25519_private: hostKey.privateKey, ed25519_public: hostKey.publicKey },
      ssh_authorized_keys: ['ssh-ed25519 AAAA'],
    });
  });

  it('fits into what a cloud image may be given (32 KiB)', () => {
    const document = firstBootDocument({ hostKey: generateKeyPair(''), authorizedKey: 'k' });
    expect(Buffer.byteLength(document)).toBeLessThan(32 * 1024);
  });
});
