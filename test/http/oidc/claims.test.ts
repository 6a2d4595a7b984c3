import { describe, expect, it } from '@jest/globals';
import { type ClaimRules, toCaller } from '../../../src/http/oidc/claims.ts';

const RULES: ClaimRules = {
  scopeClaim: 'scope',
  scopeMap: { viewer: 'read', ops: 'admin', 'octo/infra': 'install' },
  labelsClaim: null,
};

function scopesOf(claims: object, scopeClaim: string): readonly string[] | null {
  const result = toCaller({ sub: 'a', ...claims }, { ...RULES, scopeClaim });
  return result.kind === 'caller' ? result.caller.scopes : null;
}

describe('the scopes of a caller', () => {
  it.each<[string, object, readonly string[]]>([
    ['scope', { scope: 'ops viewer' }, ['read', 'admin']],
    ['scope', { scope: ['viewer', 'viewer', 7, null] }, ['read']],
    ['realm_access.roles', { realm_access: { roles: ['ops'] } }, ['admin']],
    ['https://a.example/roles', { 'https://a.example/roles': ['ops'] }, ['admin']],
    ['repository', { repository: 'octo/infra' }, ['install']],
    ['scope', {}, []],
    ['scope', { scope: 'admin' }, []],
    ['scope', { scope: { ops: true } }, []],
    ['scope', { scope: 'toString __proto__ constructor' }, []],
    ['constructor.name', {}, []],
    ['roles.0', { roles: ['ops'] }, []],
  ])('in %s of %j are %j', (scopeClaim, claims, scopes) => {
    expect(scopesOf(claims, scopeClaim)).toEqual(scopes);
  });
});

describe('the name of a caller', () => {
  it.each(['', 'a b', 'a\n', 'é', 'x'.repeat(256)])('is not made from the subject %j', (sub) => {
    expect(toCaller({ sub }, RULES)).toMatchObject({ kind: 'refused' });
  });

  it.each(['alice', 'auth0|5f7c', 'repo:octo/infra:ref:refs/heads/main', 'x'.repeat(255)])(
    'is made from the subject %j',
    (sub) => {
      expect(toCaller({ sub }, RULES)).toMatchObject({ caller: { name: `oidc:${sub}` } });
    },
  );
});

describe('the labels of a caller', () => {
  const rules = { ...RULES, labelsClaim: 'labels' };

  it('are those of the claim', () => {
    const labels = { team: 'a', stage: 'test' };
    expect(toCaller({ sub: 'a', labels }, rules)).toMatchObject({ caller: { labels } });
  });

  it.each([undefined, null, {}, [], ['team'], 'team=a', { team: 7 }, { team: '' }])(
    'are not read from %j, and the token is refused',
    (labels) => {
      expect(toCaller({ sub: 'a', labels }, rules)).toMatchObject({ kind: 'refused' });
    },
  );
});
