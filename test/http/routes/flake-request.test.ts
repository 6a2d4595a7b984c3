import { describe, expect, it } from '@jest/globals';
import { toFlake } from '../../../src/http/routes/flake-request.ts';

const BASE = { mode: 'extend', attribute: 'web' } as const;
const URL = 'git+ssh://git@git.test/x';

describe('the flake of a body', () => {
  it('has its deploy key set apart', () => {
    const knownHosts = ['git.test ssh-ed25519 AAAA'];
    expect(toFlake({ ...BASE, url: URL, deployKey: 'canary', knownHosts })).toEqual({
      flake: {
        ...BASE,
        source: { kind: 'url', url: URL, access: { kind: 'deploy-key', knownHosts } },
      },
      secrets: { 'flake.deploy-key': 'canary' },
    });
  });

  it('has its token set apart, and may be an upload', () => {
    expect(toFlake({ ...BASE, url: 'github:a/b', token: 't' })).toMatchObject({
      flake: { source: { access: { kind: 'token' } } },
      secrets: { 'flake.token': 't' },
    });
    expect(toFlake({ ...BASE, upload: 'f1' }).flake.source).toEqual({
      kind: 'upload',
      flakeId: 'f1',
    });
  });

  it.each([
    [{}],
    [{ url: URL, upload: 'f1' }],
    [{ upload: 'f1', token: 't' }],
    [{ url: URL, deployKey: 'k' }],
    [{ url: URL, knownHosts: ['x'] }],
    [{ url: URL, deployKey: 'k', knownHosts: ['x'], token: 't' }],
  ])('is refused as %j', (part) => {
    expect(() => toFlake({ ...BASE, ...part })).toThrow(
      expect.objectContaining({ code: 'request.invalid' }),
    );
  });
});
