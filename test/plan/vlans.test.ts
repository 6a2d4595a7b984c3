import { describe, expect, it } from '@jest/globals';
import type { VlanRequest } from '../../src/domain/network-request.ts';
import { planNetwork } from '../../src/plan/network.ts';
import { requireSoundVlans } from '../../src/plan/vlans.ts';
import { factsOf } from '../generate/examples.ts';

const VLAN: VlanRequest = {
  id: 4001,
  addresses: ['10.0.2.2/24', 'fd00:2::2/64'],
  routes: [{ destination: '10.0.0.0/16', gateway: '10.0.2.1' }],
  mtuBytes: 1400,
};

describe('VLANs', () => {
  it('lie on the link that leads out, where they were asked for', () => {
    const { network, warnings } = planNetwork(factsOf('metal-rescue'), [VLAN]);
    expect(network.links[0]?.vlans).toEqual([
      {
        id: 4001,
        name: 'vlan4001',
        mtuBytes: 1400,
        addresses: [
          { address: '10.0.2.2', prefixLength: 24 },
          { address: 'fd00:2::2', prefixLength: 64 },
        ],
        routes: [{ destination: '10.0.0.0/16', gateway: '10.0.2.1', isOnLink: false }],
      },
    ]);
    expect(warnings.join()).not.toMatch(/VLAN/);
  });

  it('stay as they were measured, with their routes and the size of their packets', () => {
    const measured = planNetwork(factsOf('metal-bond'));
    expect(measured.network.links[0]?.vlans).toEqual([
      {
        id: 4000,
        name: 'vlan4000',
        mtuBytes: 1400,
        addresses: [{ address: '10.0.1.2', prefixLength: 24 }],
        routes: [{ destination: '10.0.0.0/16', gateway: '10.0.1.1', isOnLink: false }],
      },
    ]);
    expect(measured.warnings.join()).not.toMatch(/not planned/);
  });

  it('are as they were asked for, where both tell of one, and that is said', () => {
    const asked = { ...VLAN, id: 4000, addresses: ['10.0.1.9/24'], routes: [] };
    const { network, warnings } = planNetwork(factsOf('metal-bond'), [asked, VLAN]);
    expect(
      network.links[0]?.vlans?.map(({ id, addresses }) => [id, addresses[0]?.address]),
    ).toEqual([
      [4000, '10.0.1.9'],
      [4001, '10.0.2.2'],
    ]);
    expect(warnings.join()).toMatch(/VLAN 4000 was measured with 10\.0\.1\.2\/24; 10\.0\.1\.9\/24/);
  });

  it('change nothing of a plan where there are none', () => {
    const [link] = planNetwork(factsOf('metal-rescue')).network.links;
    expect(Object.keys(link ?? {})).not.toContain('vlans');
  });

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
