/**
 * The calls; alone in knowing hcloud-js and axios. hcloud-js 1.4.1 carries the actions that it still
 * gets right; its own create, get and list break on answers of today (a server is then made and lost),
 * so these go over its axios with our types.
 */

import { type AxiosInstance, type AxiosResponse, isAxiosError } from 'axios';
import hcloud from 'hcloud-js';
import { ProviderError } from '../../src/domain/error.ts';
import { type CallFacts, networkCode } from '../http/errors.ts';
import { UnreadableAnswer } from '../http/read.ts';
import type { Repetition } from '../http/retry.ts';
import { type TellCall, told } from '../http/told.ts';
import type { ProviderClock, QuotaLeft } from '../provider.ts';
import { type Budget, createBudget } from './budget.ts';
import { answerError, cancelled, noAnswerError, unreadableError } from './errors.ts';
import { withRetry } from './retry.ts';
import { readAction, type WireAction } from './wire.ts';

export interface ClientSettings {
  /** A secret; goes into a header and nowhere else. */
  readonly token: string;
  /** `https://api.hetzner.cloud/v1`, or where the lab stands in. */
  readonly endpoint: string;
  readonly clock: ProviderClock;
  /** How long one try may take, and the one try of a call that is made once; 30 s and 60 s when absent. */
  readonly deadlines?: { readonly tryMs: number; readonly onceMs: number };
  /** Told of each try. */
  readonly onCall?: TellCall;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the endpoint, without query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  readonly repetition: Repetition;
}

/**
 * Every method ends with a ProviderError by the vendor's answer, with `details.outcome`, or with
 * RequestError `request.cancelled`; each is retried as far as it permits, 30 s a try.
 */
export interface HcloudClient {
  /**
   * A call with an answer that we read ourselves. With `once` it has 60 s, and the signal does not cut
   * it: half an order helps nobody.
   */
  request<T>(call: Call, read: (body: unknown) => T, signal: AbortSignal): Promise<T>;
  getAction(actionId: number, signal: AbortSignal): Promise<WireAction>;
  powerOn(serverId: number, signal: AbortSignal): Promise<WireAction>;
  powerOff(serverId: number, signal: AbortSignal): Promise<WireAction>;
  /** The root password of the answer is never read. */
  enableRescue(serverId: number, sshKeyId: number, signal: AbortSignal): Promise<WireAction>;
  disableRescue(serverId: number, signal: AbortSignal): Promise<WireAction>;
  deleteSshKey(sshKeyId: number, signal: AbortSignal): Promise<void>;
  /** The vendor has one limit for all calls. Nothing is sent. */
  quotaLeft(): readonly QuotaLeft[];
}

type JsClient = InstanceType<typeof hcloud.Client>;

const DEADLINES = { tryMs: 30_000, onceMs: 60_000 };

/** One client per credential: its rate budget is shared by all calls made over it. */
export function createHcloudClient(settings: ClientSettings): HcloudClient {
  const budget = createBudget(settings.clock);

  function perform<T>(call: Call, signal: AbortSignal, act: (js: JsClient) => Promise<T>) {
    return withRetry(call.repetition, settings.clock, signal, async () => {
      await budget.take(signal);
      return await told(settings, call, () => attempt({ settings, budget, call, signal }, act));
    });
  }

  return {
    request: (call, read, signal) =>
      perform(call, signal, async (js) => read(await sendOver(js.axios, call))),
    getAction: (id, signal) =>
      perform({ method: 'GET', path: `/actions/${id}`, repetition: 'read' }, signal, async (js) =>
        readAction(await js.actions.get(id)),
      ),
    powerOn: (id, signal) =>
      perform(onServer(id, 'poweron'), signal, async (js) =>
        readAction(await js.servers.actions.powerOn(id)),
      ),
    powerOff: (id, signal) =>
      perform(onServer(id, 'poweroff'), signal, async (js) =>
        readAction(await js.servers.actions.powerOff(id)),
      ),
    enableRescue: (id, sshKeyId, signal) =>
      perform(onServer(id, 'enable_rescue'), signal, async (js) =>
        readAction((await js.servers.actions.enableRescue(id, 'linux64', [sshKeyId])).action),
      ),
    disableRescue: (id, signal) =>
      perform(onServer(id, 'disable_rescue'), signal, async (js) =>
        readAction(await js.servers.actions.disableRescue(id)),
      ),
    deleteSshKey: (id, signal) =>
      perform(
        { method: 'DELETE', path: `/ssh_keys/${id}`, repetition: 'repeatable' },
        signal,
        (js) => js.sshKeys.delete(id),
      ),
    quotaLeft: () => [{ group: 'all', ...budget.left() }],
  };
}

