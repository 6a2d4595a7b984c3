/** The HTTP service: every operation of the contract, its documentation and the dashboard. */

import { randomUUID } from 'node:crypto';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import fastifyOpenapiGlue from 'fastify-openapi-glue';
import type { Logger } from 'pino';
import { BugError, RequestError } from '../domain/error.ts';
import type { AnsweredCall } from '../domain/span.ts';
import type { EventBus } from '../events/bus.ts';
import type { AccessPorts } from '../service/access.ts';
import type { FlakePorts } from '../service/flakes.ts';
import type { OfferDesk } from '../service/list-offers.ts';
import type { GiveBackPorts } from '../service/machines/give-back.ts';
import type { MachinePorts } from '../service/machines/ports.ts';
import type { AccountPorts } from '../service/manage-accounts.ts';
import type { Metrics } from '../service/metrics.ts';
import { type CallKeys, createOnce } from '../service/once.ts';
import type { ServicePorts } from '../service/ports.ts';
import type { RetryPorts } from '../service/retry-install.ts';
import type { WebhookPorts } from '../service/webhooks.ts';
import type { TokenVerifier } from './auth.ts';
import { createCallRecord } from './call-record.ts';
import { type Contract, type JsonObject, loadContract } from './contract.ts';
import { addDocs } from './docs.ts';
import { type ErrorCatalog, loadErrorCatalog } from './error-catalog.ts';
import type { Handlers } from './handler.ts';
import { createLabelGuard } from './label-guard.ts';
import { createOperationRoutes } from './operation-routes.ts';
import { addPages } from './pages.ts';
import { toProblem } from './problem.ts';
import { createRateLimit } from './rate-limit.ts';
import { createAccessHandlers } from './routes/access.ts';
import { createAccountHandlers } from './routes/accounts.ts';
import { type AllEventRows, createAllEventsHandlers } from './routes/all-events.ts';
import { createEventHandlers } from './routes/events.ts';
import { createFlakeHandlers } from './routes/flakes.ts';
import { createGiveBackHandlers } from './routes/give-back.ts';
import { createInstallHandlers } from './routes/installs.ts';
import { createLayoutHandlers } from './routes/layouts.ts';
import { createMachineWorkHandlers } from './routes/machine-work.ts';
import { createMachineHandlers } from './routes/machines.ts';
import { createMetricsHandlers } from './routes/metrics.ts';
import { createOfferHandlers } from './routes/offers.ts';
import { createPlanHandlers, type PlanPorts } from './routes/plans.ts';
import { createServiceHandlers, type ReadinessCheck } from './routes/service.ts';
import { createWebhookHandlers } from './routes/webhooks.ts';
import { createRequestCompiler } from './validate.ts';

export interface ServerInput {
  readonly ports: ServicePorts & PlanPorts & RetryPorts;
  readonly machines: MachinePorts;
  readonly accounts: AccountPorts;
  readonly offers: OfferDesk;
  readonly giveBacks: GiveBackPorts['giveBacks'];
  readonly flakes: FlakePorts;
  readonly access: AccessPorts;
  readonly webhooks: WebhookPorts;
  readonly allEvents: AllEventRows;
  readonly metrics: Metrics;
  /** Told of each call that was answered; nobody when absent. */
  readonly onCall?: (call: AnsweredCall) => void;
  /** Of each token. */
  readonly callsPerMinute: number;
  readonly callKeys: CallKeys;
  readonly bus: EventBus;
  readonly tokens: TokenVerifier;
  readonly checks: readonly ReadinessCheck[];
  readonly logger: Logger;
  /** Absent: that of openapi/. */
  readonly contract?: Contract;
}

/** Modules are text of up to 200 kB each; a request of more than this is not meant well. */
const BODY_LIMIT_BYTES = 2 * 1024 * 1024;
/** Of an uploaded flake. */
const ARCHIVE_LIMIT_BYTES = 8 * 1024 * 1024;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * Builds the server; does not listen yet. `close()` ends open event streams first, so that their readers
 * come back with the last number they saw.
 *
 * @throws BugError when the contract, the error catalog and the handlers do not fit together
 */
