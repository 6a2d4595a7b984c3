import { describe, expect, it } from '@jest/globals';
import type { Facts, Link, LinkAddress, Route } from '../../src/domain/facts.ts';
import { planNetwork } from '../../src/plan/network.ts';
import { factsOf } from '../generate/examples.ts';
import { DEFAULT_ROUTE, LINK, makeFacts } from './make.ts';

function address(text: string, fields: Partial<LinkAddress> = {}): LinkAddress {
  const [host = '', length = ''] = text.split('/');
  const family = host.includes(':') ? 6 : 4;
  return {
    family,
    address: host,
    prefixLength: Number(length),
    scope: 'global',
    isDynamic: false,
    peer: null,
    ...fields,
  };
}

function route(gateway: string, fields: Partial<Route> = {}): Route {
  return { ...DEFAULT_ROUTE, gateway, family: gateway.includes(':') ? 6 : 4, ...fields };
}

function link(addresses: readonly LinkAddress[], fields: Partial<Link> = {}): Link {
  return { ...LINK, addresses, ...fields };
}

function facts(
  links: readonly Link[],
  routes: readonly Route[],
  fields: Partial<Facts> = {},
): Facts {
  return makeFacts({ links, routes, ...fields });
}

describe('the network of the installed system', () => {
  it('keeps a cloud machine on DHCP for IPv4 and static for IPv6', () => {
    const { network, warnings } = planNetwork(factsOf('cloud-rescue'));
    expect(network.links).toEqual([
      {
        mac: '96:00:03:a1:b2:c3',
        measuredName: 'eth0',
        driver: 'virtio_net',
        usesDhcp4: true,
        addresses: [{ address: '2001:db8:c17:4b2::1', prefixLength: 64 }],
        routes: [{ destination: '::/0', gateway: 'fe80::1', isOnLink: true }],
      },
    ]);
    expect(warnings).toEqual([]);
  });

  it('sets up a card in a private network that the rescue system left alone', () => {
    const measured = factsOf('cloud-rescue');
    const card = link([], { name: 'eth1', mac: '86:00:00:2a:00:01', driver: 'virtio_net' });
    const privateMacs = [card.mac];
    const told = { ...measured, links: [...measured.links, card], privateMacs };
    const { network, warnings } = planNetwork(told);
    expect(network.links.map(({ mac }) => mac)).toEqual(['96:00:03:a1:b2:c3', card.mac]);
    expect(network.links[1]).toEqual({
      mac: card.mac,
      measuredName: 'eth1',
      driver: 'virtio_net',
      usesDhcp4: true,
      addresses: [],
      routes: [],
      mtuBytes: 1450,
    });
    expect(warnings).toEqual([]);
    expect(planNetwork({ ...measured, privateMacs }).warnings).toEqual([
      'The provider names a card 86:00:00:2a:00:01 in a private network; the machine shows none.',
    ]);
  });

  it('takes no way out through a private network', () => {
    const inside = link([address('10.0.0.2/32', { isDynamic: true })], {
      name: 'eth1',
      mac: '86:00:00:2a:00:01',
    });
    const outside = link([address('203.0.113.5/32', { isDynamic: true })], { name: 'eth0' });
    const routes = [
      route('10.0.0.1', { link: 'eth1', isDynamic: true }),
      route('172.31.1.1', { link: 'eth0', isDynamic: true }),
    ];
    expect(() => planNetwork(facts([inside, outside], routes))).toThrow(/equally good/);
    const told = facts([inside, outside], routes, { privateMacs: [inside.mac] });
    expect(planNetwork(told).network.links.map(({ measuredName }) => measuredName)).toEqual([
      'eth0',
      'eth1',
    ]);
  });

  it.each([
    ['those measured', ['185.12.64.1', '2001:db8::53'], ['2001:db8::53']],
    ['Hetzner’s', ['185.12.64.1'], ['2a01:4ff:ff00::add:1', '2a01:4ff:ff00::add:2']],
  ])('asks %s by IPv6 alone where there is no IPv4', (_, nameservers, planned) => {
    const only6 = link([address('2001:db8:1:2::1/64')], { name: 'eth0' });
    const told = facts([only6], [route('fe80::1', { link: 'eth0' })], { nameservers });
    const { network } = planNetwork(told);
    expect(network.nameservers).toEqual(planned);
    expect(network.links[0]?.usesDhcp4).toBe(false);
  });

  it('gives a physical machine its public address as /32 and leaves the USB card alone', () => {
    const { network, warnings } = planNetwork(factsOf('metal-rescue'));
    expect(network.links).toEqual([
      {
        mac: 'a8:a1:59:0f:1e:2d',
        measuredName: 'eth0',
        driver: 'igb',
        usesDhcp4: false,
        addresses: [
          { address: '198.51.100.74', prefixLength: 32 },
          { address: '2001:db8:a0:11b2::2', prefixLength: 64 },
        ],
        routes: [
          { destination: '0.0.0.0/0', gateway: '198.51.100.65', isOnLink: true },
          { destination: '::/0', gateway: 'fe80::1', isOnLink: true },
        ],
      },
    ]);
    expect(warnings).toEqual([expect.stringMatching(/198\.51\.100\.74\/26 becomes a static \/32/)]);
  });

  it.each(['rescue-bios', 'rescue-uefi', 'installer-after-disko-raid', 'installed-raid1-degraded'])(
    'takes the static addresses and routes of the lab machine (%s)',
    (name) => {
      expect(planNetwork(factsOf(name)).network.links).toEqual([
        {
          mac: '52:54:00:12:34:56',
          measuredName: 'eth0',
          driver: 'virtio_net',
          usesDhcp4: false,
          addresses: [
            { address: '10.0.2.15', prefixLength: 24 },
            { address: 'fec0::15', prefixLength: 64 },
          ],
          routes: [
            { destination: '0.0.0.0/0', gateway: '10.0.2.2', isOnLink: false },
            { destination: '::/0', gateway: 'fec0::2', isOnLink: false },
          ],
        },
      ]);
    },
  );

  it('keeps an address made from the MAC where it is the only one', () => {
    const only = address('2001:db8::5054:ff:fe12:3456/64');
    const { network } = planNetwork(facts([link([only])], [route('fe80::1')]));
    expect(network.links[0]?.addresses).toEqual([{ address: only.address, prefixLength: 64 }]);
  });

  it('does without IPv4', () => {
    const { network } = planNetwork(facts([link([address('2001:db8::1/64')])], [route('fe80::1')]));
    expect(network.links[0]).toMatchObject({ usesDhcp4: false, routes: [{ destination: '::/0' }] });
  });

  it('keeps a private second card on DHCP behind the one with the way out', () => {
    const second = link([address('10.0.0.2/32', { isDynamic: true })], {
      name: 'enp7s0',
      mac: '86:00:00:00:00:01',
    });
    const first = link([address('203.0.113.9/32', { isDynamic: true })]);
    const { network } = planNetwork(
      facts([second, first], [route('172.31.1.1', { isDynamic: true, protocol: 'dhcp' })]),
    );
    expect(
      network.links.map((planned) => [planned.measuredName, planned.usesDhcp4, planned.routes]),
    ).toEqual([
      ['eth0', true, []],
      ['enp7s0', true, []],
    ]);
  });

  it('keeps static routes to other networks, and not those of DHCP or the kernel', () => {
    const routes = [
      route('10.0.2.2'),
      route('10.0.2.9', { destination: '10.8.0.0/16', protocol: 'static' }),
      route('10.0.2.9', { destination: '192.0.2.7', protocol: 'static' }),
      route('10.0.2.9', { destination: '10.9.0.0/16', protocol: 'dhcp', isDynamic: true }),
      { ...route('10.0.2.9'), gateway: null, destination: '10.0.2.0/24', protocol: 'kernel' },
    ];
    const { network } = planNetwork(facts([LINK], routes));
    expect(network.links[0]?.routes.map((planned) => planned.destination)).toEqual([
      '0.0.0.0/0',
      '10.8.0.0/16',
      '192.0.2.7/32',
    ]);
  });

  it('asks Hetzner for names where none could be measured', () => {
    const { network, warnings } = planNetwork(makeFacts({ nameservers: [] }));
    expect(network.nameservers).toContain('185.12.64.1');
    expect(warnings).toContainEqual(expect.stringMatching(/No usable name server/));
  });

  it('prefers the default route with the lower metric', () => {
    const other = link([address('10.1.0.2/24')], { name: 'eth1', mac: '52:54:00:00:00:01' });
    const { network } = planNetwork(
      facts([other, LINK], [route('10.1.0.1', { link: 'eth1', metric: 50 }), route('10.0.2.2')]),
    );
    expect(network.links.map((planned) => planned.routes.map((way) => way.gateway))).toEqual([
      ['10.0.2.2'],
      [],
    ]);
  });

  it.each<[string, Facts, RegExp]>([
    ['no link', facts([], []), /no card has an address and a default route.*Seen: no link/],
    [
      'a default route over a bridge',
      facts([{ ...LINK, name: 'br0', kind: 'other' }], [route('10.0.2.2', { link: 'br0' })]),
      /br0 \(other/,
    ],
    ['an address without a way out', facts([LINK], []), /no card has/],
    ['a USB card alone', facts([{ ...LINK, driver: 'cdc_ether' }], [DEFAULT_ROUTE]), /no card has/],
    [
      'advertised IPv6 alone',
      facts(
        [link([address('2001:db8::5/64', { isDynamic: true })])],
        [route('fe80::1', { isDynamic: true })],
      ),
      /no card has/,
    ],
    [
      'link-local addresses alone',
      facts(
        [link([address('169.254.1.2/16'), address('fe80::1/64', { scope: 'link' })])],
        [DEFAULT_ROUTE],
      ),
      /no card has/,
    ],
    [
      'two ways out that are equally good',
      facts(
        [LINK, { ...LINK, name: 'eth1', mac: '52:54:00:00:00:01' }],
        [DEFAULT_ROUTE, { ...DEFAULT_ROUTE, link: 'eth1' }],
      ),
      /two IPv4 default routes are equally good/,
    ],
  ])('refuses %s', (_title, machine, message) => {
    expect(() => planNetwork(machine)).toThrow(message);
    expect(() => planNetwork(machine)).toThrow(
      expect.objectContaining({ code: 'request.network-unclear' }),
    );
  });

  it('says which VLAN, bond or bridge it leaves out, and keeps the card below it', () => {
    const vlan = link([address('10.0.0.2/24')], { name: 'eth0.4000', kind: 'other', driver: null });
    const idle = link([address('fe80::1/64', { scope: 'link' })], { name: 'br0', kind: 'other' });
    const card = link([address('198.51.100.7/32')]);
    const seen = facts([card, vlan, idle], [route('198.51.100.1')], {
      nameservers: ['192.0.2.53'],
    });
    const { network, warnings } = planNetwork(seen);
    expect(network.links.map(({ measuredName }) => measuredName)).toEqual(['eth0']);
    expect(warnings).toEqual([expect.stringContaining('eth0.4000 has 10.0.0.2/24')]);
  });
});
