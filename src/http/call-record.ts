/** What is kept of every call: its metrics, and for those that may change something an entry in the audit log. */

import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AnsweredCall } from '../domain/span.ts';
import type { AccessPorts } from '../service/access.ts';
import type { Metrics } from '../service/metrics.ts';
import type { Caller } from './auth.ts';
import type { Operation } from './contract.ts';

export interface CallRecord {
  /** After a call was answered. @param caller null: nobody we know */
  keep(
    operation: Operation,
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Caller | null,
  ): Promise<void>;
}

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** Makes the record of calls. @param onCall told of each but streams, which end with their reader */
export function createCallRecord(
  ports: Pick<AccessPorts, 'audit'>,
  metrics: Metrics,
  onCall: (call: AnsweredCall) => void = () => {},
): CallRecord {
  const seconds = metrics.histogram(
    'ironflake_http_seconds',
    'How long calls took, by operation and status; streams are left out.',
    BUCKETS_SECONDS,
  );
  return {
    async keep(operation, request, reply, caller) {
      const { operationId, method } = operation;
      const status = reply.statusCode;
      const isStream = String(reply.getHeader('content-type')).startsWith('text/event-stream');
      if (!isStream) {
        const labels = { operation: operationId, status: String(status) };
        seconds.observe(labels, reply.elapsedTime / 1000);
        onCall(answered(operation, request, reply));
      }
      if (method === 'get' || caller === null) return;
      await ports.audit.append({
        tokenId: caller.tokenId ?? null,
        tokenName: caller.name,
        address: request.ip,
        operation: operationId,
        path: request.url.split('?', 1)[0] ?? '/',
        status,
        requestId: request.id,
      });
    },
  };
}

const STARTED_INSTALL = /^\/v1\/installs\/([\w-]+)$/;

function answered(
  { operationId, method, path: route }: Operation,
  { id: requestId, params, headers }: FastifyRequest,
  reply: FastifyReply,
): AnsweredCall {
  const { traceparent } = headers;
  const named: unknown =
    typeof params === 'object' && params !== null ? Reflect.get(params, 'installId') : undefined;
  const started = STARTED_INSTALL.exec(String(reply.getHeader('location') ?? ''))?.[1];
  return {
    ...{ operationId, route, requestId },
    method: method.toUpperCase(),
    status: reply.statusCode,
    traceparent: typeof traceparent === 'string' ? traceparent : null,
    installId: typeof named === 'string' ? named : (started ?? null),
    endedAt: Date.now(),
    durationMs: reply.elapsedTime,
  };
}
