import { describe, expect, it } from '@jest/globals';
import { contains, isMadeFromMac, isPublic4 } from '../../src/plan/ip.ts';

describe('addresses', () => {
  it.each([
    ['10.0.2.15', 24, '10.0.2.2', true],
    ['203.0.113.17', 32, '172.31.1.1', false],
    ['203.0.113.17', 32, '203.0.113.17', true],
    ['2001:db8::1', 64, '2001:db8::ffff', true],
    ['2001:db8::1', 64, 'fe80::1', false],
    ['10.0.2.15', 24, 'fe80::1', false],
    ['10.0.2.15', 24, '', false],
  ])('%s/%d and %j: %s', (own, length, other, want) => {
    expect(contains(own, length, other)).toBe(want);
  });

  it.each([
    ['198.51.100.74', true],
    ['10.0.2.15', false],
    ['172.31.1.1', false],
    ['100.64.0.1', false],
    ['2001:db8::1', false],
  ])('%s is reachable from everywhere: %s', (own, want) => {
    expect(isPublic4(own)).toBe(want);
  });

  it('knows what SLAAC makes of a MAC address', () => {
    expect(isMadeFromMac('fec0::5054:ff:fe12:3456', '52:54:00:12:34:56')).toBe(true);
    expect(isMadeFromMac('fec0::15', '52:54:00:12:34:56')).toBe(false);
  });
});
