import { describe, expect, it } from '@jest/globals';
import type { VlanRequest } from '../../src/domain/network-request.ts';
import { planNetwork } from '../../src/plan/network.ts';
import type { RoutedAddress } from '../../src/plan/network-check.ts';
import { compareWithProvider } from '../../src/plan/network-check.ts';
import { requireSoundNetwork, requireSoundVlans } from '../../src/plan/network-request.ts';
import { factsOf, requestFor } from '../generate/examples.ts';

const VLAN: VlanRequest = {
  id: 4001,
  addresses: ['10.0.2.2/24', 'fd00:2::2/64'],
  routes: [{ destination: '10.0.0.0/16', gateway: '10.0.2.1' }],
  mtuBytes: 1400,
};

describe('VLANs that are asked for', () => {
  it.each<[string, Partial<VlanRequest>, RegExp]>([
    ['a number that is no vSwitch', { id: 100 }, /from 4000 to 4091/],
    ['packets that no vSwitch carries', { mtuBytes: 1500 }, /1400 bytes at the most/],
    ['an address that is none', { addresses: ['10.0.2.300/24'] }, /is no address/],
    ['a prefix that is too long', { addresses: ['10.0.2.2/33'] }, /is no address/],
    [
      'a default route',
      { routes: [{ destination: '0.0.0.0/0', gateway: '10.0.2.1' }] },
      /leave the default route/,
    ],
    [
      'a gateway that is elsewhere',
      { routes: [{ destination: '10.0.0.0/16', gateway: '10.9.0.1' }] },
      /lies in none of its own networks/,
    ],
  ])('are refused with %s', (_, change, words) => {
    expect(() => requireSoundVlans([VLAN], 'robot')).not.toThrow();
    expect(() => requireSoundVlans([{ ...VLAN, ...change }], 'robot')).toThrow(words);
  });

  it('are refused twice, and on a cloud server; elsewhere any number will do', () => {
    expect(() => requireSoundVlans([VLAN, VLAN], 'ssh')).toThrow(/given twice/);
    expect(() => requireSoundVlans([VLAN], 'hcloud')).toThrow(/order it into "networks"/);
    expect(() => requireSoundVlans([{ ...VLAN, id: 12, mtuBytes: 1500 }], 'ssh')).not.toThrow();
  });
});

describe('addresses that are asked for', () => {
  const METAL = factsOf('metal-rescue');
  const plan = (...addresses: readonly string[]) => planNetwork(METAL, { addresses, vlans: [] });

  it('are on the link that leads out, beside its own, and each once', () => {
    const [link] = plan('203.0.113.9/29', '198.51.100.74/26').network.links;
    expect(link?.addresses).toEqual([
      { address: '198.51.100.74', prefixLength: 32 },
      { address: '2001:db8:a0:11b2::2', prefixLength: 64 },
      { address: '203.0.113.9', prefixLength: 29 },
    ]);
  });

  it('have to be routed to the machine, where its provider can tell', () => {
    const known: RoutedAddress[] = [
      { family: 4, kind: 'address', address: '198.51.100.74', prefixLength: 26, gateway: null },
      { family: 4, kind: 'network', address: '203.0.113.8', prefixLength: 29, gateway: null },
    ];
    const objections = (address: string) =>
      compareWithProvider(plan(address).network, METAL, known).join();
    expect(objections('203.0.113.9/29')).toBe('');
    expect(objections('203.0.113.16/29')).toMatch(
      /203\.0\.113\.16 .* is nothing that the provider/,
    );
  });

  it.each(['203.0.113.9/33', '203.0.113.900/29', '::g/64'])('are refused as %s', (address) => {
    const request = requestFor('x', {});
    const system = { ...request.system, network: { addresses: [address], vlans: [] } };
    expect(() => requireSoundNetwork({ ...request, system })).toThrow(/is no address/);
  });
});
