import { describe, expect, it } from '@jest/globals';
import {
  createPublicLookup,
  isPublicAddress,
  type ResolveAll,
} from '../../src/events/webhook-target.ts';

describe('an address', () => {
  it.each(['1.1.1.1', '93.184.216.34', '2606:4700::1111', '[2a01:4f8::1]'])(
    'is public: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '::ffff:1.1.1.1',
    '64:ff9b::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'hooks.example',
  ])('is not public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe('the lookup of a connection', () => {
  /** A name that leads to these addresses. */
  function resolving(...addresses: string[]) {
    const resolve: ResolveAll = (_hostname, _options, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    const look = createPublicLookup(resolve);
    return new Promise((answer, refuse) => {
      look('hooks.example', { all: true }, (error, found) =>
        error === null ? answer(found) : refuse(error),
      );
    });
  }

  it('gives public addresses', async () => {
    expect(await resolving('1.1.1.1')).toEqual([{ address: '1.1.1.1', family: 4 }]);
  });

  it('refuses a name as soon as one of its addresses is closed', async () => {
    await expect(resolving('1.1.1.1', '127.0.0.1')).rejects.toThrow('not public');
    await expect(resolving('::ffff:10.0.0.1')).rejects.toThrow('not public');
    await expect(resolving()).rejects.toThrow('not public');
  });
});
