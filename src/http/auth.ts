/** Bearer tokens and their scopes. */

import { createHash, timingSafeEqual } from 'node:crypto';
import { RequestError } from '../domain/error.ts';
import type { Labels } from '../domain/labels.ts';

/** Each includes the ones before it. */
export const SCOPES = ['read', 'install', 'order', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** Who calls, as far as the token tells. */
export interface Caller {
  /** null for tokens that are kept nowhere but in the configuration. */
  readonly tokenId?: string;
  /** Name of the token, for the log; never the token. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Only what carries them is seen and touched; absent: everything. */
  readonly labels?: Labels;
  /** Absent: as configured for all. */
  readonly callsPerMinute?: number;
}

export interface TokenVerifier {
  /** The caller this token belongs to, or null. Takes the same time for any wrong token. */
  find(token: string): Promise<Caller | null>;
}

export interface StaticToken extends Caller {
  readonly token: string;
}

/** Tokens from the configuration; only their hashes are kept. */
export function createStaticTokens(tokens: readonly StaticToken[]): TokenVerifier {
  const known = tokens.map(({ token, name, scopes, ...limits }) => ({
    hash: sha256(token),
    caller: { name, scopes, ...limits },
  }));
  return {
    async find(token) {
      const presented = sha256(token);
      let caller: Caller | null = null;
      for (const one of known) if (timingSafeEqual(one.hash, presented)) caller = one.caller;
      return caller;
    },
  };
}

/** Narrows a text to a scope. */
export function isScope(text: string): text is Scope {
  return SCOPES.some((scope) => scope === text);
}

/**
 * Who sends this `Authorization` header.
 *
 * @throws RequestError `request.unauthorized`
 */
export async function authenticate(
  tokens: TokenVerifier,
  authorization: string | undefined,
): Promise<Caller> {
  const token = /^Bearer ([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization ?? '')?.[1];
  if (token === undefined) {
    throw new RequestError('request.unauthorized', 'The call has no bearer token.');
  }
  const caller = await tokens.find(token);
  if (caller !== null) return caller;
  throw new RequestError('request.unauthorized', 'The token is not one of this service.');
}

/** An Idempotency-Key as it is stored: two tokens that choose the same one do not meet. */
export function scopedKey(caller: Caller | null, key: string | undefined): string | null {
  return key === undefined ? null : `${caller?.tokenId ?? caller?.name ?? ''} ${key}`;
}

/** @throws RequestError `request.forbidden` when the caller's scope does not include this one */
export function requireScope(caller: Caller, scope: Scope): void {
  const needed = SCOPES.indexOf(scope);
  if (caller.scopes.some((held) => SCOPES.indexOf(held) >= needed)) return;
  throw new RequestError(
    'request.forbidden',
    `The token "${caller.name}" has the scopes [${caller.scopes.join(', ')}]; this call needs ${scope}.`,
    { scope },
  );
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
