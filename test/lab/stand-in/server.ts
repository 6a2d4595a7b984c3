/** The HTTP side that all stand-ins share: faults, recorded calls, bodies, answers. A vendor's own manners are its dialect. */

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { BugError } from '../../../src/domain/error.ts';
import type { CallRecord } from './calls.ts';
import type { LabClock } from './clock.ts';
import { type FaultEffect, type Faults, isTransportFault } from './faults.ts';
import { isObject } from './json.ts';
import { Refusal } from './refusal.ts';
import { findRoute, type Reply, type Route, type RouteMatch } from './routes.ts';

/** One request as far as it can be judged without its body. */
export interface Exchange {
  readonly method: string;
  /** Below the endpoint; `/outside/…` when it is not. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The whole address that was asked for. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** Where the call came from. */
  readonly source: string;
}

/** Whether a call is taken at all, and the headers of its answer either way. */
export interface Admission {
  readonly refusal: Refusal | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What differs between vendors. */
export interface Dialect {
  /** Path of the endpoint; empty, or with a slash at its front only. */
  readonly basePath: string;
  /** Header with the id of the call, where the vendor sends one. */
  readonly correlationHeader: string | null;
  /** Asked for every call, also one that ends in an arranged answer. */
  admit(exchange: Exchange): Admission;
  /** Asked for every call without an arranged answer. @throws Refusal for wrong credentials and the like */
  authorize(exchange: Exchange, match: RouteMatch): void;
  /** @throws Refusal */
  parseBody(text: string): Readonly<Record<string, unknown>>;
  /** The answer to a path that is unknown, or has no such method. */
  noRoute(kind: 'none' | 'other-method'): Refusal;
  toReply(refusal: Refusal): Reply;
  /** For whatever went wrong inside. */
  internalError(message: string): Refusal;
}

/** What a server is made of. */
export interface StandInParts {
  readonly dialect: Dialect;
  readonly routes: readonly Route[];
  /** Below `/_lab`, outside of the endpoint; JSON both ways, no credentials. */
  readonly labRoutes: readonly Route[];
  readonly faults: Faults;
  readonly calls: CallRecord;
  readonly clock: LabClock;
}

/** A server that answers. */
export interface Listening {
  readonly port: number;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 1024 * 1024;

/** Listens on 127.0.0.1; on any free port for 0. */
export async function listenOn(server: Server, wantedPort: number): Promise<Listening> {
  server.listen(wantedPort, '127.0.0.1');
  await once(server, 'listening');
  const { port } = tcpAddress(server.address());
  return {
    port,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** A server that is not listening yet. */
export function createStandInServer(parts: StandInParts): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'stand-in'}`);
    const serving = url.pathname.startsWith('/_lab')
      ? serveLab(parts, toExchange(request, url, ''), request, response)
      : serveVendor(parts, toExchange(request, url, parts.dialect.basePath), request, response);
    serving.catch(() => response.destroy());
  });
}

function toExchange(request: IncomingMessage, url: URL, basePath: string): Exchange {
  const isInside = url.pathname.startsWith(`${basePath}/`);
  return {
    method: request.method ?? 'GET',
    path: isInside ? url.pathname.slice(basePath.length) : `/outside${url.pathname}`,
    query: url.searchParams,
    url: url.href,
    headers: request.headers,
    source: request.socket.remoteAddress ?? 'unknown',
  };
}

async function serveLab(
  { dialect, labRoutes }: StandInParts,
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = await answer(dialect, async () => {
    const match = findRoute(labRoutes, exchange.method, exchange.path);
    if (match.kind !== 'route') throw dialect.noRoute(match.kind);
    const body = parseJson(await readBody(request));
    const { query, url } = exchange;
    return match.route.serve({ params: match.params, query, url, body, faults: [] });
  });
  send(response, reply, {});
}

async function serveVendor(
  parts: StandInParts,
  exchange: Exchange,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { clock, calls, faults, dialect } = parts;
  const { method } = exchange;
  const path = exchange.path + (exchange.query.size > 0 ? `?${exchange.query}` : '');
  const correlationId = randomBytes(8).toString('hex');
  const end = calls.open({ at: new Date(clock.now()).toISOString(), method, path, correlationId });
  const effects = faults.take(method, path);
  await pass(clock, effects, 'delay');
  if (effects.some(({ kind }) => kind === 'lost-request')) {
    end({ status: null, isAnswerLost: true });
    response.destroy();
    return;
  }
  const { refusal, headers } = dialect.admit(exchange);
  const reply = refusal
    ? dialect.toReply(refusal)
    : await serveCall(parts, exchange, request, effects);
  end({ status: reply.status, isAnswerLost: false });
  await pass(clock, effects, 'late-answer');
  const isAnswerLost = effects.some(({ kind }) => kind === 'lost-answer');
  const isBare = effects.some((effect) => effect.kind === 'refusal' && effect.isBare === true);
  end({ status: reply.status, isAnswerLost });
  const correlation = dialect.correlationHeader
    ? { [dialect.correlationHeader]: correlationId }
    : {};
  if (isAnswerLost) response.destroy();
  else send(response, reply, isBare ? {} : { ...headers, ...correlation });
}

async function serveCall(
  { dialect, routes, clock }: StandInParts,
  exchange: Exchange,
  request: IncomingMessage,
  effects: readonly FaultEffect[],
): Promise<Reply> {
  const arranged = effects.find((effect) => effect.kind === 'reply');
  if (arranged?.kind === 'reply') {
    const { status, body, headers = {} } = arranged;
    return { status, headers, ...(body === undefined ? {} : { body }) };
  }
  const refused = effects.find((effect) => effect.kind === 'refusal');
  if (refused?.kind === 'refusal') {
    const { status, code, details = null } = refused;
    return dialect.toReply(new Refusal(status, code, `${code}, as asked for`, details));
  }
  return answer(dialect, async () => {
    const match = findRoute(routes, exchange.method, exchange.path);
    dialect.authorize(exchange, match);
    if (match.kind !== 'route') throw dialect.noRoute(match.kind);
    const body = dialect.parseBody(await readBody(request));
    await pass(clock, effects, 'late-effect');
    const faults = effects.flatMap((effect) => (isTransportFault(effect) ? [] : [effect]));
    const { query, url } = exchange;
    return match.route.serve({ params: match.params, query, url, body, faults });
  });
}

/** Turns refusals, and whatever else goes wrong, into the vendor's error shape. */
async function answer(dialect: Dialect, serve: () => Promise<Reply>): Promise<Reply> {
  try {
    return await serve();
  } catch (error) {
    if (error instanceof Refusal) return dialect.toReply(error);
    const message = error instanceof Error ? error.message : String(error);
    return dialect.toReply(dialect.internalError(message));
  }
}

async function pass(
  clock: LabClock,
  effects: readonly FaultEffect[],
  kind: 'delay' | 'late-effect' | 'late-answer',
): Promise<void> {
  for (const effect of effects) {
    if (effect.kind !== kind) continue;
    await new Promise<void>((resolve) => void clock.schedule(effect.ms, resolve));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) throw new Refusal(413, 'invalid_input', 'The body is too large.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A JSON object; `{}` for no text. @throws Refusal 400 `json_error` */
export function parseJson(text: string): Readonly<Record<string, unknown>> {
  if (text === '') return {};
  try {
    const body: unknown = JSON.parse(text);
    if (isObject(body)) return body;
  } catch {
    // Told below.
  }
  throw new Refusal(400, 'json_error', 'The body is no JSON object.');
}

function send(
  response: ServerResponse,
  reply: Reply,
  headers: Readonly<Record<string, string>>,
): void {
  const isText = typeof reply.body === 'string';
  const type = isText ? 'text/html' : 'application/json';
  const text = isText ? String(reply.body) : JSON.stringify(reply.body);
  const contentType = reply.body === undefined ? {} : { 'Content-Type': type };
  response.writeHead(reply.status, { ...contentType, ...headers, ...reply.headers });
  response.end(reply.body === undefined ? undefined : text);
}

function tcpAddress(address: AddressInfo | string | null): AddressInfo {
  if (typeof address === 'object' && address !== null) return address;
  throw new BugError('bug.unexpected', `The stand-in listens on ${address}, which is no TCP port.`);
}
