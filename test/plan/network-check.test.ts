import { describe, expect, it } from '@jest/globals';
import type { NetworkPlan } from '../../src/domain/plan.ts';
import { planNetwork } from '../../src/plan/network.ts';
import {
  compareWithProvider,
  compareWithSwitches,
  compareWithSystem,
  type RoutedAddress,
} from '../../src/plan/network-check.ts';
import { parseNetworkUnits } from '../../src/plan/network-units.ts';
import { factsOf } from '../generate/examples.ts';

const CLOUD = factsOf('cloud-rescue');
const METAL = factsOf('metal-rescue');
/** A machine behind QEMU's translation. */
const LAB = factsOf('rescue-bios');

function v4(address: string, fields: Partial<RoutedAddress> = {}): RoutedAddress {
  const own = { family: 4, kind: 'address', address, prefixLength: 32, gateway: null } as const;
  return { ...own, ...fields };
}

function v6(address: string, gateway = 'fe80::1'): RoutedAddress {
  return { family: 6, kind: 'network', address, prefixLength: 64, gateway };
}

const cloud4 = CLOUD.links
  .flatMap(({ addresses }) => addresses)
  .find(({ family, scope }) => family === 4 && scope === 'global');
const CLOUD_MAIN = v4(cloud4?.address ?? '', { gateway: '172.31.1.1' });
const METAL_MAIN = v4('198.51.100.74', { prefixLength: 26, gateway: '198.51.100.65' });

describe('the planned network beside what the provider knows', () => {
  it.each([
    [
      'a cloud machine by DHCP, with its IPv6 network',
      CLOUD,
      [CLOUD_MAIN, v6('2001:db8:c17:4b2::')],
    ],
    [
      'a dedicated server with its gateway on the link',
      METAL,
      [METAL_MAIN, v6('2001:db8:a0:11b2::')],
    ],
    [
      'a network that is routed besides and is on no card',
      METAL,
      [
        METAL_MAIN,
        v6('2001:db8:a0:11b2::'),
        v4('203.0.113.8', { kind: 'network', prefixLength: 29 }),
      ],
    ],
    ['no IPv6 at the provider', METAL, [METAL_MAIN]],
    ['a public address that is translated to a private one', LAB, [v4('203.0.113.7')]],
    ['a provider that knows no address', METAL, []],
  ] as const)('agrees: %s', (_, facts, routed) => {
    expect(compareWithProvider(planNetwork(facts).network, facts, routed)).toEqual([]);
  });

  it.each([
    ['another main address', METAL, [v4('198.51.100.75')], 'routes 198.51.100.75'],
    ['an address that is not routed here', METAL, [v4('198.51.100.75')], '198.51.100.74 (on'],
    ['another DHCP address', CLOUD, [v4('203.0.113.99')], 'routes 203.0.113.99'],
    ['another IPv6 network', METAL, [METAL_MAIN, v6('2001:db8:ffff::')], '2001:db8:a0:11b2::2'],
    ['another gateway', METAL, [{ ...METAL_MAIN, gateway: '198.51.100.66' }], '198.51.100.66'],
    [
      'another gateway of IPv6',
      METAL,
      [METAL_MAIN, v6('2001:db8:a0:11b2::', 'fe80::2')],
      'fe80::2',
    ],
  ] as const)('disagrees: %s', (_, facts, routed, words) => {
    const objections = compareWithProvider(planNetwork(facts).network, facts, routed);
    expect(objections.join()).toContain(words);
  });
});

describe('planned VLANs beside the switches that the provider knows', () => {
  const { network } = planNetwork(factsOf('metal-bond'));
  const known = { name: 'backend', vlan: 4000 } as const;

  it.each(['ready', 'in-process', 'unknown'] as const)('agree with one that is %s', (state) => {
    expect(compareWithSwitches(network, [{ ...known, state }])).toEqual([]);
  });

  it.each([
    ['there is none', [], /VLAN 4000 is that of no vSwitch .*joined: none/],
    ['the machine is no member', [{ ...known, state: null }], /joined: none/],
    ['it has another number', [{ ...known, vlan: 4002, state: 'ready' }], /4002 \(backend\)/],
    ['the machine was not taken in', [{ ...known, state: 'failed' }], /failed to take/],
  ] as const)('disagree where %s', (_, switches, words) => {
    expect(compareWithSwitches(network, switches)).toEqual([expect.stringMatching(words)]);
  });

  it('ask nothing where there are no VLANs', () => {
    expect(compareWithSwitches(planNetwork(METAL).network, [])).toEqual([]);
  });
});

