import { describe, expect, it } from '@jest/globals';
import { describeBlob, describeKey } from '../lab/stand-in/ssh-key.ts';
import { newPublicKey } from './project-under-test.ts';

function blobOf(...parts: readonly Buffer[]): Buffer {
  const withLengths = parts.flatMap((part) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    return [length, part];
  });
  return Buffer.concat(withLengths);
}

const exponent = Buffer.from([1, 0, 1]);
const modulus = Buffer.concat([Buffer.from([0]), Buffer.alloc(256, 0xab)]);

describe('the description of a key', () => {
  it.each([
    ['an RSA key by its modulus', blobOf(Buffer.from('ssh-rsa'), exponent, modulus), 'RSA', 2048],
    [
      'an ECDSA key by its name',
      blobOf(Buffer.from('ecdsa-sha2-nistp521'), Buffer.from('nistp521')),
      'ECDSA',
      521,
    ],
  ])('tells type and size of %s', (_, blob, type, size) => {
    expect(describeBlob(blob)).toMatchObject({ type, size });
  });

  it('is the same for a line and for what the line holds', () => {
    const line = newPublicKey();
    const blob = Buffer.from(line.split(' ')[1] ?? '', 'base64');
    expect(describeKey(line)).toEqual(describeBlob(blob));
    expect(describeKey(line)).toMatchObject({ type: 'ED25519', size: 256 });
  });

  it('is not made up for what is no key, or not the key it says', () => {
    const [, base64] = newPublicKey().split(' ');
    expect(describeKey(`ssh-rsa ${base64}`)).toBeNull();
    expect(describeKey('ssh-ed25519')).toBeNull();
    expect(describeBlob(blobOf(Buffer.from('ssh-moon')))).toBeNull();
    expect(describeBlob(Buffer.alloc(3))).toBeNull();
  });
});
