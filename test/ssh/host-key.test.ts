import { describe, expect, it } from '@jest/globals';
import { createHostKeyCheck, hasFingerprint } from '../../src/ssh/host-key.ts';
import {
  fingerprintMd5,
  fingerprintSha256,
  generateKeyPair,
  parsePublicKeyLine,
} from '../../src/ssh/keys.ts';
import { makeShells, startMachine, targetOf } from './contact.ts';

const LINE = generateKeyPair('').publicKey;
const OTHER = fingerprintSha256(generateKeyPair('').publicKey);

describe('a fingerprint', () => {
  it.each([
    ['MD5 with colons', fingerprintMd5(LINE)],
    ['MD5 in capitals', fingerprintMd5(LINE).toUpperCase()],
    ['MD5 with its name', `MD5:${fingerprintMd5(LINE)}`],
    ['SHA-256', fingerprintSha256(LINE)],
    ['SHA-256 with padding', `${fingerprintSha256(LINE)}=`],
  ])('names its key as %s', (_, fingerprint) => {
    expect(hasFingerprint(LINE, [OTHER, fingerprint])).toBe(true);
  });

  it('names no other key', () => {
    expect(hasFingerprint(LINE, [OTHER])).toBe(false);
    expect(hasFingerprint(LINE, [])).toBe(false);
  });
});

describe('a host key of which fingerprints are published', () => {
  it('is accepted as published, and then holds', () => {
    const check = createHostKeyCheck(null, [OTHER, fingerprintMd5(LINE)]);
    const { blob } = parsePublicKeyLine(LINE);
    expect(check.accepts(blob)).toBe(true);
    expect(check.accepted()).toEqual({ publicKey: LINE, trust: 'published' });
    expect(check.accepts(parsePublicKeyLine(generateKeyPair('').publicKey).blob)).toBe(false);
  });

  it('is accepted over a connection', async () => {
    const machine = await startMachine();
    const hostKeyFingerprints = [fingerprintSha256(machine.hostKey)];
    const target = targetOf(machine, { hostKey: null, hostKeyFingerprints });
    const { hostKey } = await makeShells().open(target);
    expect(hostKey).toEqual({ publicKey: machine.hostKey, trust: 'published' });
  });

  it('keeps our key from a host that shows another one', async () => {
    const machine = await startMachine();
    const target = targetOf(machine, { hostKey: null, hostKeyFingerprints: [OTHER] });
    await expect(makeShells().open(target)).rejects.toEqual(
      expect.objectContaining({ code: 'machine.host-key-mismatch' }),
    );
    expect(machine.recorded.offeredKeys).toEqual([]);
  });
});
