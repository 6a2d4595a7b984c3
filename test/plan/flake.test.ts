import { describe, expect, it } from '@jest/globals';
import type { FlakeRequest } from '../../src/domain/flake-request.ts';
import type { RepositoryAccess } from '../../src/domain/repository-access.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { requireSoundFlake } from '../../src/plan/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeFacts } from './make.ts';

const PUBLIC: RepositoryAccess = { kind: 'public' };
const KEY: RepositoryAccess = { kind: 'deploy-key', knownHosts: ['git.test ssh-ed25519 AAAA'] };
const TOKEN: RepositoryAccess = { kind: 'token' };

function of(url: string, access: RepositoryAccess = PUBLIC): FlakeRequest {
  return { mode: 'extend', attribute: 'web', source: { kind: 'url', url, access } };
}

function ask(flake: FlakeRequest, system: object = {}, rest: Partial<InstallRequest> = {}) {
  const request = requestFor('web-1', {});
  return { ...request, ...rest, system: { ...request.system, flake, ...system } };
}

const OWN: FlakeRequest = { ...of('github:acme/infra'), mode: 'own' };

describe('a flake that is asked for', () => {
  it.each<[string, RepositoryAccess]>([
    ['github:acme/infra', PUBLIC],
    ['github:acme/infra/main?dir=hosts', TOKEN],
    ['gitlab:acme/infra', TOKEN],
    ['git+https://git.test/infra.git?ref=main', TOKEN],
    ['git+ssh://git@git.test/infra.git', KEY],
    ['https://git.test/infra.tar.gz', PUBLIC],
    [`http://10.0.0.1/infra.tar.gz?narHash=sha256-${'A'.repeat(43)}=`, PUBLIC],
  ])('may come from %s', (url, access) => {
    expect(() => requireSoundFlake(ask(of(url, access)))).not.toThrow();
  });

  it.each<[string, string, RepositoryAccess]>([
    ['a folder of the machine', 'path:/etc/nixos', PUBLIC],
    ['a file of the machine', 'git+file:///root', PUBLIC],
    ['a password in its URL', 'git+https://me:secret@git.test/x', PUBLIC],
    ['a token in its URL', 'https://git.test/x.tar.gz?private_token=secret', PUBLIC],
    ['plain http without a hash', 'http://git.test/x.tar.gz', PUBLIC],
    ['a token over plain http', `http://a.test/x?narHash=sha256-${'A'.repeat(43)}=`, TOKEN],
    ['a key without ssh', 'github:acme/infra', KEY],
    ['ssh without a key', 'git+ssh://git@git.test/x', PUBLIC],
    ['a token over ssh', 'git+ssh://git@git.test/x', TOKEN],
  ])('may not have %s', (_, url, access) => {
    const act = () => requireSoundFlake(ask(of(url, access)));
    expect(act).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    expect(act).not.toThrow(/secret/);
  });

  it.each([
    ['modules', ask(OWN, { modules: ['{ }'] })],
    ['a channel', ask(OWN, { channel: 'nixos-26.05' })],
    ['kept access', ask(OWN, {}, { access: 'keep' })],
  ])('is refused as own with %s', (_, request) => {
    expect(() => requireSoundFlake(request)).toThrow(/as it is/);
  });

  it.each([
    ['a flake', { flake: of('github:acme/infra') }, {}],
    ['modules', { modules: ['{ }'] }, {}],
    ['a channel', { channel: 'nixos-26.05' }, {}],
    ['kept access', {}, { access: 'keep' as const }],
  ])('is refused beside store paths: %s', (_, system, rest) => {
    const request = requestFor('web-1', {});
    const paths = { system: '/nix/store/a', disko: '/nix/store/b' };
    const build = { place: 'store-paths', substituters: [], paths } as const;
    const asked = { ...request, ...rest, system: { ...request.system, build, ...system } };
    expect(() => requireSoundFlake(asked)).toThrow(/store paths are taken as they are/);
  });

  it('takes no disko module beside a flake or a system that divides the disks itself', () => {
    const { layout } = requestFor('web-1', { module: '{ }' });
    const paths = { system: '/nix/store/a', disko: '/nix/store/b' };
    const build = { place: 'store-paths', substituters: [], paths } as const;
    const { flake: _, ...system } = ask(OWN).system;
    for (const asked of [
      ask(OWN, {}, { layout }),
      { ...ask(OWN), layout, system: { ...system, build } },
    ]) {
      expect(() => requireSoundFlake(asked)).toThrow(/divide the disks themselves/);
    }
    expect(() => requireSoundFlake(ask(of('github:acme/infra'), {}, { layout }))).not.toThrow();
  });

  it('leaves the division of the disks to an own flake, and names the disks all the same', () => {
    const plan = planMachine(ask(OWN), makeFacts(), INPUTS);
    expect(plan.layout).toMatchObject({ isForeign: true, arrays: [] });
    expect(plan.layout.disks.map(({ partitions }) => partitions)).toEqual([[]]);
    expect(plan.disksToWipe).toHaveLength(1);
    expect(plan.warnings.join()).toMatch(/divided as the own flake says/);
  });
});
