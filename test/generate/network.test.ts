import { describe, expect, it } from '@jest/globals';
import { renderNetwork } from '../../src/generate/network.ts';
import { renderUnlock } from '../../src/generate/unlock.ts';
import { planNetwork } from '../../src/plan/network.ts';
import { factsOf } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

function networkOf(name: string): unknown {
  const text = renderNetwork(planNetwork(factsOf(name)).network);
  return evaluateWithNix('import ./network.nix', [{ path: 'network.nix', text }]);
}

describe('network.nix', () => {
  it('asks DHCP for the IPv4 of a cloud machine and nothing else', () => {
    expect(networkOf('cloud-rescue')).toEqual({
      networking: {
        useNetworkd: true,
        useDHCP: false,
        nameservers: ['185.12.64.1', '185.12.64.2'],
      },
      systemd: {
        network: {
          networks: {
            '10-uplink': {
              matchConfig: { MACAddress: '96:00:03:a1:b2:c3', Type: 'ether' },
              networkConfig: { DHCP: 'ipv4', IPv6AcceptRA: false },
              address: ['2001:db8:c17:4b2::1/64'],
              routes: [{ Gateway: 'fe80::1', GatewayOnLink: true }],
            },
          },
        },
      },
    });
  });

  it('makes no boot wait for a card in a private network, whose packets are smaller', () => {
    const { network } = planNetwork(factsOf('cloud-rescue'));
    const mac = '86:00:00:2a:00:01';
    const inside = { mac, measuredName: 'eth1', driver: null, addresses: [], routes: [] };
    const links = [...network.links, { ...inside, usesDhcp4: true, mtuBytes: 1450 }];
    const text = renderNetwork({ ...network, links });
    const made = evaluateWithNix('import ./network.nix', [{ path: 'network.nix', text }]);
    expect(made).toMatchObject({
      systemd: {
        network: {
          networks: {
            '21-link1': {
              matchConfig: { MACAddress: mac, Type: 'ether' },
              networkConfig: { DHCP: 'ipv4', IPv6AcceptRA: false },
              linkConfig: { RequiredForOnline: 'no', MTUBytes: '1450' },
            },
          },
        },
      },
    });
  });

  it('is static on the lab machine, whose gateways lie inside its prefixes', () => {
    expect(networkOf('rescue-bios')).toMatchObject({
      systemd: {
        network: {
          networks: {
            '10-uplink': {
              networkConfig: { DHCP: 'no' },
              address: ['10.0.2.15/24', 'fec0::15/64'],
              routes: [{ Gateway: '10.0.2.2' }, { Gateway: 'fec0::2' }],
            },
          },
        },
      },
    });
  });

  it('names the destination of a route that is no default, and does not wait for a second link', () => {
    const link = {
      measuredName: 'eth0',
      driver: null,
      usesDhcp4: false,
      addresses: [],
      routes: [],
    };
    const text = renderNetwork({
      nameservers: [],
      links: [
        {
          ...link,
          mac: '52:54:00:00:00:01',
          routes: [{ destination: '10.0.0.0/8', gateway: '10.0.2.9', isOnLink: false }],
        },
        { ...link, mac: '52:54:00:00:00:02', usesDhcp4: true },
      ],
    });
    expect(
      evaluateWithNix('(import ./n.nix).systemd.network.networks', [{ path: 'n.nix', text }]),
    ).toMatchObject({
      '10-uplink': { routes: [{ Destination: '10.0.0.0/8', Gateway: '10.0.2.9' }] },
      '21-link1': { linkConfig: { RequiredForOnline: 'no' }, networkConfig: { DHCP: 'ipv4' } },
    });
  });

  it('makes a bond of cards by their own addresses, and a VLAN on it', () => {
    expect(networkOf('metal-bond')).toMatchObject({
      systemd: {
        network: {
          netdevs: {
            '05-bond0': {
              netdevConfig: { Kind: 'bond', Name: 'bond0', MACAddress: 'a8:a1:59:0f:1e:2d' },
              bondConfig: {
                Mode: '802.3ad',
                TransmitHashPolicy: 'layer3+4',
                LACPTransmitRate: 'fast',
                MIIMonitorSec: '100ms',
              },
            },
            '30-vlan4000': {
              netdevConfig: { Kind: 'vlan', Name: 'vlan4000', MTUBytes: '1400' },
              vlanConfig: { Id: 4000 },
            },
          },
          networks: {
            '05-bond0-card0': {
              matchConfig: { PermanentMACAddress: 'a8:a1:59:0f:1e:2d', Type: 'ether' },
              networkConfig: { Bond: 'bond0' },
            },
            '05-bond0-card1': { matchConfig: { PermanentMACAddress: 'a8:a1:59:0f:1e:2e' } },
            '10-uplink': {
              matchConfig: { Name: 'bond0' },
              address: ['198.51.100.74/32', '2001:db8:a0:11b2::2/64'],
              vlan: ['vlan4000'],
            },
            '30-vlan4000': {
              matchConfig: { Name: 'vlan4000' },
              networkConfig: { DHCP: 'no', IPv6AcceptRA: false },
              address: ['10.0.1.2/24'],
              routes: [{ Destination: '10.0.0.0/16', Gateway: '10.0.1.1' }],
              linkConfig: { RequiredForOnline: 'no' },
            },
          },
        },
      },
    });
  });

  it('leaves VLANs and bonds out of the initrd, which is reached by a card', () => {
    const vlan = { id: 4000, addresses: ['10.0.1.2/24'], routes: [], mtuBytes: 1400 };
    const { network } = planNetwork(factsOf('metal-rescue'), { addresses: [], vlans: [vlan] });
    const files = [
      { path: 'network.nix', text: renderNetwork(network) },
      { path: 'unlock.nix', text: renderUnlock(network) },
    ];
    const made = evaluateWithNix(
      `let
        network = import ./network.nix;
        config = network // { users.users.root.openssh.authorizedKeys.keys = [ ]; };
        initrd = (import ./unlock.nix { inherit config; }).boot.initrd.systemd.network.networks;
      in { inherit initrd; system = network.systemd.network.networks; }`,
      files,
    );
    expect(made).toMatchObject({
      initrd: {
        '10-uplink': { vlan: [], address: ['198.51.100.74/32', '2001:db8:a0:11b2::2/64'] },
      },
      system: { '10-uplink': { vlan: ['vlan4000'] } },
    });
    expect(Object.keys(Object(Object(made).initrd))).toEqual(['10-uplink']);
  });
});