/** The units that nixpkgs makes of a planned network. */
function unitsOf({ links }: NetworkPlan): string {
  return links
    .map(({ mac, usesDhcp4, addresses, routes }, index) =>
      [
        `unit: 1${index}-link.network`,
        `[Match]\nMACAddress=${mac.toUpperCase()}\nType=ether\n`,
        `[Network]\nDHCP=${usesDhcp4 ? 'ipv4' : 'no'}\nIPv6AcceptRA=false`,
        ...addresses.map(({ address, prefixLength }) => `Address=${address}/${prefixLength}`),
        ...routes.map(({ gateway }) => `\n[Route]\nGateway=${gateway}\nGatewayOnLink=true`),
      ].join('\n'),
    )
    .join('\n');
}

describe('the planned network beside the built system', () => {
  const metal = planNetwork(METAL).network;
  const cloud = planNetwork(CLOUD).network;
  const compare = (text: string, plan = metal, facts = METAL) =>
    compareWithSystem(plan, facts, parseNetworkUnits(text));

  it('agrees where each card has a unit with all that was planned', () => {
    expect(compare(unitsOf(metal))).toEqual([]);
    expect(compare(unitsOf(cloud), cloud, CLOUD)).toEqual([]);
  });

  it('lets modules add addresses, and move them to a bridge', () => {
    const card =
      'unit: 10-card.network\n[Match]\nMACAddress=a8:a1:59:0f:1e:2d\n[Network]\nBridge=br0\n';
    const bridge = unitsOf(metal).replace(/MACAddress=.*/, 'Name=br0');
    expect(compare(`${card}${bridge}Address=192.0.2.1/24\n`)).toEqual([]);
  });

  it.each([
    ['an address', /Address=198.*/, 'no unit with the address 198.51.100.74'],
    ['a gateway', /Gateway=198.*/, 'no way to 0.0.0.0/0 by 198.51.100.65'],
    ['the card', /MACAddress=.*/, 'no unit of it is for the card a8:a1:59:0f:1e:2d'],
  ])('disagrees where the system lost %s', (_, lost, words) => {
    expect(compare(unitsOf(metal).replace(lost, '')).join()).toContain(words);
  });

  it('disagrees where DHCP is not asked any more, and where a card is gone', () => {
    expect(compare(unitsOf(cloud).replace('DHCP=ipv4', 'DHCP=no'), cloud, CLOUD).join()).toContain(
      'no DHCP server',
    );
    expect(compare(unitsOf(metal), metal, { ...METAL, links: [] }).join()).toContain('not there');
  });

  it('does not compare a system with another kind of network', () => {
    expect(compare('')).toEqual([]);
  });

  describe('with a bond and a VLAN', () => {
    const facts = factsOf('metal-bond');
    const bond = planNetwork(facts).network;
    const units = [
      'unit: 05-bond0.netdev\n[NetDev]\nKind=bond\nName=bond0\n',
      'unit: 05-bond0-card0.network\n[Match]\nPermanentMACAddress=a8:a1:59:0f:1e:2d\n[Network]\nBond=bond0\n',
      'unit: 05-bond0-card1.network\n[Match]\nPermanentMACAddress=a8:a1:59:0f:1e:2e\n[Network]\nBond=bond0\n',
      unitsOf(bond).replace(/MACAddress=.*/, 'Name=bond0'),
      'unit: 30-vlan4000.netdev\n[NetDev]\nKind=vlan\nName=vlan4000\n[VLAN]\nId=4000\n',
      'unit: 30-vlan4000.network\n[Match]\nName=vlan4000\n[Network]\nAddress=10.0.1.2/24\n[Route]\nGateway=10.0.1.1\n',
    ].join('\n');
    // In the installer the cards stand alone, each by its own address.
    const installer = {
      ...facts,
      links: facts.links
        .filter(({ kind }) => kind === 'ethernet')
        .map(({ permanentMac, ...link }) => ({ ...link, mac: permanentMac ?? link.mac })),
    };

    it('agrees, though the installer has cards alone', () => {
      expect(compare(units, bond, installer)).toEqual([]);
    });

    it.each([
      ['a card of the bond', /PermanentMACAddress=.*2e/, /no unit of it is for the card .*2e/],
      ['the bond', 'Kind=bond', /makes no bond/],
      ['the VLAN', 'Id=4000', /makes no VLAN 4000/],
      ['an address on the VLAN', 'Address=10.0.1.2/24', /no unit with the address 10\.0\.1\.2/],
      ['a way through the VLAN', 'Gateway=10.0.1.1', /no way to 10\.0\.0\.0\/16/],
    ])('disagrees where the system lost %s', (_, lost, words) => {
      expect(compare(units.replace(lost, ''), bond, installer)).toEqual([
        expect.stringMatching(words),
      ]);
    });

    it('disagrees where a card of the bond is gone', () => {
      const links = installer.links.slice(0, 1);
      expect(compare(units, bond, { ...installer, links }).join()).toMatch(/2e .* not there/);
    });
  });
});
