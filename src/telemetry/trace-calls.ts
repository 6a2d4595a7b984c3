/** A span for each call that was answered, below the caller's own where the call says which that is. */

import { randomBytes } from 'node:crypto';
import type { AnsweredCall, TellSpan } from '../domain/span.ts';
import { installSpan } from './install-trace.ts';

export interface RemoteParent {
  readonly traceId: string;
  readonly spanId: string;
  /** False: the caller keeps no trace, and so do we. */
  readonly isSampled: boolean;
}

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** What tells of calls. */
export function createCallTraces(tell: TellSpan): (call: AnsweredCall) => void {
  return (call) => {
    const parent = call.traceparent === null ? null : parseTraceparent(call.traceparent);
    if (parent?.isSampled === false) return;
    const { method, route, status, installId, endedAt } = call;
    tell({
      traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      parentSpanId: parent?.spanId ?? null,
      ...{ name: `${method} ${route}`, kind: 'server' },
      ...{ startedAt: endedAt - call.durationMs, endedAt },
      attributes: {
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': status,
        'ironflake.operation': call.operationId,
        'ironflake.request_id': call.requestId,
        ...(installId === null ? {} : { 'ironflake.install_id': installId }),
      },
      // A refusal is the caller's; only what we could not answer is a fault of this span.
      problem: status >= 500 ? { code: 'bug.unexpected', message: `Answered ${status}.` } : null,
      links: installId === null ? [] : [installSpan(installId)],
    });
  };
}

/**
 * null: it is not one, and the trace begins here.
 *
 * @see https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function parseTraceparent(header: string): RemoteParent | null {
  const [, traceId = '', spanId = '', flags = '', more] = TRACEPARENT.exec(header.trim()) ?? [];
  const isNothing = /^0*$/.test(traceId) || /^0*$/.test(spanId);
  if (isNothing || (header.trim().startsWith('00') && more !== undefined)) return null;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}
