/** Sends requests of the client: with the token, and again where that is safe and may help. */

import { ApiError, problemFrom } from './problem.ts';

export interface ClientOptions {
  /** Origin of the service: `https://ironflake.example`; the page's own origin when empty. */
  readonly baseUrl: string;
  readonly token: string;
  /** How often a call is sent in all while the service cannot serve it; 5 when absent. */
  readonly attempts?: number;
  readonly fetch?: typeof fetch;
  /** Waits; rejects when the signal fires. For tests. */
  readonly sleep?: Sleep;
}

/** Waits so many milliseconds; rejects with the signal's reason when it fires. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** Twice has the same effect as once, so that it may be sent again after a lost answer; true when absent. */
  readonly isRepeatable?: boolean;
}

/** One request, as the client's parts send it. Answers are successes. @throws ApiError */
export type Send = (path: string, sending: Sending) => Promise<Response>;

const RETRIED_STATUSES: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const TOO_MANY = 429;
const DEFAULT_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Calls answered 429, 502, 503 or 504, or not at all, are sent again after a pause that grows. */
export function createSend(options: ClientOptions): Send {
  const { baseUrl, token, attempts = DEFAULT_ATTEMPTS } = options;
  const doFetch = options.fetch ?? fetch;
  const pause = options.sleep ?? sleep;
  return async (path, { signal, isRepeatable = true, ...init }) => {
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    const sent = { ...init, headers, ...(signal === undefined ? {} : { signal }) };
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await trySend(() => doFetch(`${baseUrl}${path}`, sent), signal);
      if (outcome.kind === 'answer') return outcome.answer;
      // What was refused by its number of calls has had no effect.
      const mayRepeat = isRepeatable || outcome.error.status === TOO_MANY;
      if (!outcome.isWorthMore || !mayRepeat || attempt >= attempts) throw outcome.error;
      const growingMs = FIRST_PAUSE_MS * 2 ** (attempt - 1);
      await pause(Math.min(Math.max(growingMs, outcome.retryAfterMs), LONGEST_PAUSE_MS), signal);
    }
  };
}

export type Outcome =
  | { readonly kind: 'answer'; readonly answer: Response }
  | {
      readonly kind: 'refused';
      readonly error: ApiError;
      readonly isWorthMore: boolean;
      readonly retryAfterMs: number;
    };

/** One attempt. @throws what fetch throws when the signal fired */
export async function trySend(
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

/** Waits in real time. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
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
