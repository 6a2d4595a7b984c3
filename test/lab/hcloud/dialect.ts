/** The Cloud API's manners: bearer token, rate limit headers, JSON, correlation ids. */

import { timingSafeEqual } from 'node:crypto';
import { Refusal } from '../stand-in/refusal.ts';
import { type Dialect, parseJson } from '../stand-in/server.ts';
import type { RateLimit } from './rate-limit.ts';
import { unauthorized } from './refusal.ts';

/** Below this path stands the vendor's API. */
export const BASE_PATH = '/v1';

/** The manners of a project with this token. */
export function createCloudDialect(token: string, rateLimit: RateLimit): Dialect {
  return {
    basePath: BASE_PATH,
    correlationHeader: 'X-Correlation-Id',
    admit(exchange) {
      const { isAllowed, headers } = rateLimit.take(exchange.headers.authorization ?? '');
      const refusal = new Refusal(429, 'rate_limit_exceeded', 'limit per hour reached');
      return { refusal: isAllowed ? null : refusal, headers };
    },
    authorize(exchange, match) {
      // The vendor's router looks at the path before anybody looks at the token.
      if (match.kind !== 'none') assertToken(token, exchange.headers.authorization);
    },
    parseBody: parseJson,
    noRoute: (kind) =>
      kind === 'none'
        ? new Refusal(404, 'not_found', 'Not Found')
        : new Refusal(405, 'method_not_allowed', 'The method is not allowed for this path.'),
    toReply: ({ status, code, message, details }) => ({
      status,
      body: { error: { code, message, details } },
    }),
    internalError: (message) => new Refusal(500, 'server_error', message),
  };
}

function assertToken(token: string, authorization: string | undefined): void {
  const given = Buffer.from(authorization?.replace(/^Bearer /, '') ?? '');
  const wanted = Buffer.from(token);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw unauthorized(given.length > 0);
  }
}
