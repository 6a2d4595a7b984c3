import { describe, expect, it } from '@jest/globals';
import type { PushRequest } from '../../src/domain/push-request.ts';
import { requireSoundPush } from '../../src/plan/push.ts';
import { requestFor } from '../generate/examples.ts';

const KEY = { kind: 'deploy-key', knownHosts: ['x'] } as const;
const SOUND: PushRequest = {
  url: 'ssh://git@git.test/infra.git',
  branch: 'main',
  path: 'web-1',
  access: KEY,
};

function ask(push: Partial<PushRequest>) {
  return { ...requestFor('web-1', {}), push: { ...SOUND, ...push } };
}

describe('a push that is asked for', () => {
  it.each<Partial<PushRequest>>([
    {},
    { url: 'https://git.test/infra.git', access: { kind: 'token' } },
    { url: 'https://git.test/infra.git', access: { kind: 'public' }, branch: 'hosts/web' },
  ])('may be %j', (push) => {
    expect(() => requireSoundPush(ask(push))).not.toThrow();
  });

  it.each<Partial<PushRequest>>([
    { url: 'https://me:secret@git.test/x', access: { kind: 'public' } },
    { url: 'https://secret@git.test/x', access: { kind: 'public' } },
    { url: 'https://git.test/x?token=secret', access: { kind: 'public' } },
    { url: 'ext::sh -c secret', access: { kind: 'public' } },
    { url: 'ssh://-oProxyCommand=secret/x' },
    { url: 'https://git.test/x', access: KEY },
    { url: 'ssh://git@git.test/x', access: { kind: 'token' } },
    { url: 'http://git.test/x', access: { kind: 'token' } },
    { branch: 'a..b' },
    { branch: 'a/' },
  ])('may not be %j', (push) => {
    const act = () => requireSoundPush(ask(push));
    expect(act).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    expect(act).not.toThrow(/secret/);
  });

  it('is refused where nothing is generated', () => {
    const { system, ...rest } = ask({});
    const source = { kind: 'upload', flakeId: 'f' } as const;
    const flake = { mode: 'own', attribute: 'a', source } as const;
    expect(() => requireSoundPush({ ...rest, system: { ...system, flake } })).toThrow(/nothing is/);
  });
});