function onServer(serverId: number, action: string): Call {
  const path = `/servers/${serverId}/actions/${action}`;
  return { method: 'POST', path, repetition: 'repeatable' };
}

async function sendOver(axios: AxiosInstance, call: Call): Promise<unknown> {
  const query = Object.entries(call.query ?? {}).map(([name, value]) => [name, String(value)]);
  const response = await axios.request<unknown>({
    method: call.method,
    url: call.path,
    params: new URLSearchParams(query),
    ...(call.body === undefined ? {} : { data: call.body }),
  });
  return response.data;
}

interface Attempt {
  readonly settings: ClientSettings;
  readonly budget: Budget;
  readonly call: Call;
  readonly signal: AbortSignal;
}

async function attempt<T>(attempt: Attempt, act: (js: JsClient) => Promise<T>): Promise<T> {
  const { settings, call, signal } = attempt;
  const isOnce = call.repetition === 'once';
  const { tryMs, onceMs } = settings.deadlines ?? DEADLINES;
  const deadlineMs = isOnce ? onceMs : tryMs;
  const deadline = AbortSignal.timeout(deadlineMs);
  const cut = isOnce ? deadline : AbortSignal.any([signal, deadline]);
  const startedAt = settings.clock.now();
  const facts = (): CallFacts => ({
    method: call.method,
    path: call.path,
    host: new URL(settings.endpoint).host,
    durationMs: settings.clock.now() - startedAt,
  });
  // A client of its own for each try, since hcloud-js's methods take no signal.
  const js = new hcloud.Client({
    token: settings.token,
    baseURL: settings.endpoint,
    timeout: deadlineMs,
  });
  const seen = { status: 0 };
  guard(js.axios, { ...attempt, facts, seen });
  js.axios.defaults.signal = cut;
  try {
    return await act(js);
  } catch (error) {
    if (error instanceof ProviderError) throw error;
    if (!isOnce && signal.aborted) throw cancelled();
    if (deadline.aborted) throw noAnswerError(facts(), 'ETIMEDOUT');
    if (isAxiosError(error)) throw noAnswerError(facts(), networkCode(error.code));
    throw unreadableError(facts(), seen.status, whyUnreadable(error));
  }
}

interface Guarded extends Attempt {
  readonly facts: () => CallFacts;
  /** Status of the answer, for what goes wrong after it came. */
  readonly seen: { status: number };
}

/**
 * Sets what axios and hcloud-js leave open, and turns every refusal into our error before hcloud-js
 * sees it: its own interceptor crashes on an error that is not JSON.
 */
function guard(axios: AxiosInstance, { settings, budget, facts, seen }: Guarded): void {
  axios.defaults.validateStatus = () => true;
  // The token must not travel to where an absolute URL or a redirect points.
  axios.defaults.allowAbsoluteUrls = false;
  axios.defaults.maxRedirects = 0;
  axios.defaults.maxContentLength = 32 * 1024 * 1024;
  axios.interceptors.response.use((response) => {
    const { status, data } = response;
    seen.status = status;
    budget.learn(
      {
        limit: header(response, 'ratelimit-limit'),
        remaining: header(response, 'ratelimit-remaining'),
      },
      status === 429,
    );
    if (status === 204) return response;
    if (status < 200 || status > 299) {
      const correlationId = response.headers['x-correlation-id'];
      throw answerError(facts(), {
        status,
        body: data,
        correlationId: typeof correlationId === 'string' ? correlationId : null,
        hide: (text) => text.replaceAll(settings.token, '[token]'),
      });
    }
    if (typeof data !== 'object' || data === null) {
      throw unreadableError(facts(), status, 'its body is no JSON object');
    }
    return response;
  });
}

function header(response: AxiosResponse, name: string): number | null {
  const value: unknown = response.headers[name];
  const number = typeof value === 'string' ? Number.parseInt(value, 10) : Number.NaN;
  return Number.isNaN(number) ? null : number;
}

/** hcloud-js reads fields of what may be missing: a TypeError of its making, or our reader's verdict. */
function whyUnreadable(error: unknown): string {
  return error instanceof UnreadableAnswer ? error.message : 'its body is not in the agreed shape';
}
