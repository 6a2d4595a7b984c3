/** An operation of the contract → a route of fastify: token, scope, typed call, answer. */

import type { FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { BugError, RequestError } from '../domain/error.ts';
import {
  authenticate,
  type Caller,
  isScope,
  requireScope,
  type Scope,
  type TokenVerifier,
} from './auth.ts';
import type { CallRecord } from './call-record.ts';
import type { BodyType, Operation } from './contract.ts';
import type { Answer, Call, Handlers, OperationId } from './handler.ts';
import type { LabelGuard } from './label-guard.ts';
import type { RateLimit } from './rate-limit.ts';

export interface OperationRoutesInput {
  readonly operations: readonly Operation[];
  readonly handlers: Handlers;
  readonly tokens: TokenVerifier;
  readonly rateLimit: RateLimit;
  readonly guard: LabelGuard;
  readonly record: CallRecord;
  /** Fires when the service stops. */
  readonly stopping: AbortSignal;
}

type Route = Pick<RouteOptions, 'handler' | 'onRequest' | 'preValidation' | 'onResponse'>;
/** The plug-in's own type asks for method and url, but takes them from the contract. */
type Resolver = (operationId: string) => RouteOptions;

/** For fastify-openapi-glue: what each route does beside the checks that the contract gives. */
export function createOperationRoutes(input: OperationRoutesInput): Resolver {
  const byId = new Map(input.operations.map((one) => [one.operationId, one]));
  const callers = new WeakMap<FastifyRequest, Caller>();
  return (operationId) => {
    const operation = byId.get(operationId);
    if (operation === undefined || !isOperationId(operationId, input.handlers)) {
      throw new BugError('bug.unexpected', `Nobody answers the operation ${operationId}.`);
    }
    const route: Route = {
      onRequest: async (request, reply) => {
        reply.headers(operation.deprecationHeaders);
        const caller = await admit(input, operation, request);
        if (caller === null) return;
        callers.set(request, caller);
        requireScope(caller, scopeOf(operation));
      },
      onResponse: (request, reply) =>
        input.record.keep(operation, request, reply, callers.get(request) ?? null),
      preValidation: async (request) => {
        if (operation.bodyType !== null) requireBody(operation.bodyType, request);
      },
      handler: async (request, reply) => {
        const caller = callers.get(request) ?? null;
        if (caller !== null) await input.guard(caller, operation, request);
        const call = toCall(request, caller, untilClosed(reply, input.stopping));
        return runHandler(input.handlers, operationId, call, reply);
      },
    };
    return {
      method: operation.method.toUpperCase(),
      url: operation.path.replaceAll(/\{(\w+)\}/g, ':$1'),
      ...route,
    };
  };
}

function isOperationId(id: string, handlers: Handlers): id is OperationId {
  return Object.hasOwn(handlers, id);
}

async function admit(
  { tokens, rateLimit }: OperationRoutesInput,
  { scope }: Operation,
  { headers }: FastifyRequest,
): Promise<Caller | null> {
  if (scope === null) return null;
  const caller = await authenticate(tokens, headers.authorization);
  rateLimit.take(caller);
  return caller;
}

function scopeOf({ scope, operationId }: Operation): Scope {
  if (scope !== null && isScope(scope)) return scope;
  throw new BugError('bug.unexpected', `${operationId}: no scope "${scope}".`);
}

/** fastify validates a body only when it has a parser and a schema for its media type. */
function requireBody(bodyType: BodyType, { headers, body }: FastifyRequest): void {
  const mediaType = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType === bodyType && body !== undefined) return;
  throw new RequestError('request.invalid', `The call needs a body of the type ${bodyType}.`);
}

function toCall<K extends OperationId>(
  { params, query, headers, body }: FastifyRequest,
  caller: Caller | null,
  signal: AbortSignal,
): Call<K> {
  const accepts = (headers.accept ?? '')
    .split(',')
    .map((range) => range.split(';', 1)[0]?.trim().toLowerCase() ?? '');
  const call: unknown = { params, query, headers, body: body ?? null, caller, accepts, signal };
  // fastify held every part against the contract's schemas, from which Call is made too.
  return call as Call<K>;
}

async function runHandler<K extends OperationId>(
  handlers: Handlers,
  operationId: K,
  call: Call<K>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const answer: Answer<K> = await handlers[operationId](call);
  const { kind, headers = {} } = answer;
  reply.headers(headers);
  if (kind === 'bytes') return reply.code(200).send(answer.bytes);
  return reply.code(Number(answer.status)).type('application/json').send(answer.body);
}

/** One signal for both: the caller went away, the service stops. */
function untilClosed(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const closed = new AbortController();
  reply.raw.once('close', () => closed.abort());
  return AbortSignal.any([closed.signal, stopping]);
}
