/** An OpenID Connect issuer on this host: discovery, keys, and tokens signed with them. */

import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWK, type JWTHeaderParameters, SignJWT } from 'jose';

export const AUDIENCE = 'ironflake';

export interface TokenOptions {
  /** Over the usual ones; `undefined` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: JWTHeaderParameters;
  /** Instead of the issuer's own. */
  readonly key?: Parameters<SignJWT['sign']>[0];
}

export interface OidcIssuer {
  readonly url: string;
  /** What of it was asked, in order. */
  readonly asked: string[];
  /** Merged into the discovery document. */
  readonly described: Record<string, unknown>;
  /** Of the answer about itself; 200 unless set. */
  status: number;
  /** Of the answer with its keys; 200 unless set. */
  keysStatus: number;
  /** The public key of now. */
  publicKey(): JWK;
  /** Of `alice`, good for a minute, with `ironflake:read`. */
  token(options?: TokenOptions): Promise<string>;
  /** From now on another key signs, and only that one is published. */
  rotate(): Promise<void>;
  close(): Promise<void>;
}

interface Pair {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startOidcIssuer(): Promise<OidcIssuer> {
  let pair = await makePair('key-1');
  const asked: string[] = [];
  const described: Record<string, unknown> = {};
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const isKeys = path === '/keys';
    const about = { issuer: issuer.url, jwks_uri: `${issuer.url}/keys`, ...described };
    response.writeHead(isKeys ? issuer.keysStatus : issuer.status, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(isKeys ? { keys: [pair.publicJwk] } : about));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const issuer: OidcIssuer = {
    url: `http://127.0.0.1:${port}`,
    asked,
    described,
    status: 200,
    keysStatus: 200,
    publicKey: () => pair.publicJwk,
    token: ({ claims = {}, header, key } = {}) => {
      const now = Math.floor(Date.now() / 1000);
      const usual = { iss: issuer.url, aud: AUDIENCE, sub: 'alice', iat: now, exp: now + 60 };
      return new SignJWT({ ...usual, scope: 'openid ironflake:read', ...claims })
        .setProtectedHeader(header ?? { alg: 'ES256', kid: pair.kid })
        .sign(key ?? pair.privateKey);
    },
    async rotate() {
      pair = await makePair('key-2');
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return issuer;
}

/** A key pair of ES256 that no issuer has published. */
export async function makePair(kid: string): Promise<Pair> {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  return {
    kid,
    publicJwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' },
    privateKey,
  };
}
