import { describe, expect, it } from '@jest/globals';
import type { SystemFile } from '../../src/domain/system-file.ts';
import { ownerObstacles } from '../../src/plan/files.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeFacts } from './make.ts';

const SECRET: SystemFile = {
  path: '/var/lib/app/token',
  content: null,
  mode: '0400',
  owner: '0:0',
};

function plan(files: readonly SystemFile[], layout: Parameters<typeof requestFor>[1] = {}) {
  const request = requestFor('web-1', layout);
  return planMachine({ ...request, system: { ...request.system, files } }, makeFacts(), INPUTS);
}

describe('files for the installed system', () => {
  it('stand in the plan by path, with a hash of what is not secret and never a content', () => {
    const motd = { path: '/etc/motd.d/hello', content: 'hello\n', mode: '0644', owner: '0:0' };
    const { system } = plan([SECRET, motd]);
    expect(system.files).toEqual([
      {
        path: '/etc/motd.d/hello',
        mode: '0644',
        owner: '0:0',
        isSecret: false,
        sha256: '5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03',
      },
      { path: '/var/lib/app/token', mode: '0400', owner: '0:0', isSecret: true, sha256: null },
    ]);
  });

  it('change the digest, and leave it as it is where there are none', () => {
    const { digest } = plan([SECRET]);
    expect(plan([{ ...SECRET, mode: '0440' }]).digest).not.toBe(digest);
    expect(plan([]).digest).toBe(planMachine(requestFor('web-1', {}), makeFacts(), INPUTS).digest);
  });

  it.each([
    ['etc/x'],
    ['/'],
    ['/etc/'],
    ['/etc//x'],
    ['/etc/../root/x'],
    ['/var/./x'],
    ['/var/x\ny'],
    ['/nix'],
    ['/nix/store/x'],
    ['/boot/x'],
    ['/etc'],
    ['/etc/nixos/flake.nix'],
    ['/etc/ssh'],
    ['/etc/ssh/ssh_host_ed25519_key'],
    ['/root/.ssh/authorized_keys'],
    ['/run/secret'],
    ['/tmp/x'],
  ])('are refused at %j', (path) => {
    expect(() => plan([{ ...SECRET, path }])).toThrow(
      expect.objectContaining({ code: 'request.invalid', details: { field: 'system.files' } }),
    );
  });

  it.each<[string, readonly SystemFile[]]>([
    ['setuid', [{ ...SECRET, mode: '4755' }]],
    ['an owner without a group', [{ ...SECRET, owner: 'nginx' }]],
    ['an owner that is no name', [{ ...SECRET, owner: 'Nginx!:0' }]],
    ['NUL', [{ ...SECRET, content: 'a\0b' }]],
    ['half a character', [{ ...SECRET, content: '\ud800' }]],
    ['too much', [{ ...SECRET, content: 'x'.repeat(256 * 1024 + 1) }]],
    ['one path twice', [SECRET, SECRET]],
    ['a file as a folder', [SECRET, { ...SECRET, path: '/var/lib/app' }]],
    ['65 files', Array.from({ length: 65 }, (_, i) => ({ ...SECRET, path: `/srv/${i}` }))],
  ])('are refused with %s', (_, files) => {
    expect(() => plan(files)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it('are refused where a root that is made anew at each boot would lose them', () => {
    for (const preset of ['single-btrfs', 'single-zfs'] as const) {
      const layout = { preset, isImpermanent: true };
      expect(plan([SECRET], layout).system.files).toHaveLength(1);
      expect(() => plan([{ ...SECRET, path: '/opt/x' }], layout)).toThrow(/outlives a boot/);
    }
  });
});

describe('owners with names', () => {
  const NAMED: SystemFile = { ...SECRET, owner: 'app:99' };
  const files = plan([NAMED]).system.files ?? [];
  const owners = { users: ['root', 'app'], groups: ['root'], areMadeAtBoot: false };

  it('are taken where the system has them, and numbers are asked of nobody', () => {
    expect(ownerObstacles(files, owners)).toEqual([]);
    expect(ownerObstacles(plan([SECRET]).system.files ?? [], { ...owners, users: [] })).toEqual([]);
    expect(ownerObstacles(files, null)).toEqual([]);
  });

  it.each([
    ['has no such user', 'app:99', { users: ['root'] }, /has no users\.users\.app/],
    ['has no such group', '0:web', {}, /has no users\.groups\.web/],
    ['makes its users at boot', 'app:root', { areMadeAtBoot: true }, /give numbers/],
  ])('are refused where the system %s', (_, owner, change, words) => {
    const given = plan([{ ...SECRET, owner }]).system.files ?? [];
    expect(ownerObstacles(given, { ...owners, ...change })).toEqual([expect.stringMatching(words)]);
  });
});
