import { describe, expect, it } from '@jest/globals';
import type { SystemRequest } from '../../src/domain/request.ts';
import { planSystem } from '../../src/plan/system.ts';
import { OPS_KEY } from '../generate/examples.ts';
import { makeFacts } from './make.ts';

const SOUND: SystemRequest = {
  hostname: 'web-1',
  authorizedKeys: [OPS_KEY],
  modules: ['{ }'],
  timeZone: 'Europe/Berlin',
  stateVersion: '26.05',
};

const PULL = { at: '04:40', allowReboot: false };

describe('the system as asked for', () => {
  it('tells no password of a reference that holds one', () => {
    const pull = { flake: 'git+https://me:secret@git.example/infra', ...PULL };
    expect(() => planSystem({ ...SOUND, pull }, makeFacts())).toThrow(/^(?!.*secret)/s);
    const sound = { flake: 'git+ssh://git@git.example/infra?ref=main#web-1', ...PULL };
    expect(planSystem({ ...SOUND, pull: sound }, makeFacts()).pull).toEqual(sound);
  });

  it('comes through unchanged, each key once', () => {
    const authorizedKeys = [OPS_KEY, OPS_KEY];
    expect(planSystem({ ...SOUND, authorizedKeys }, makeFacts())).toEqual({
      ...SOUND,
      architecture: 'x86_64',
    });
  });

  it.each<[string, Partial<SystemRequest>]>([
    ['hostname', { hostname: 'web.example.org' }],
    ['hostname', { hostname: '-web' }],
    ['hostname', { hostname: 'a'.repeat(64) }],
    ['hostname', { hostname: 'web"; x = "' }],
    ['timeZone', { timeZone: '../etc/shadow' }],
    ['timeZone', { timeZone: 'Europe/$(x)' }],
    ['stateVersion', { stateVersion: '26' }],
    ['authorizedKeys', { authorizedKeys: [] }],
    ['authorizedKeys', { authorizedKeys: ['ssh-ed25519 AAAA'] }],
    ['authorizedKeys', { authorizedKeys: [OPS_KEY.replace('ssh-ed25519', 'ssh-rsa')] }],
    ['authorizedKeys', { authorizedKeys: [`${OPS_KEY}\nssh-ed25519 other`] }],
    ['authorizedKeys', { authorizedKeys: [`command="x" ${OPS_KEY}`] }],
    ['pull.flake', { pull: { flake: 'path:/etc/nixos', ...PULL } }],
    ['pull.flake', { pull: { flake: 'git+https://me:secret@git.example/infra', ...PULL } }],
    ['pull.flake', { pull: { flake: 'github:acme/infra # x', ...PULL } }],
    ['pull.at', { pull: { flake: 'github:acme/infra', at: '24:00', allowReboot: false } }],
    ['modules', { modules: ['a\0b'] }],
    ['modules', { modules: ['\ud800'] }],
    ['modules', { modules: ['  \n'] }],
    ['modules', { modules: ['#'.repeat(256 * 1024 + 1)] }],
    ['modules', { modules: Array.from({ length: 100 }, () => '{ }') }],
  ])('refuses an unsound %s', (field, change) => {
    expect(() => planSystem({ ...SOUND, ...change }, makeFacts())).toThrow(
      expect.objectContaining({ code: 'request.invalid', details: { field: `system.${field}` } }),
    );
  });

  it('plans for no machine type that it does not know', () => {
    expect(() => planSystem(SOUND, makeFacts({ architecture: 'unknown' }))).toThrow(
      /neither x86_64 nor aarch64/,
    );
  });
});
