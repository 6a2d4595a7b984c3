import { describe, expect, it } from '@jest/globals';
import type { ManagedMachine } from '../../../src/domain/managed-machine.ts';
import {
  type ReinstallWish,
  reinstallRequest,
} from '../../../src/service/machines/reinstall-request.ts';
import { EXAMPLE_REQUEST } from '../../support/example-request.ts';
import { fake } from '../../support/fake.ts';

const MACHINE = fake<ManagedMachine>({
  name: 'web-1',
  origin: { provider: 'hcloud', account: 'main', providerRef: '42' },
  addresses: [],
  labels: {},
  hostKey: 'ssh-ed25519 AAAA',
  accessName: null,
});
const WISH: ReinstallWish = {
  system: {},
  layout: null,
  keepData: true,
  erase: 'planned-disks',
  planDigest: null,
  access: null,
};
const OPEN = { path: '/etc/a', content: 'open', mode: '0644', owner: '0:0' };
const SECRET = { path: '/etc/b', content: null, mode: '0400', owner: '0:0' };

function last(system: object) {
  return { ...EXAMPLE_REQUEST, system: { ...EXAMPLE_REQUEST.system, ...system } };
}

describe('a reinstall', () => {
  it('takes over the channel, the files and the network of the last install', () => {
    const vlan = { id: 4000, addresses: ['10.0.1.2/24'], routes: [], mtuBytes: 1400 };
    const network = { addresses: ['203.0.113.9/29'], vlans: [vlan] };
    const asked = last({ channel: 'nixos-unstable', files: [OPEN], network });
    expect(reinstallRequest(MACHINE, asked, WISH).system).toEqual(asked.system);
    expect(reinstallRequest(MACHINE, last({}), WISH).system).toEqual(EXAMPLE_REQUEST.system);
  });

  it('is refused where it would come without the secrets of the last one', () => {
    const asked = last({ files: [OPEN, SECRET] });
    expect(() => reinstallRequest(MACHINE, asked, WISH)).toThrow(
      expect.objectContaining({
        code: 'request.invalid',
        details: { field: 'system.files', paths: ['/etc/b'] },
      }),
    );
    const wish = { ...WISH, system: { files: [SECRET] } };
    expect(reinstallRequest(MACHINE, asked, wish).system.files).toEqual([SECRET]);
  });
});
