import { describe, expect, it } from '@jest/globals';
import { fromBody, toLayout } from '../../../src/http/routes/install-request.ts';

const DATA = { select: 'hdd', mountpoint: '/srv' } as const;

describe('the layout of a body', () => {
  it('has no options unless they were asked for', () => {
    expect(toLayout({ preset: 'single-ext4' })).toEqual({
      preset: 'single-ext4',
      system: {},
      data: [],
      espSizeMib: 1024,
      swapSizeMib: 0,
    });
  });

  it('takes one data group or several, kept or formatted', () => {
    const disks = {
      data: [
        { ...DATA, preset: 'mirror-btrfs' as const },
        { ...DATA, keep: true },
      ],
    };
    expect(toLayout({ preset: 'mirror-ext4', lvm: true, disks })).toMatchObject({
      hasLvm: true,
      data: [
        { select: { kind: 'hdd' }, mountpoint: '/srv', preset: 'mirror-btrfs' },
        { select: { kind: 'hdd' }, mountpoint: '/srv', keep: true },
      ],
    });
    const one = { data: { ...DATA, preset: 'single-ext4' as const } };
    expect(toLayout({ preset: 'single-ext4', disks: one }).data).toHaveLength(1);
  });

  it.each([[{ ...DATA }], [{ ...DATA, keep: true, preset: 'mirror-ext4' as const }]])(
    'refuses a data group that is neither kept nor formatted, or both: %j',
    (group) => {
      expect(() => toLayout({ preset: 'single-ext4', disks: { data: group } })).toThrow(
        expect.objectContaining({ code: 'request.invalid' }),
      );
    },
  );

  it('may be encrypted, with a passphrase that is set apart from the request', () => {
    const body = {
      machine: {
        existing: { provider: 'hcloud' as const, account: 'main', server: 'web-1' },
      },
      system: { hostname: 'web-1', authorizedKeys: ['ssh-ed25519 AAAA'] },
      layout: { preset: 'single-ext4' as const, luks: true },
      diskPassphrase: 'correct horse battery staple',
    };
    const { request, secrets } = fromBody(body);
    expect(request.layout.hasLuks).toBe(true);
    expect(secrets).toEqual({ 'disk-passphrase': 'correct horse battery staple' });
    expect(JSON.stringify(request)).not.toContain('horse');
  });
});

describe('a layout by a module', () => {
  it('takes the disks and the module, and nothing that the module says itself', () => {
    const disks = { system: 'nvme' } as const;
    expect(toLayout({ module: '{ }', disks })).toMatchObject({
      module: '{ }',
      system: { kind: 'nvme' },
    });
    for (const other of [{ luks: true }, { espSizeMib: 512 }, { swapSizeMib: 0 }]) {
      expect(() => toLayout({ module: '{ }', ...other })).toThrow(/leave out/);
    }
  });

  it.each([
    ['both', { preset: 'single-ext4' as const, module: '{ }' }],
    ['neither', {}],
  ])('is refused with %s of preset and module', (_, layout) => {
    expect(() => toLayout(layout)).toThrow(
      expect.objectContaining({ code: 'request.invalid', details: { field: 'layout' } }),
    );
  });
});

describe('the machine of a body', () => {
  const system = { hostname: 'db-1', authorizedKeys: ['ssh-ed25519 AAAA'] };

  it('is a dedicated server by its number or name', () => {
    const existing = { provider: 'robot' as const, account: 'main', server: '2301001' };
    const { request } = fromBody({ machine: { existing }, system });
    expect(request.machine).toEqual({ kind: 'existing', existing });
  });

  it('is an order of a dedicated server, by default with IPv4 and of any kind within its ceiling', () => {
    const order = {
      provider: 'robot' as const,
      account: 'main',
      name: 'db-1',
      channel: 'auction' as const,
      maxPrice: { monthlyGross: '60.00', setupGross: '0.00', currency: 'EUR' },
    };
    const { request } = fromBody({ machine: { order }, system });
    expect(request.machine).toEqual({
      kind: 'order',
      order: { ...order, ids: null, wish: {}, withIpv4: true },
    });
  });
});

describe('the network of a body', () => {
  it('has VLANs with packets that a vSwitch carries, unless told otherwise', () => {
    const { request } = fromBody({
      machine: { existing: { provider: 'robot', account: 'main', server: '2301001' } },
      system: {
        hostname: 'db-1',
        authorizedKeys: ['ssh-ed25519 AAAA'],
        network: { vlans: [{ id: 4000, addresses: ['10.0.1.2/24'] }] },
      },
    });
    expect(request.system.network).toEqual({
      addresses: [],
      vlans: [{ id: 4000, addresses: ['10.0.1.2/24'], routes: [], mtuBytes: 1400 }],
    });
  });
});

describe('the order of a body', () => {
  const order = {
    provider: 'hcloud' as const,
    account: 'main',
    name: 'web-1',
    serverTypes: ['cax11'],
    locations: ['fsn1'],
  };
  const body = (change: object) => ({
    machine: { order: { ...order, ...change } },
    system: { hostname: 'web-1', authorizedKeys: ['ssh-ed25519 AAAA'] },
  });

  it('keeps what the server is given beside itself', () => {
    const given = { path: 'rescue', withIpv4: false, networks: ['private'], labels: { team: 'a' } };
    expect(fromBody(body(given)).request.machine).toEqual({
      kind: 'order',
      order: { ...order, ...given, maxPrice: null },
    });
  });

  it.each([
    ['no address at all', { withIpv4: false, withIpv6: false }],
    ['a given address that is not wanted', { withIpv4: false, primaryIpv4: 'web' }],
    ['the same of IPv6', { withIpv6: false, primaryIpv6: 'web' }],
  ])('is refused with %s', (_, change) => {
    expect(() => fromBody(body(change))).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
