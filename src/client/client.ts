/** The typed client of this service's own API; the same source runs in Node and in browsers. */

import type { components, operations } from '../../openapi/api.gen.ts';
import { followEvents } from './follow.ts';
import { ApiError, problemFrom } from './problem.ts';

type Schemas = components['schemas'];
export type Install = Schemas['Install'];
export type InstallSummary = Schemas['InstallSummary'];
export type InstallPage = Schemas['InstallPage'];
export type InstallEvent = Schemas['InstallEvent'];
export type InstallRequest = Schemas['InstallRequest'];
export type Plan = Schemas['Plan'];
export type PlanRequest = Schemas['PlanRequest'];
export type PlanSummary = Schemas['PlanSummary'];
export type EventPage = Schemas['EventPage'];
export type Readiness = Schemas['Readiness'];
export type Flake = Schemas['Flake'];
export type ListQuery = NonNullable<operations['listInstalls']['parameters']['query']>;

export interface ClientOptions {
  /** Origin of the service: `https://ironflake.example`; the page's own origin when empty. */
  readonly baseUrl: string;
  readonly token: string;
  /** How often a call is sent in all while the service cannot serve it; 5 when absent. */
  readonly attempts?: number;
  readonly fetch?: typeof fetch;
  /** Waits; rejects when the signal fires. For tests. */
  readonly sleep?: (ms: number, signal?: AbortSignal) => Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface CreateOptions extends CallOptions {
  /** Made anew when absent; give the same one to go on with a call whose answer was lost. */
  readonly idempotencyKey?: string;
}

export interface WatchOptions extends CallOptions {
  /** Number of the last event that was seen; 0 when absent. */
  readonly after?: number;
}

export interface Client {
  readonly installs: {
    /** Starts an install. May be repeated with the same idempotency key. @throws ApiError */
    create(request: InstallRequest, options?: CreateOptions): Promise<Install>;
    /** @throws ApiError `request.not-found` */
    get(installId: string, options?: CallOptions): Promise<Install>;
    /** One page, newest first. @throws ApiError */
    list(query?: ListQuery, options?: CallOptions): Promise<InstallPage>;
    /** Asks it to stop. May be repeated. @throws ApiError `request.not-cancellable` */
    cancel(installId: string, options?: CallOptions): Promise<Install>;
    /** The generated files. @throws ApiError `request.not-found` */
    flake(installId: string, options?: CallOptions): Promise<Flake>;
    /** One page of stored events. @throws ApiError `request.not-found` */
    events(installId: string, page?: EventsQuery, options?: CallOptions): Promise<EventPage>;
    /**
     * Every event once, in order, to the end of the install; a cut connection is taken up again after the
     * last event seen. Ends without an error when the signal fires. @throws ApiError
     */
    watch(installId: string, options?: WatchOptions): AsyncIterable<InstallEvent>;
  };
  readonly plans: {
    /** Asks for a plan. May be repeated with the same idempotency key. @throws ApiError */
    create(request: PlanRequest, options?: CreateOptions): Promise<Plan>;
    /** @throws ApiError `request.not-found` */
    get(planId: string, options?: CallOptions): Promise<Plan>;
    /** Waits until the plan is made or has failed. @throws ApiError */
    settled(planId: string, options?: SettleOptions): Promise<Plan>;
  };
  readonly service: {
    /** Whether the service can serve calls, with what it checked. @throws ApiError when it does not answer */
    readiness(options?: CallOptions): Promise<Readiness>;
  };
}

export interface EventsQuery {
  /** Only events after this number; 0 when absent. */
  readonly after?: number;
  readonly limit?: number;
}

export interface SettleOptions extends CallOptions {
  /** Pause between two looks; 500 ms when absent. */
  readonly everyMs?: number;
}

/** One request, as the client's parts send it. */
export type Send = (
  path: string,
  init: { method?: string; headers?: Record<string, string>; body?: string; signal?: AbortSignal },
) => Promise<Response>;

const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const DEFAULT_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const PLAN_PAUSE_MS = 500;

/** Makes a client. Calls answered 429, 502, 503 or 504, or not at all, are sent again after a pause. */
export function createClient(options: ClientOptions): Client {
  const send = createSend(options);
  async function readJson<T>(path: string, init: Parameters<Send>[1] = {}): Promise<T> {
    const answer = await send(path, { ...init, headers: { accept: JSON_TYPE, ...init.headers } });
    const body: unknown = await answer.json();
    // A success of the service; its tests hold every one of them against the contract.
    return body as T;
  }
  return {
    installs: {
      async create(request, { idempotencyKey = crypto.randomUUID(), ...call } = {}) {
        const headers = { 'content-type': JSON_TYPE, 'idempotency-key': idempotencyKey };
        const body = JSON.stringify(request);
        return readJson('/v1/installs', { ...call, method: 'POST', headers, body });
      },
      get: (installId, call) => readJson(pathOf(installId), call),
      list: (query = {}, call) => readJson(`/v1/installs${toQuery(query)}`, call),
      cancel: (installId, call) =>
        readJson(`${pathOf(installId)}/cancel`, { ...call, method: 'POST' }),
      flake: (installId, call) => readJson(`${pathOf(installId)}/flake`, call),
      events: (installId, page = {}, call) =>
        readJson(`${pathOf(installId)}/events${toQuery(page)}`, call),
      watch: (installId, watch = {}) =>
        followEvents(send, options.sleep ?? sleep, `${pathOf(installId)}/events`, watch),
    },
    plans: {
      async create(request, { idempotencyKey = crypto.randomUUID(), ...call } = {}) {
        const headers = { 'content-type': JSON_TYPE, 'idempotency-key': idempotencyKey };
        const body = JSON.stringify(request);
        return readJson('/v1/plans', { ...call, method: 'POST', headers, body });
      },
      get: (planId, call) => readJson(planPath(planId), call),
      async settled(planId, { everyMs = PLAN_PAUSE_MS, ...call } = {}) {
        for (;;) {
          const plan = await readJson<Plan>(planPath(planId), call);
          if (plan.state === 'ready' || plan.state === 'failed') return plan;
          await (options.sleep ?? sleep)(everyMs, call.signal);
        }
      },
    },
    service: {
      readiness: (call) => readReadiness(options, call),
    },
  };
}

const JSON_TYPE = 'application/json';

function pathOf(installId: string): string {
  return `/v1/installs/${encodeURIComponent(installId)}`;
}

function planPath(planId: string): string {
  return `/v1/plans/${encodeURIComponent(planId)}`;
}

/** Asked once: that something is not ready is an answer here. */
async function readReadiness(
  { baseUrl, fetch: doFetch = fetch }: ClientOptions,
  { signal }: CallOptions = {},
): Promise<Readiness> {
  const init = signal === undefined ? {} : { signal };
  const outcome = await trySend(async () => {
    const answer = await doFetch(`${baseUrl}/readyz`, init);
    const isAnswer = answer.headers.get('content-type')?.startsWith(JSON_TYPE) === true;
    return isAnswer ? new Response(answer.body, { headers: answer.headers }) : answer;
  }, signal);
  if (outcome.kind === 'refused') throw outcome.error;
  const body: unknown = await outcome.answer.json();
  // Of this media type the service sends only readiness, good or bad.
  return body as Readiness;
}

function toQuery(query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === '' ? '' : `?${text}`;
}

function createSend(options: ClientOptions): Send {
  const { baseUrl, token, attempts = DEFAULT_ATTEMPTS } = options;
  const doFetch = options.fetch ?? fetch;
  const pause = options.sleep ?? sleep;
  return async (path, { signal, ...init }) => {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const sent = { ...init, headers, ...(signal === undefined ? {} : { signal }) };
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await trySend(() => doFetch(`${baseUrl}${path}`, sent), signal);
      if (outcome.kind === 'answer') return outcome.answer;
      if (!outcome.isWorthMore || attempt >= attempts) throw outcome.error;
      const growingMs = FIRST_PAUSE_MS * 2 ** (attempt - 1);
      await pause(Math.min(Math.max(growingMs, outcome.retryAfterMs), LONGEST_PAUSE_MS), signal);
    }
  };
}

type Outcome =
  | { readonly kind: 'answer'; readonly answer: Response }
  | {
      readonly kind: 'refused';
      readonly error: ApiError;
      readonly isWorthMore: boolean;
      readonly retryAfterMs: number;
    };

/** @throws what fetch throws when the signal fired */
async function trySend(
  attempt: () => Promise<Response>,
  signal: AbortSignal | undefined,
): Promise<Outcome> {
  try {
    const answer = await attempt();
    if (answer.ok) return { kind: 'answer', answer };
    const retryAfterMs = Number(answer.headers.get('retry-after') ?? 0) * 1000 || 0;
    const isWorthMore = RETRIED_STATUSES.has(answer.status);
    return { kind: 'refused', error: await problemFrom(answer), isWorthMore, retryAfterMs };
  } catch (error) {
    if (signal?.aborted) throw error;
    const why = error instanceof Error ? error.message : String(error);
    const detail = `The service does not answer: ${why}.`;
    const input = { code: 'client.unreachable', status: 0, detail, problem: null };
    return { kind: 'refused', error: new ApiError(input), isWorthMore: true, retryAfterMs: 0 };
  }
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}
