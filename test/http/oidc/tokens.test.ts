import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportSPKI, importJWK, UnsecuredJWT } from 'jose';
import { authenticate, type TokenVerifier } from '../../../src/http/auth.ts';
import { createLogger } from '../../../src/http/logger.ts';
import {
  createOidcTokens,
  isJwt,
  type OidcSettings,
  type OidcTokensInput,
} from '../../../src/http/oidc/tokens.ts';
import {
  AUDIENCE,
  makePair,
  type OidcIssuer,
  startOidcIssuer,
  type TokenOptions,
} from '../../support/oidc-issuer.ts';

const MINUTE_S = 60;

let issuer: OidcIssuer;
let logLines: string[];

beforeEach(async () => {
  issuer = await startOidcIssuer();
  logLines = [];
});

afterEach(() => issuer.close());

function verifier(
  settings: Partial<OidcSettings> = {},
  timing: Pick<OidcTokensInput, 'cooldownMs' | 'now'> = {},
): TokenVerifier {
  return createOidcTokens({
    settings: {
      issuer: issuer.url,
      audience: AUDIENCE,
      scopeClaim: 'scope',
      scopeMap: { 'ironflake:read': 'read', 'ironflake:order': 'order' },
      labelsClaim: null,
      clockSkewSeconds: 30,
      ...settings,
    },
    logger: createLogger('info', { write: (line) => void logLines.push(line) }),
    ...timing,
  });
}

function secondsFromNow(seconds: number): number {
  return Math.floor(Date.now() / 1000) + seconds;
}

/** What the log says of the one refusal there was. */
function refusal(): Record<string, unknown> {
  expect(logLines).toHaveLength(1);
  return JSON.parse(logLines[0] ?? '');
}

describe('a token of the issuer', () => {
  it('is let in under its subject, with the scopes that its claim is mapped to', async () => {
    const scope = 'openid ironflake:read ironflake:order ironflake:unknown';
    const token = await issuer.token({ claims: { scope } });
    expect(isJwt(token)).toBe(true);
    expect(await authenticate(verifier(), `Bearer ${token}`)).toEqual({
      name: 'oidc:alice',
      scopes: ['read', 'order'],
    });
    expect(logLines).toEqual([]);
  });

  it('may name several audiences, ours among them', async () => {
    const token = await issuer.token({ claims: { aud: ['other', AUDIENCE] } });
    expect(await verifier().find(token)).toMatchObject({ name: 'oidc:alice' });
  });

  it('has no rights without the claim that holds them', async () => {
    const token = await issuer.token({ claims: { scope: undefined } });
    expect(await verifier().find(token)).toEqual({ name: 'oidc:alice', scopes: [] });
  });

  it('may be as late, and as early, as clocks may differ', async () => {
    const late = await issuer.token({ claims: { exp: secondsFromNow(-10) } });
    const early = await issuer.token({ claims: { nbf: secondsFromNow(10) } });
    expect(await verifier().find(late)).not.toBeNull();
    expect(await verifier().find(early)).not.toBeNull();
    expect(await verifier({ clockSkewSeconds: 0 }).find(late)).toBeNull();
    expect(await verifier({ clockSkewSeconds: 0 }).find(early)).toBeNull();
  });

  it.each<[string, TokenOptions, string]>([
    ['another issuer', { claims: { iss: 'https://other.example' } }, '"iss"'],
    ['no issuer', { claims: { iss: undefined } }, '"iss"'],
    ['another audience', { claims: { aud: 'other' } }, '"aud"'],
    ['no audience', { claims: { aud: undefined } }, '"aud"'],
    ['an end long past', { claims: { exp: secondsFromNow(-MINUTE_S) } }, '"exp"'],
    ['no end', { claims: { exp: undefined } }, '"exp"'],
    ['a later beginning', { claims: { nbf: secondsFromNow(2 * MINUTE_S) } }, '"nbf"'],
    ['no subject', { claims: { sub: undefined } }, '"sub"'],
    ['a subject with a blank', { claims: { sub: 'a b' } }, 'sub is not'],
  ])('is refused for %s, and only the log says why', async (_name, options, reason) => {
    const token = await issuer.token(options);
    const error = await authenticate(verifier(), `Bearer ${token}`).catch((caught) => caught);
    expect(error).toMatchObject({
      code: 'request.unauthorized',
      message: 'The token is not one of this service.',
    });
    expect(refusal()).toMatchObject({ msg: 'OIDC token refused', reason: expect.any(String) });
    expect(String(refusal().reason)).toContain(reason);
    expect(logLines.join('')).not.toContain(token.split('.')[2]);
  });

  it('bears labels where a claim for them is named, and is refused without any', async () => {
    const labelled = verifier({ labelsClaim: 'ironflake.labels' });
    const token = await issuer.token({ claims: { ironflake: { labels: { team: 'a' } } } });
    expect(await labelled.find(token)).toMatchObject({ labels: { team: 'a' } });
    expect(await labelled.find(await issuer.token())).toBeNull();
    expect(refusal().reason).toContain('ironflake.labels');
  });
});

