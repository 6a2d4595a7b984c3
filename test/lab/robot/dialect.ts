/** Robot's manners: HTTP Basic, forms, 403 for too many calls, errors that repeat their status. */

import type { Dialect } from '../stand-in/server.ts';
import type { Access } from './access.ts';
import { parseForm } from './form.ts';
import type { QuotaBook } from './quotas.ts';
import { Refusal } from './refusal.ts';

/** The manners of an account with this guard and these limits. */
export function createRobotDialect(access: Access, quotas: QuotaBook): Dialect {
  return {
    basePath: '',
    correlationHeader: null,
    admit: () => ({ refusal: null, headers: {} }),
    authorize(exchange) {
      access.check(exchange);
      const refusal = quotas.take(exchange.method, exchange.path);
      if (refusal) throw refusal;
    },
    parseBody: parseForm,
    noRoute: (kind) =>
      kind === 'none'
        ? new Refusal(404, 'NOT_FOUND', 'Not Found')
        : new Refusal(405, 'METHOD_NOT_ALLOWED', 'Method Not Allowed'),
    toReply: ({ status, code, message, details }) => ({
      status,
      body: { error: { status, code, message, ...details } },
    }),
    internalError: (message) => new Refusal(500, 'INTERNAL_ERROR', message),
  };
}
