/** A deadline and a caller's signal as one. */

import { type IronflakeError, RequestError } from '../domain/error.ts';

export interface Limit {
  /** Fires when the deadline has passed or the caller's signal fired. */
  readonly signal: AbortSignal;
  readonly isExpired: boolean;
  elapsedMs(): number;
  leftMs(): number;
  /** The promise's own end, unless the limit comes first; then `onExpiry` makes the error. */
  race<T>(promise: Promise<T>, onExpiry: () => IronflakeError): Promise<T>;
  /** Ends after that time or as soon as the limit is reached; never rejects. */
  pause(ms: number): Promise<void>;
  /** The error of a limit that was reached: `request.cancelled` when it was the caller's signal. */
  error(onExpiry: () => IronflakeError): IronflakeError;
  /** Lets go of timer and signal. */
  dispose(): void;
}

/** setTimeout takes 31 bits; more makes it fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Starts the time now. `dispose` it in a `finally`. */
export function createLimit(deadlineMs: number, caller?: AbortSignal): Limit {
  const controller = new AbortController();
  const startedAt = performance.now();
  const end = () => controller.abort();
  const timer = setTimeout(end, Math.min(deadlineMs, LONGEST_TIMER_MS));
  if (caller?.aborted) end();
  caller?.addEventListener('abort', end, { once: true });
  const { signal } = controller;
  const elapsedMs = () => performance.now() - startedAt;
  const error = (onExpiry: () => IronflakeError) =>
    caller?.aborted ? cancelled(caller) : onExpiry();
  return {
    signal,
    get isExpired() {
      return signal.aborted;
    },
    elapsedMs,
    leftMs: () => Math.max(0, deadlineMs - elapsedMs()),
    error,
    race: (promise, onExpiry) => raceAbort(promise, signal, () => error(onExpiry)),
    pause: (ms) => pauseUntil(ms, signal),
    dispose() {
      clearTimeout(timer);
      caller?.removeEventListener('abort', end);
    },
  };
}

function cancelled(caller: AbortSignal): RequestError {
  return new RequestError(
    'request.cancelled',
    'The work on the machine was cancelled.',
    {},
    caller.reason,
  );
}

function raceAbort<T>(promise: Promise<T>, signal: AbortSignal, error: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(error());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function pauseUntil(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
