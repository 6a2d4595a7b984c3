import { describe, expect, it } from '@jest/globals';
import type { Evaluation } from '../../src/domain/evaluation.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { findObstacles } from '../../src/plan/reachable.ts';
import { INPUTS, OPS_KEY, requestFor } from '../generate/examples.ts';
import { makeFacts } from './make.ts';

const plan = planMachine(requestFor('web-1', {}), makeFacts(), INPUTS);
const GOOD: Evaluation = {
  systemDrv: '/nix/store/00000000000000000000000000000000-system.drv',
  diskoDrv: null,
  hostname: 'web-1',
  platform: 'x86_64-linux',
  ssh: {
    isEnabled: true,
    permitRootLogin: 'prohibit-password',
    readsHome: true,
    ports: [22],
    rootKeys: [`no-pty ${OPS_KEY} and a comment`],
  },
  bootLoaders: ['grub'],
  disks: [],
  mountpoints: ['/', '/boot'],
  devices: null,
  owners: null,
  network: { usesDhcp: false, addresses: ['10.0.2.15/24'] },
};

describe('a system that was evaluated', () => {
  it('can be reached with its address, our key, SSH and a boot loader', () => {
    expect(findObstacles(GOOD, plan)).toEqual({ obstacles: [], doubts: [] });
  });

  it.each<[string, Partial<Evaluation>, RegExp]>([
    ['another host name', { hostname: 'db-1' }, /networking\.hostName is "db-1"/],
    ['another platform', { platform: 'aarch64-linux' }, /built for aarch64-linux/],
    ['no SSH', { ssh: { ...GOOD.ssh, isEnabled: false } }, /openssh\.enable/],
    ['no root login', { ssh: { ...GOOD.ssh, permitRootLogin: 'no' } }, /PermitRootLogin/],
    ['no keys at home', { ssh: { ...GOOD.ssh, readsHome: false } }, /authorizedKeysInHomedir/],
    ['another port', { ssh: { ...GOOD.ssh, ports: [2222] } }, /ports are 2222/],
    ['other keys', { ssh: { ...GOOD.ssh, rootKeys: ['ssh-ed25519 AAAA x'] } }, /authorizedKeys/],
    ['no boot loader', { bootLoaders: [] }, /no boot loader/],
    ['UEFI alone on BIOS', { bootLoaders: ['systemd-boot'] }, /needs UEFI/],
    ['no root', { mountpoints: ['/boot'] }, /no "\/"/],
    [
      'another address',
      { network: { usesDhcp: false, addresses: ['10.0.2.1/24'] } },
      /10\.0\.2\.15/,
    ],
  ])('cannot with %s', (_, change, words) => {
    const { obstacles } = findObstacles({ ...GOOD, ...change }, plan);
    expect(obstacles).toEqual([expect.stringMatching(words)]);
  });

  it('is doubted where it relies on DHCP and none was seen', () => {
    const network = { usesDhcp: true, addresses: [] };
    const { obstacles, doubts } = findObstacles({ ...GOOD, network }, plan);
    expect([obstacles.length, doubts.length]).toEqual([0, 1]);
  });
});
