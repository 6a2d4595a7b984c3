import { describe, expect, it } from '@jest/globals';
import { operationLabels, toMachine } from '../../../providers/hcloud/convert.ts';
import { readServer } from '../../../providers/hcloud/wire.ts';
import { serverBody } from './make.ts';

const context = { account: 'main', sshPort: 2222 };
const machineOf = (overrides: Record<string, unknown>) =>
  toMachine(readServer(serverBody(overrides)), context);

describe('a server as a machine', () => {
  it.each([
    ['running', 'on'],
    ['off', 'off'],
    ['initializing', 'changing'],
    ['rebuilding', 'changing'],
    ['unknown', 'unknown'],
    ['a state of tomorrow', 'unknown'],
  ])('that is %s has its power %s', (status, power) => {
    expect(machineOf({ status }).power).toBe(power);
  });

  it.each([
    [
      'both',
      { ip: '203.0.113.5' },
      { ip: '2001:db8:1:2::/64' },
      ['203.0.113.5', '2001:db8:1:2::1'],
    ],
    ['IPv6 only', null, { ip: '2001:db8::/64' }, ['2001:db8::1']],
    ['IPv6 in full', null, { ip: '2001:db8:0:1:0:0:0:0/64' }, ['2001:db8:0:1:0:0:0:1']],
    ['IPv4 only', { ip: '203.0.113.5' }, null, ['203.0.113.5']],
    ['neither', null, null, []],
  ])('with %s answers there', (_title, ipv4, ipv6, hosts) => {
    const machine = machineOf({ public_net: { ipv4, ipv6 } });

    expect(machine.addresses).toEqual(hosts.map((host) => ({ host, port: 2222 })));
  });
});

describe('a server beside its addresses', () => {
  it('tells the cards that it has in private networks, and nothing where it has none', () => {
    const private_net = [{ network: 1, ip: '10.0.0.2', mac_address: '86:00:00:2A:00:01' }, {}];

    expect(machineOf({ private_net }).privateMacs).toEqual(['86:00:00:2a:00:01']);
    expect(machineOf({})).not.toHaveProperty('privateMacs');
  });

  it.each([
    [true, true],
    [false, undefined],
  ])('is protected where it may not be rebuilt: %s', (rebuild, isProtected) => {
    const machine = machineOf({ protection: { delete: true, rebuild } });

    expect(machine.isProtected).toBe(isProtected);
  });
});

describe('an operation id', () => {
  it.each(['op-1', 'a', 'x'.repeat(63), '0190f3a1-7c1e-7d60-8a31-2c8a9f8a7b10'])(
    'like %s becomes a label',
    (operationId) => {
      expect(operationLabels(operationId)).toEqual({ 'ironflake-operation': operationId });
    },
  );

  it.each(['', '-a', 'a,b', 'a==b', 'x'.repeat(64)])('like "%s" is refused', (operationId) => {
    expect(() => operationLabels(operationId)).toThrow('is no Hetzner label value');
  });
});
