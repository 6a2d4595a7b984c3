/** The public keys of an OpenID Connect issuer, found by discovery. */

import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  type JWTVerifyGetKey,
  type RemoteJWKSetOptions,
} from 'jose';

export interface IssuerKeysOptions {
  /** As in the `iss` of its tokens. */
  readonly issuer: string;
  /** So long after they were fetched an unknown key id does not make us fetch them again. */
  readonly cooldownMs?: number;
  /** Milliseconds; of a clock that never goes back. */
  readonly now?: () => number;
}

export type KeysFound =
  | { readonly kind: 'keys'; readonly keyOf: JWTVerifyGetKey }
  | { readonly kind: 'unavailable'; readonly reason: string };

export interface IssuerKeys {
  /** Asks the issuer at the first call; callers at the same time wait for the same answer. */
  find(): Promise<KeysFound>;
}

const DISCOVERY_TIMEOUT_MS = 5_000;
/** What failed is not asked for again before this has passed, whoever calls. */
const RETRY_AFTER_MS = 5_000;
const KEYS_COOLDOWN_MS = 30_000;

/**
 * Makes the keys' finder. Nothing is fetched before it is asked; keys are kept for ten minutes, and fetched again
 * for a token of a key that is not among them.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html section 4
 */
export function createIssuerKeys({
  issuer,
  cooldownMs = KEYS_COOLDOWN_MS,
  now = () => performance.now(),
}: IssuerKeysOptions): IssuerKeys {
  let found: Promise<KeysFound> | null = null;
  let failedAt: number | null = null;

  async function discover(): Promise<KeysFound> {
    const keys = await discoverKeys(issuer, {
      cooldownDuration: cooldownMs,
      [customFetch]: createPatientFetch(now),
    });
    failedAt = keys.kind === 'keys' ? null : now();
    return keys;
  }

  return {
    find() {
      if (failedAt !== null && now() - failedAt >= RETRY_AFTER_MS) {
        found = null;
        failedAt = null;
      }
      found ??= discover();
      return found;
    },
  };
}

/** jose asks for keys at each call while it has none: without this, callers could have a weak issuer hammered. */
function createPatientFetch(now: () => number): FetchImplementation {
  let failure: { readonly at: number; readonly error: unknown } | null = null;
  return async (url, options) => {
    if (failure !== null && now() - failure.at < RETRY_AFTER_MS) throw failure.error;
    try {
      const answer = await fetch(url, options);
      if (!answer.ok) throw new errors.JWKSInvalid(`${url} answered ${answer.status}`);
      failure = null;
      return answer;
    } catch (error) {
      failure = { at: now(), error };
      throw error;
    }
  };
}

async function discoverKeys(issuer: string, options: RemoteJWKSetOptions): Promise<KeysFound> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const answer = await fetch(url, {
      redirect: 'error',
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(DISCOVERY_TIMEOUT_MS),
    });
    if (!answer.ok) return unavailable(url, `answered ${answer.status}`);
    const described: unknown = await answer.json();
    return toKeys(url, issuer, described, options);
  } catch (error) {
    return unavailable(url, reasonOf(error));
  }
}

function toKeys(
  url: string,
  issuer: string,
  described: unknown,
  options: RemoteJWKSetOptions,
): KeysFound {
  if (typeof described !== 'object' || described === null) return unavailable(url, 'is no object');
  const told = 'issuer' in described ? described.issuer : null;
  const keysText = 'jwks_uri' in described ? described.jwks_uri : null;
  if (told !== issuer) return unavailable(url, `is of the issuer ${JSON.stringify(told)}`);
  const keysUrl = typeof keysText === 'string' ? URL.parse(keysText) : null;
  const isDowngrade = issuer.startsWith('https:') && keysUrl?.protocol !== 'https:';
  if (keysUrl === null || isDowngrade) {
    return unavailable(url, `names no usable jwks_uri (${JSON.stringify(keysText)})`);
  }
  const keyOf = createRemoteJWKSet(keysUrl, options);
  return { kind: 'keys', keyOf };
}

function unavailable(url: string, what: string): KeysFound {
  return { kind: 'unavailable', reason: `${url} ${what}` };
}

/** fetch hides what happened in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
