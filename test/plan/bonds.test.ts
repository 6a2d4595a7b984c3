import { describe, expect, it } from '@jest/globals';
import type { Facts, MeasuredBond } from '../../src/domain/facts.ts';
import { findBonds } from '../../src/plan/bonds.ts';
import { planNetwork } from '../../src/plan/network.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { factsOf, INPUTS, requestFor } from '../generate/examples.ts';

const FACTS = factsOf('metal-bond');

function withBond(bond: Partial<MeasuredBond>, facts: Facts = FACTS): Facts {
  const links = facts.links.map((link) =>
    link.bond === undefined ? link : { ...link, bond: { ...link.bond, ...bond } },
  );
  return { ...facts, links };
}

describe('a machine whose cards are a bond', () => {
  const { network, warnings } = planNetwork(FACTS);

  it('has the bond in place of its cards, with its public address pinned', () => {
    expect(network.links).toHaveLength(1);
    expect(network.links[0]).toMatchObject({
      mac: 'a8:a1:59:0f:1e:2d',
      usesDhcp4: false,
      addresses: [
        { address: '198.51.100.74', prefixLength: 32 },
        { address: '2001:db8:a0:11b2::2', prefixLength: 64 },
      ],
      bond: {
        name: 'bond0',
        mode: '802.3ad',
        hashPolicy: 'layer3+4',
        lacpRate: 'fast',
        miiMonitorMs: 100,
        members: [
          { mac: 'a8:a1:59:0f:1e:2d', driver: 'igb' },
          { mac: 'a8:a1:59:0f:1e:2e', driver: 'igb' },
        ],
      },
    });
  });

  it('is warned of where the switch has to play along', () => {
    const of = (mode: string) => planNetwork(withBond({ mode })).warnings.join();
    expect(warnings.join()).toMatch(/mode 802\.3ad: the installer brings its cards up one by one/);
    expect(of('balance-xor')).toMatch(/mode balance-xor/);
    expect(of('active-backup')).not.toMatch(/one by one/);
  });

  it('plans the same whatever the kernel calls bond and cards', () => {
    const rename = (text: string) => text.replaceAll('bond0', 'team7').replaceAll('eth1', 'enp5s0');
    const renamed = JSON.parse(rename(JSON.stringify(FACTS)));
    const digest = (facts: Facts) => planMachine(requestFor('a', MIRROR), facts, INPUTS).digest;
    expect(digest(renamed)).toBe(digest(FACTS));
  });

  it('has neither a hash policy nor a rate that systemd does not know', () => {
    const [bond] = findBonds(withBond({ mode: 'active-backup', hashPolicy: 'vlan+srcmac' }).links);
    expect(bond?.planned).toMatchObject({ hashPolicy: null, lacpRate: null });
  });

  it('is unclear where the bond is of an unknown kind, as where it is no bond', () => {
    expect(() => planNetwork(withBond({ mode: 'team' }))).toThrow(
      expect.objectContaining({ code: 'request.network-unclear' }),
    );
  });

  it('cannot be encrypted: its initrd would wait where nobody reaches it', () => {
    const request = requestFor('a', { ...MIRROR, hasLuks: true });
    expect(() => planMachine(request, FACTS, INPUTS)).toThrow(
      expect.objectContaining({
        code: 'request.layout-impossible',
        message: expect.stringMatching(/the bond bond0 \(a8.*: .* nobody could unlock it/),
      }),
    );
    expect(planMachine(requestFor('a', MIRROR), FACTS, INPUTS).layout.preset).toBe('mirror-ext4');
  });
});

const MIRROR = { preset: 'mirror-ext4', system: { kind: 'nvme' } } as const;
