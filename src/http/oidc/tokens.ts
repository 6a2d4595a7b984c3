/** Bearer tokens of an OpenID Connect issuer: JWTs, held against its published keys. */

import { errors, jwtVerify } from 'jose';
import type { Logger } from 'pino';
import type { Caller, TokenVerifier } from '../auth.ts';
import { type ClaimRules, toCaller } from './claims.ts';
import { createIssuerKeys, type IssuerKeysOptions } from './keys.ts';

export interface OidcSettings extends ClaimRules {
  /** As in the `iss` of its tokens, to the letter. */
  readonly issuer: string;
  /** That has to be in `aud`. */
  readonly audience: string;
  /** How far the issuer's clock may be off. */
  readonly clockSkewSeconds: number;
}

export interface OidcTokensInput extends Pick<IssuerKeysOptions, 'cooldownMs' | 'now'> {
  readonly settings: OidcSettings;
  /** Gets why a token is refused, which the caller is not told; never the token. */
  readonly logger: Pick<Logger, 'warn' | 'error'>;
}

/** Only those for which the public key cannot make a signature. */
const ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

/** Three parts, the first a JSON object in base64url. */
const JWT_SHAPE = /^eyJ[\w-]*\.[\w-]+\.[\w-]*$/;

/** Whether a bearer token is a signed JWT by its shape; tokens of our own are not. */
export function isJwt(token: string): boolean {
  return JWT_SHAPE.test(token);
}

/**
 * A verifier of the issuer's tokens: signature, issuer, audience and expiry, all of which have to be there. Any
 * refusal is null, with its reason in the log; so is an issuer that cannot be asked.
 */
export function createOidcTokens({ settings, logger, ...timing }: OidcTokensInput): TokenVerifier {
  const { issuer, audience, clockSkewSeconds } = settings;
  const keys = createIssuerKeys({ issuer, ...timing });
  const checks = {
    ...{ issuer, audience, algorithms: ALGORITHMS, clockTolerance: clockSkewSeconds },
    requiredClaims: ['exp', 'sub'],
  };

  async function verify(token: string): Promise<Caller | null> {
    const found = await keys.find();
    if (found.kind === 'unavailable') {
      logger.error({ issuer, reason: found.reason }, 'OIDC issuer cannot be asked');
      return null;
    }
    const { payload } = await jwtVerify(token, found.keyOf, checks);
    const result = toCaller(payload, settings);
    if (result.kind === 'caller') return result.caller;
    logger.warn({ issuer, reason: result.reason }, 'OIDC token refused');
    return null;
  }

  return {
    async find(token) {
      try {
        return await verify(token);
      } catch (error) {
        if (isOfToken(error)) {
          logger.warn({ issuer, code: error.code, reason: error.message }, 'OIDC token refused');
        } else logger.error({ issuer, err: error }, 'OIDC issuer cannot be asked');
        return null;
      }
    },
  };
}

/** Rather than of the issuer's keys, or of the way to them. */
function isOfToken(error: unknown): error is errors.JOSEError {
  if (!(error instanceof errors.JOSEError)) return false;
  return !ISSUER_CODES.includes(error.code);
}

const ISSUER_CODES: readonly string[] = [
  errors.JOSEError.code,
  errors.JWKSInvalid.code,
  errors.JWKSTimeout.code,
];
