import { describe, expect, it } from '@jest/globals';
import { createSshProvider, formatRef, SSH_ABILITIES } from '../../../providers/ssh/index.ts';
import { describeProvider } from '../../conformance/provider.ts';

const never = (): AbortSignal => new AbortController().signal;

describeProvider({
  name: 'ssh',
  abilities: SSH_ABILITIES,
  reservesNames: false,
  start: async () => ({
    provider: createSshProvider(),
    existingRef: '203.0.113.5:22',
    unknownRef: 'no port',
    authorizedKey: '',
    makeOrder: () => {
      throw new Error('this provider takes no orders');
    },
    passTime: async () => {},
    withBadCredentials: null,
    close: async () => {},
  }),
});

describe('a host', () => {
  it.each([
    ['203.0.113.5:22', { host: '203.0.113.5', port: 22 }],
    ['host.example:2222', { host: 'host.example', port: 2222 }],
    ['2001:db8::1:22', { host: '2001:db8::1', port: 22 }],
    ['fe80::1%eth0:22', { host: 'fe80::1%eth0', port: 22 }],
  ])('is found by %s, and its address makes that reference', async (ref, address) => {
    const machine = await createSshProvider().getMachine(ref, never());

    expect(machine.addresses).toEqual([address]);
    expect(machine.origin).toEqual({ provider: 'ssh', account: null, providerRef: ref });
    expect(formatRef(address)).toBe(ref);
  });

  it.each([
    '',
    'host',
    'host:',
    'host:0',
    'host:65536',
    ':22',
    '1:2:3:22',
    'a b:22',
    'root@host:22',
  ])('is not found by "%s"', async (ref) => {
    await expect(createSshProvider().getMachine(ref, never())).rejects.toMatchObject({
      code: 'provider.not-found',
    });
  });
});
