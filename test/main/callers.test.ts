import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createLogger } from '../../src/http/logger.ts';
import { createOidcTokens } from '../../src/http/oidc/tokens.ts';
import { createCallers } from '../../src/main/callers.ts';
import { AUDIENCE, type OidcIssuer, startOidcIssuer } from '../support/oidc-issuer.ts';

const GRANT = {
  tokenId: 't-1',
  name: 'ci',
  scopes: ['read'],
  labels: null,
  callsPerMinute: null,
} as const;

let issuer: OidcIssuer;

beforeAll(async () => {
  issuer = await startOidcIssuer();
});

afterAll(() => issuer.close());

/** The stored tokens, of which `opaque` is the only one; and what they were asked for. */
function storedTokens() {
  const asked: string[] = [];
  const find = async (token: string) => {
    asked.push(token);
    return token === 'opaque' ? GRANT : null;
  };
  return { asked, find };
}

function oidcTokens() {
  return createOidcTokens({
    settings: {
      issuer: issuer.url,
      audience: AUDIENCE,
      scopeClaim: 'scope',
      scopeMap: { 'ironflake:read': 'read' },
      labelsClaim: null,
      clockSkewSeconds: 0,
    },
    logger: createLogger('silent'),
  });
}

describe('callers', () => {
  it('come with tokens of the service and of the issuer, each asked of the one that made it', async () => {
    const stored = storedTokens();
    const callers = createCallers(stored, oidcTokens());
    expect(await callers.find('opaque')).toEqual({ tokenId: 't-1', name: 'ci', scopes: ['read'] });
    const jwt = await issuer.token();
    expect(await callers.find(jwt)).toEqual({ name: 'oidc:alice', scopes: ['read'] });
    expect(await callers.find('some.dotted.token')).toBeNull();
    expect(stored.asked).toEqual(['opaque', 'some.dotted.token']);
  });

  it('come with no JWT where no issuer is configured', async () => {
    expect(await createCallers(storedTokens()).find(await issuer.token())).toBeNull();
  });

  it('are limited as their stored token is', async () => {
    const limits = { labels: { team: 'a' }, callsPerMinute: 5 };
    const find = async () => ({ ...GRANT, ...limits });
    expect(await createCallers({ find }).find('any')).toEqual({ ...GRANT, ...limits });
  });
});
