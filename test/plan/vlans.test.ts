import { describe, expect, it } from '@jest/globals';
import type { VlanRequest } from '../../src/domain/network-request.ts';
import { planNetwork } from '../../src/plan/network.ts';
import { factsOf } from '../generate/examples.ts';

const VLAN: VlanRequest = {
  id: 4001,
  addresses: ['10.0.2.2/24', 'fd00:2::2/64'],
  routes: [{ destination: '10.0.0.0/16', gateway: '10.0.2.1' }],
  mtuBytes: 1400,
};

describe('VLANs', () => {
  it('lie on the link that leads out, where they were asked for', () => {
    const { network, warnings } = planNetwork(factsOf('metal-rescue'), {
      addresses: [],
      vlans: [VLAN],
    });
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
    const { network, warnings } = planNetwork(factsOf('metal-bond'), {
      addresses: [],
      vlans: [asked, VLAN],
    });
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
});
