/** The calls; alone in knowing axios: HTTP Basic, forms out, JSON in, one try or several. */

import { createHash } from 'node:crypto';
import axios, { isAxiosError } from 'axios';
import { errorCode, ProviderError } from '../../src/domain/error.ts';
import { type CallFacts, networkCode } from '../http/errors.ts';
import { UnreadableAnswer } from '../http/read.ts';
import type { Repetition } from '../http/retry.ts';
import { type TellCall, told } from '../http/told.ts';
import type { ProviderClock, QuotaLeft } from '../provider.ts';
import { type CircuitStore, credentialsKey } from './circuit.ts';
import {
  answerError,
  cancelled,
  circuitOpen,
  noAnswerError,
  orderingNotActivated,
  unreadableError,
} from './errors.ts';
import { createProof } from './proof.ts';
import { createQuota, type QuotaLedger } from './quota.ts';
import { withRetry } from './retry.ts';
import { readRefusal } from './wire.ts';

export interface ClientSettings {
  /** `https://robot-ws.your-server.de`, or where the lab stands in. */
  readonly endpoint: string;
  /** The webservice user, `#ws+…`. */
  readonly user: string;
  /** A secret; goes into a header and nowhere else. */
  readonly password: string;
  readonly clock: ProviderClock;
  readonly quota: QuotaLedger;
  readonly circuits: CircuitStore;
  /** How long one try may take, and the one try of a call that is made once; 30 s and 60 s when absent. */
  readonly deadlines?: { readonly tryMs: number; readonly onceMs: number };
  /** Told of each try. */
  readonly onCall?: TellCall;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below the endpoint, without query; parts of it from `segment`. */
  readonly path: string;
  /** Fields in their order; a list is `name[]`, once for each value. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  readonly repetition: Repetition;
}

/** The parsed answer: null for an empty body. */
type Reader<T> = (body: unknown) => T;

export interface RobotClient {
  /**
   * Sends a call, within the vendor's limits and never with credentials that were refused; with `once`
   * the signal does not cut it: half an order helps nobody.
   *
   * @throws ProviderError by the vendor's answer, with `details.outcome`; RequestError `request.cancelled`
   */
  request<T>(call: Call, read: Reader<T>, signal: AbortSignal): Promise<T>;
  /** Of each kind of call that has a limit of its own. Nothing is sent. */
  quotaLeft(): Promise<readonly QuotaLeft[]>;
}

/** A 429, which is not Robot's own word, comes from something before it and says nothing of an hour. */
const UNTOLD_INTERVAL_MS = 5_000;

const DEADLINES = { tryMs: 30_000, onceMs: 60_000 };

/** A call that costs nothing and tells good credentials from bad ones. */
const PROOF: Call = { method: 'GET', path: '/key', repetition: 'read' };

/** One client per credential: its limits and its circuit are shared by all calls made over it. */
export function createRobotClient(settings: ClientSettings): RobotClient {
  const { clock, circuits } = settings;
  const quota = createQuota(settings.quota, clock);
  const quotaKey = `robot:${digest(`${settings.endpoint} ${settings.user}`)}`;
  const proof = createProof();
  let key: Promise<string> | undefined;
  const circuitKey = () => {
    key ??= credentialsKey(settings);
    return key;
  };

  async function sendGuarded<T>(call: Call, read: Reader<T>, signal: AbortSignal): Promise<T> {
    const facts = factsOf(settings, call, 0);
    const openedAt = await circuits.openedAt(await circuitKey());
    if (openedAt !== null) throw circuitOpen(facts, openedAt);
    await quota.take(quotaKey, facts);
    if (signal.aborted) throw cancelled();
    try {
      const result = await told(settings, call, () => attempt(settings, call, read, signal));
      proof.set(true);
      return result;
    } catch (error) {
      throw await judged(call, error);
    }
  }

  /** Draws the conclusions of an answer that says no: a closed gate, or an open circuit. */
  async function judged(call: Call, error: unknown): Promise<unknown> {
    if (!(error instanceof ProviderError) || error.details.status === undefined) return error;
    if (error.code === 'provider.unauthorized') return refusedLogin(call, error);
    const { vendorCode, intervalSeconds } = error.details;
    // Whoever is answered in the vendor's own words is logged in; a proxy's page says nothing.
    if (typeof vendorCode === 'string') proof.set(true);
    if (error.code === 'provider.rate-limited') {
      const intervalMs =
        typeof intervalSeconds === 'number' ? intervalSeconds * 1_000 : UNTOLD_INTERVAL_MS;
      quota.close(factsOf(settings, call, 0), intervalMs);
      const tryAgainAt = new Date(clock.now() + intervalMs).toISOString();
      const details = { ...error.details, tryAgainAt };
      return new ProviderError(error.code, error.message, details, error.cause);
    }
    return error;
  }

  async function refusedLogin(call: Call, error: ProviderError): Promise<ProviderError> {
    const wasProven = proof.isGood;
    proof.set(false);
    if (isOrder(call) && wasProven) {
      return orderingNotActivated(factsOf(settings, call, Number(error.details.durationMs)));
    }
    await circuits.open(await circuitKey(), clock.now());
    return error;
  }

  /** Until credentials have been accepted once, one call at a time: three refusals at once would block us. */
  async function send<T>(call: Call, read: Reader<T>, signal: AbortSignal): Promise<T> {
    if (proof.isGood) return sendGuarded(call, read, signal);
    return proof.alone(async () => {
      if (isOrder(call) && !proof.isGood) await prove(signal);
      return sendGuarded(call, read, signal);
    }, signal);
  }

  /** A 401 under /order alone does not tell bad credentials from orders that are not activated. */
  async function prove(signal: AbortSignal): Promise<void> {
    try {
      await sendGuarded(PROOF, () => null, signal);
    } catch (error) {
      // An account without keys answers 404.
      if (errorCode(error) !== 'provider.not-found') throw error;
    }
  }

  return {
    request: (call, read, signal) =>
      withRetry(call.repetition, clock, signal, () => send(call, read, signal)),
    quotaLeft: () => quota.left(quotaKey),
  };
}

/** One part of a path; addresses and fingerprints keep their colons. */
export function segment(value: string | number): string {
  return encodeURIComponent(value).replaceAll('%3A', ':');
}

function isOrder(call: Call): boolean {
  return call.path.startsWith('/order/');
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function factsOf(settings: ClientSettings, call: Call, durationMs: number): CallFacts {
  const host = new URL(settings.endpoint).host;
  return { method: call.method, path: call.path, host, durationMs };
}

async function attempt<T>(
  settings: ClientSettings,
  call: Call,
  read: Reader<T>,
  signal: AbortSignal,
): Promise<T> {
  const isOnce = call.repetition === 'once';
  const { tryMs, onceMs } = settings.deadlines ?? DEADLINES;
  const deadline = AbortSignal.timeout(isOnce ? onceMs : tryMs);
  const startedAt = settings.clock.now();
  const facts = () => factsOf(settings, call, settings.clock.now() - startedAt);
  let answer: { status: number; body: string };
  try {
    answer = await exchange(
      settings,
      call,
      isOnce ? deadline : AbortSignal.any([signal, deadline]),
    );
  } catch (error) {
    if (!isOnce && signal.aborted) throw cancelled();
    if (deadline.aborted) throw noAnswerError(facts(), 'ETIMEDOUT');
    throw noAnswerError(facts(), isAxiosError(error) ? networkCode(error.code) : 'UNKNOWN');
  }
  return understood(settings, facts(), answer, read);
}

async function exchange(settings: ClientSettings, call: Call, signal: AbortSignal) {
  const response = await axios.request<unknown>({
    baseURL: settings.endpoint,
    url: call.path,
    method: call.method,
    auth: { username: settings.user, password: settings.password },
    ...(call.form === undefined ? {} : { data: formOf(call.form) }),
    signal,
    // The password must not travel to where an absolute URL, a redirect or a proxy of the environment points.
    allowAbsoluteUrls: false,
    maxRedirects: 0,
    proxy: false,
    maxContentLength: 32 * 1024 * 1024,
    responseType: 'text',
    transformResponse: (data: unknown) => data,
    validateStatus: () => true,
  });
  const { status, data } = response;
  return { status, body: typeof data === 'string' ? data : '' };
}

function formOf(fields: NonNullable<Call['form']>): URLSearchParams {
  return new URLSearchParams(fields.map(([name, value]) => [name, value]));
}

function understood<T>(
  settings: ClientSettings,
  facts: CallFacts,
  answer: { status: number; body: string },
  read: Reader<T>,
): T {
  const { status } = answer;
  const body = parsed(answer.body);
  if (status < 200 || status > 299) {
    const refused = answerError(facts, { status, body, hide: (text) => hidden(settings, text) });
    const intervalSeconds = readRefusal(body)?.interval;
    const more = { durationMs: facts.durationMs, ...(intervalSeconds && { intervalSeconds }) };
    throw new ProviderError(refused.code, refused.message, { ...refused.details, ...more });
  }
  if (body === undefined) throw unreadableError(facts, status, 'its body is no JSON');
  try {
    return read(body);
  } catch (error) {
    if (error instanceof UnreadableAnswer) throw unreadableError(facts, status, error.message);
    throw error;
  }
}

/** undefined: no JSON at all; null: an empty body, which is an answer here. */
function parsed(body: string): unknown {
  if (body.trim() === '') return null;
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function hidden({ user, password }: ClientSettings, text: string): string {
  const basic = Buffer.from(`${user}:${password}`).toString('base64');
  return text.replaceAll(basic, '[credentials]').replaceAll(password, '[password]');
}
