import { describe, expect, it } from '@jest/globals';
import { parseRoutes } from '../../src/facts/routes.ts';

describe('routes', () => {
  it('is empty when iproute2 printed nothing at all', () => {
    expect(parseRoutes('', 4)).toEqual([]);
    expect(parseRoutes('[ ]', 6)).toEqual([]);
  });

  it('marks what DHCP or an advertisement made as dynamic', () => {
    const routes = parseRoutes(
      JSON.stringify([
        {
          dst: 'default',
          gateway: '172.31.1.1',
          dev: 'eth0',
          protocol: 'dhcp',
          metric: 100,
          flags: ['onlink'],
        },
        {
          dst: 'default',
          gateway: 'fe80::2',
          dev: 'eth0',
          protocol: 'static',
          expires: 1740,
          flags: [],
        },
        { dst: '10.0.0.0/8', via: { family: 'inet6', host: 'fe80::9' }, dev: 'eth0' },
        { dst: 'unreachable' },
      ]),
      4,
    );
    expect(
      routes.map(({ gateway, isDynamic, isOnLink, metric }) => [
        gateway,
        isDynamic,
        isOnLink,
        metric,
      ]),
    ).toEqual([
      ['172.31.1.1', true, true, 100],
      ['fe80::2', true, false, null],
      ['fe80::9', false, false, null],
    ]);
  });

  it('makes one route of each hop of a multipath route', () => {
    const hops = [
      { gateway: 'fec0::2', dev: 'eth0', flags: [] },
      { gateway: 'fe80::2', dev: 'eth0', flags: ['onlink'] },
    ];
    const routes = parseRoutes(
      JSON.stringify([{ dst: 'default', metric: 1024, nexthops: hops }]),
      6,
    );
    expect(routes.map((route) => [route.gateway, route.isOnLink, route.metric])).toEqual([
      ['fec0::2', false, 1024],
      ['fe80::2', true, 1024],
    ]);
  });

  it('refuses what is not JSON', () => {
    expect(() => parseRoutes('Object "route" is unknown', 4)).toThrow(/"routes4" is not JSON/);
  });
});
