import { describe, expect, it } from '@jest/globals';
import { parseLinkHardware, parseLinks } from '../../src/facts/links.ts';
import { factsOf } from '../generate/examples.ts';

const HARDWARE = parseLinkHardware(
  'eth0 device=yes driver=igb module=igb carrier=1 speed=1000\nbr0 device=no driver= module= carrier=1 speed=\nens3 device=yes driver=virtio_net module= carrier= speed=-1\n',
);

describe('links', () => {
  it('reads driver, carrier and speed from the kernel', () => {
    expect(HARDWARE.get('eth0')).toEqual({
      hasDevice: true,
      driver: 'igb',
      module: 'igb',
      hasCarrier: true,
      linkMbps: 1000,
    });
    expect(HARDWARE.get('ens3')).toMatchObject({ module: null, hasCarrier: false, linkMbps: null });
  });

  it('calls only a card ethernet: a bridge has no device of its own', () => {
    const links = parseLinks(
      JSON.stringify([
        { ifname: 'lo', link_type: 'loopback', flags: ['UP'], address: '00:00:00:00:00:00' },
        {
          ifname: 'eth0',
          link_type: 'ether',
          flags: ['UP', 'LOWER_UP'],
          address: 'AA:BB:CC:00:11:22',
          mtu: 1400,
        },
        { ifname: 'br0', link_type: 'ether', flags: [], address: 'AA:BB:CC:00:11:22' },
      ]),
      HARDWARE,
    );
    expect(links.map((link) => link.kind)).toEqual(['loopback', 'ethernet', 'other']);
    expect(links[1]).toMatchObject({
      mac: 'aa:bb:cc:00:11:22',
      mtu: 1400,
      isUp: true,
      hasCarrier: true,
    });
    expect(links[2]).toMatchObject({ isUp: false, mtu: 1500 });
  });

  it('keeps the far end of a point-to-point address and marks what will expire', () => {
    const addr_info = [
      {
        family: 'inet',
        local: '198.51.100.7',
        address: '198.51.100.1',
        prefixlen: 32,
        scope: 'global',
      },
      { family: 'inet6', local: 'fec0::1', prefixlen: 64, scope: 'site', dynamic: true },
      { family: 'inet6', prefixlen: 64 },
    ];
    const [link] = parseLinks(
      JSON.stringify([{ ifname: 'eth0', link_type: 'ether', addr_info }]),
      HARDWARE,
    );
    expect(link?.addresses).toEqual([
      {
        family: 4,
        address: '198.51.100.7',
        prefixLength: 32,
        scope: 'global',
        isDynamic: false,
        peer: '198.51.100.1',
      },
      {
        family: 6,
        address: 'fec0::1',
        prefixLength: 64,
        scope: 'site',
        isDynamic: true,
        peer: null,
      },
    ]);
  });

  it('tells a bond with its cards by their own addresses, and a VLAN on it', () => {
    const { links } = factsOf('metal-bond');
    expect(links.map(({ name, kind, master }) => [name, kind, master])).toEqual([
      ['lo', 'loopback', undefined],
      ['eth0', 'ethernet', 'bond0'],
      ['eth1', 'ethernet', 'bond0'],
      ['bond0', 'other', undefined],
      ['bond0.4000', 'other', undefined],
    ]);
    expect(links[2]).toMatchObject({
      mac: 'a8:a1:59:0f:1e:2d',
      permanentMac: 'a8:a1:59:0f:1e:2e',
    });
    expect(links[3]?.bond).toEqual({
      mode: '802.3ad',
      hashPolicy: 'layer3+4',
      lacpRate: 'fast',
      miiMonitorMs: 100,
    });
    expect(links[4]).toMatchObject({ vlan: { id: 4000, parent: 'bond0' }, mtu: 1400 });
  });
});
