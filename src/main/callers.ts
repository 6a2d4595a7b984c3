/** Who may call: stored tokens, and where it is configured, people and programs that an issuer vouches for. */

import type { TokenVerifier } from '../http/auth.ts';
import { isJwt } from '../http/oidc/tokens.ts';
import type { Tokens } from '../store/tokens.ts';

/**
 * Makes the verifier; what does not limit a token is absent from its caller.
 *
 * @param oidc asked for JWTs instead of the stored tokens; null: no issuer is configured
 */
export function createCallers(
  { find }: Pick<Tokens, 'find'>,
  oidc: TokenVerifier | null = null,
): TokenVerifier {
  return {
    async find(token) {
      if (oidc !== null && isJwt(token)) return oidc.find(token);
      const grant = await find(token);
      if (grant === null) return null;
      const { labels, callsPerMinute, ...caller } = grant;
      return {
        ...caller,
        ...(labels === null ? {} : { labels }),
        ...(callsPerMinute === null ? {} : { callsPerMinute }),
      };
    },
  };
}
