import { describe, expect, it } from '@jest/globals';
import { createSeal } from '../../src/store/seal.ts';

const KEY = new Uint8Array(32).fill(1);
const PLACE = { table: 'secret', row: 'install-1/access', column: 'sealed' };

describe('the seal', () => {
  it('opens what it sealed, whatever the text', () => {
    const seal = createSeal(KEY);
    for (const text of ['', 'x', 'ключ 🔑', '-----BEGIN OPENSSH PRIVATE KEY-----\n'.repeat(50)]) {
      expect(seal.open(seal.seal(text, PLACE), PLACE)).toBe(text);
    }
  });

  it('has the form v1.keyId.iv.ciphertext.tag and differs each time', () => {
    const seal = createSeal(KEY);
    const sealed = seal.seal('secret', PLACE);
    expect(sealed).toMatch(/^v1\.[0-9a-f]{8}\.[\w-]{16}\.[\w-]+\.[\w-]{22}$/);
    expect(seal.seal('secret', PLACE)).not.toBe(sealed);
  });

  it.each(['table', 'row', 'column'] as const)('does not open in another %s', (part) => {
    const seal = createSeal(KEY);
    const sealed = seal.seal('secret', PLACE);
    expect(() => seal.open(sealed, { ...PLACE, [part]: 'other' })).toThrow('changed or moved');
  });

  it('does not open when a byte of any part was changed', () => {
    const seal = createSeal(KEY);
    const parts = seal.seal('secret', PLACE).split('.');
    for (const index of parts.keys()) {
      const changed = parts.with(
        index,
        `${parts[index]?.startsWith('A') ? 'B' : 'A'}${parts[index]?.slice(1)}`,
      );
      expect(() => seal.open(changed.join('.'), PLACE)).toThrow('does not open');
    }
  });

  it('says that another key sealed it', () => {
    const sealed = createSeal(KEY).seal('secret', PLACE);
    const other = createSeal(new Uint8Array(32).fill(2));
    expect(() => other.open(sealed, PLACE)).toThrow('it was sealed with the key');
  });

  it('refuses a key of another length', () => {
    expect(() => createSeal(new Uint8Array(16))).toThrow('has 16 bytes, not 32');
  });
});
