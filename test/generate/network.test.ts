import { describe, expect, it } from '@jest/globals';
import { renderNetwork } from '../../src/generate/network.ts';
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
});