export async function createServer(input: ServerInput): Promise<FastifyInstance> {
  const { contract = loadContract() } = input;
  const catalog = loadErrorCatalog();
  const stopping = new AbortController();
  const loggerInstance: FastifyBaseLogger = input.logger;
  const app = fastify({
    loggerInstance,
    bodyLimit: BODY_LIMIT_BYTES,
    requestIdHeader: false,
    genReqId: ({ headers }) => requestIdFrom(headers['x-request-id']),
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => sendProblem(catalog, error, request, reply),
  });
  // Only JSON and archives are read; without this, plain text would come past the contract.
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser(
    'application/gzip',
    { parseAs: 'buffer', bodyLimit: ARCHIVE_LIMIT_BYTES },
    (_request, body, done) => done(null, body),
  );
  app.setValidatorCompiler(createRequestCompiler());
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id });
  });
  app.addHook('preClose', async () => stopping.abort());
  app.setErrorHandler((error, request, reply) => sendProblem(catalog, error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    const detail = `${request.method} ${pathOf(request)} is not part of the contract.`;
    return sendProblem(catalog, new RequestError('request.not-found', detail), request, reply);
  });
  const handlers = createHandlers(input, catalog, contract);
  await app.register(fastifyOpenapiGlue, {
    specification: withoutResponses(contract.document),
    operationResolver: createOperationRoutes({
      operations: contract.operations,
      handlers,
      tokens: input.tokens,
      guard: createLabelGuard({ ...input.ports, machines: input.machines.machines }),
      rateLimit: createRateLimit({ callsPerMinute: input.callsPerMinute }),
      record: createCallRecord(input.access, input.metrics, input.onCall),
      stopping: stopping.signal,
    }),
  });
  await addDocs(app, contract.document);
  addPages(app);
  return app;
}

function createHandlers(input: ServerInput, catalog: ErrorCatalog, contract: Contract): Handlers {
  const { ports, machines, bus, checks, logger, allEvents } = input;
  const once = createOnce({ keys: input.callKeys });
  const onStreamError = (error: unknown): void =>
    logger.error({ err: error }, 'event stream broke');
  return {
    ...createInstallHandlers(ports, catalog),
    ...createPlanHandlers(ports, catalog),
    ...createFlakeHandlers(input.flakes, once),
    ...createLayoutHandlers(),
    ...createEventHandlers({ ports, bus, onStreamError }),
    ...createAllEventsHandlers({ allEvents, bus, onStreamError }),
    ...createGiveBackHandlers({ ...machines, giveBacks: input.giveBacks }, catalog),
    ...createOfferHandlers(input.offers, catalog),
    ...createAccountHandlers(input.accounts, catalog, once),
    ...createAccessHandlers(input.access, once),
    ...createWebhookHandlers(input.webhooks, once),
    ...createMetricsHandlers(input.metrics),
    ...createMachineHandlers(machines, once),
    ...createMachineWorkHandlers(machines, ports, catalog, once),
    ...createServiceHandlers(contract, checks),
  };
}

/**
 * A copy for the plug-in, which rewrites what it is given. Answers are typed, and held against the contract
 * in tests; a serializer made from their schemas would cut out silently what does not fit.
 */
function withoutResponses(document: JsonObject): object {
  // Bytes come as they are: there is no schema to hold them against.
  const isBytes = (value: unknown) => !JSON.stringify(value).includes('"application/json"');
  const cut = (key: string, value: unknown) =>
    key === 'responses' || (key === 'requestBody' && isBytes(value)) ? undefined : value;
  return JSON.parse(JSON.stringify(document, cut));
}

const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
} as const;

function requestIdFrom(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && REQUEST_ID.test(header) ? header : randomUUID();
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '/';
}

function sendProblem(
  catalog: ErrorCatalog,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const context = { instance: pathOf(request), requestId: request.id };
  const problem = toProblem(catalog, error, context);
  if (problem.status >= 500) request.log.error({ err: error }, 'call failed');
  const retryAfter = problem.details?.retryAfterSeconds;
  if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  return reply
    .code(problem.status)
    .headers({ ...SECURITY_HEADERS, 'x-request-id': request.id })
    .type('application/problem+json')
    .send(JSON.stringify(problem));
}

/** For main.ts: listens and tells the port that was really taken. */
export async function listen(
  app: FastifyInstance,
  address: { readonly host: string; readonly port: number },
): Promise<number> {
  await app.listen(address);
  const bound = app.server.address();
  if (typeof bound === 'object' && bound !== null) return bound.port;
  throw new BugError('bug.unexpected', 'The server listens on something that has no port.');
}