describe('a forged token', () => {
  it('is refused when another key signed it under the same name', async () => {
    const { privateKey } = await makePair('key-1');
    expect(await verifier().find(await issuer.token({ key: privateKey }))).toBeNull();
    expect(refusal().code).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });

  it('is refused when its claims were changed', async () => {
    const [header, , signature] = (await issuer.token()).split('.');
    const [, claims] = (await issuer.token({ claims: { sub: 'mallory' } })).split('.');
    expect(await verifier().find(`${header}.${claims}.${signature}`)).toBeNull();
    expect(refusal().code).toBe('ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
  });

  it('is refused when it is not signed', async () => {
    const token = new UnsecuredJWT({ scope: 'ironflake:order' })
      .setIssuer(issuer.url)
      .setAudience(AUDIENCE)
      .setSubject('mallory')
      .setExpirationTime('1m')
      .encode();
    expect(isJwt(token)).toBe(true);
    expect(await verifier().find(token)).toBeNull();
    expect(refusal().code).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
  });

  it('is refused when the public key was used as a shared secret', async () => {
    const publicKey = await importJWK(issuer.publicKey(), 'ES256', { extractable: true });
    if (publicKey instanceof Uint8Array) throw new Error('not a public key');
    const key = new TextEncoder().encode(await exportSPKI(publicKey));
    const token = await issuer.token({ header: { alg: 'HS256', kid: 'key-1' }, key });
    expect(await verifier().find(token)).toBeNull();
    expect(refusal().code).toBe('ERR_JOSE_ALG_NOT_ALLOWED');
  });

  it.each(['eyJ.e30.', 'eyJhbGciOiJSUzI1NiJ9.e30.AAAA', 'eyJhbGciOiJSUzI1NiJ9.!.AAAA'])(
    'is refused when it is no more than the shape of one (%s)',
    async (token) => {
      expect(await verifier().find(token)).toBeNull();
    },
  );
});

describe('the keys of the issuer', () => {
  it('are fetched once for many calls, at the same time and after each other', async () => {
    const tokens = verifier();
    const token = await issuer.token();
    await Promise.all(Array.from({ length: 20 }, () => tokens.find(token)));
    for (let call = 0; call < 20; call += 1) expect(await tokens.find(token)).not.toBeNull();
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('are not fetched before somebody calls with a token of it', () => {
    verifier();
    expect(issuer.asked).toEqual([]);
  });

  it('are fetched again for a new one, and the old one ends', async () => {
    const tokens = verifier({}, { cooldownMs: 0 });
    const old = await issuer.token();
    expect(await tokens.find(old)).not.toBeNull();
    await issuer.rotate();
    expect(await tokens.find(await issuer.token())).not.toBeNull();
    expect(await tokens.find(old)).toBeNull();
    expect(refusal().code).toBe('ERR_JWKS_NO_MATCHING_KEY');
  });

  it('are not fetched again and again for names that nobody published', async () => {
    const tokens = verifier();
    await tokens.find(await issuer.token());
    for (const kid of ['a', 'b', 'c']) {
      expect(await tokens.find(await issuer.token({ header: { alg: 'ES256', kid } }))).toBeNull();
    }
    expect(issuer.asked.filter((path) => path === '/keys')).toHaveLength(1);
  });

  it('are asked for again, though not at once, when the issuer was away', async () => {
    let now = 0;
    const tokens = verifier({}, { now: () => now });
    const token = await issuer.token();
    issuer.status = 503;
    expect(await tokens.find(token)).toBeNull();
    expect(refusal()).toMatchObject({ msg: 'OIDC issuer cannot be asked', level: 50 });
    expect(refusal().reason).toContain('answered 503');
    issuer.status = 200;
    now = 4_999;
    expect(await tokens.find(token)).toBeNull();
    expect(issuer.asked).toHaveLength(1);
    now = 5_000;
    expect(await tokens.find(token)).not.toBeNull();
  });

  it('are not asked for at each call while they cannot be had', async () => {
    let now = 0;
    const tokens = verifier({}, { now: () => now });
    const token = await issuer.token();
    issuer.keysStatus = 500;
    for (let call = 0; call < 5; call += 1) expect(await tokens.find(token)).toBeNull();
    expect(issuer.asked).toEqual(['/.well-known/openid-configuration', '/keys']);
    expect(logLines).toHaveLength(5);
    expect(logLines[4]).toContain('/keys answered 500');
    issuer.keysStatus = 200;
    now = 5_000;
    expect(await tokens.find(token)).not.toBeNull();
  });

  it('are not taken from a description of another issuer', async () => {
    issuer.described.issuer = 'https://other.example';
    expect(await verifier().find(await issuer.token())).toBeNull();
    expect(refusal().reason).toContain('is of the issuer "https://other.example"');
    expect(issuer.asked).toHaveLength(1);
  });

  it.each([undefined, 7, 'keys'])('are not looked for at a jwks_uri of %p', async (uri) => {
    issuer.described.jwks_uri = uri;
    expect(await verifier().find(await issuer.token())).toBeNull();
    expect(refusal().reason).toContain('names no usable jwks_uri');
  });

  it('are told of in the log when they themselves cannot be had', async () => {
    issuer.described.jwks_uri = `${issuer.url.replace(/:\d+$/, ':1')}/keys`;
    expect(await verifier().find(await issuer.token())).toBeNull();
    expect(refusal()).toMatchObject({ msg: 'OIDC issuer cannot be asked', level: 50 });
  });
});
