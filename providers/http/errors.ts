/** How a call that failed is told, whoever the vendor: what it was, what may have come of it, what to do. */

import { type ErrorCode, ProviderError, RequestError } from '../../src/domain/error.ts';

/**
 * What is known of the effect of a failed call: `refused` by the vendor, `not-sent` at all, or
 * `unknown` (cut, timed out, 5xx, unreadable), when it may have happened.
 */
export type Outcome = 'refused' | 'not-sent' | 'unknown';

/** One call, as error messages name it; never its body or headers. */
export interface CallFacts {
  readonly method: string;
  /** Without query. */
  readonly path: string;
  readonly host: string;
  readonly durationMs: number;
}

/** What a vendor's errors have of their own. */
export interface VendorWords {
  /** As a message begins: `Hetzner Robot`. */
  readonly vendor: string;
  /** What a call is one of: `the Hetzner Robot webservice`. */
  readonly service: string;
  /** What to do, by code. */
  readonly advice: Readonly<Partial<Record<ErrorCode, string>>>;
}

/** The errors that every vendor has, in the words of one. */
export interface CallErrors {
  /** How each message begins. */
  asked(call: CallFacts): string;
  /** How it ends; empty where there is nothing to say. */
  adviceOn(code: ErrorCode): string;
  callDetails(call: CallFacts): Record<string, unknown>;
  /** A success that cannot be read: what was asked for may have happened. */
  unreadableError(call: CallFacts, status: number, why: string): ProviderError;
  /**
   * No answer came. Only the network's own short code is kept: an axios error holds the request with its
   * credentials, in itself and in its `toJSON()`, and is therefore not even a cause.
   */
  noAnswerError(call: CallFacts, networkCode: string): ProviderError;
  /** What every call ends with when its signal fires. */
  cancelled(): RequestError;
}

/** Makes them. */
export function createCallErrors({ vendor, service, advice }: VendorWords): CallErrors {
  const asked = ({ host, method, path }: CallFacts) =>
    `${vendor} at ${host} was asked for ${method} ${path}`;
  const adviceOn = (code: ErrorCode) => advice[code] ?? '';
  const callDetails = ({ method, path }: CallFacts) => ({ method, path });

  function unclear(call: CallFacts, what: string, outcome: Outcome, facts: object): ProviderError {
    const message = `${asked(call)} and ${what}. ${adviceOn('provider.unavailable')}`;
    const details = { ...callDetails(call), outcome, ...facts };
    return new ProviderError('provider.unavailable', message, details);
  }

  return {
    asked,
    adviceOn,
    callDetails,
    unreadableError: (call, status, why) =>
      unclear(call, `answered ${status} after ${call.durationMs} ms, but ${why}`, 'unknown', {
        status,
      }),
    noAnswerError(call, code) {
      const outcome = NEVER_SENT.has(code) ? 'not-sent' : 'unknown';
      const what = `gave no answer (${code}) after ${call.durationMs} ms`;
      return unclear(call, what, outcome, { networkCode: code });
    },
    cancelled: () =>
      new RequestError(
        'request.cancelled',
        `A call of ${service} was given up because its caller cancelled it.`,
      ),
  };
}

/** Network codes with which a request cannot have reached the vendor. */
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** A network's code as it may stand in a message. */
export function networkCode(code: string | undefined): string {
  return code !== undefined && /^[A-Z0-9_]+$/.test(code) ? code : 'UNKNOWN';
}

/** Whether what a failed call asked for may have happened all the same. */
export function isOutcomeUnknown(error: unknown): error is ProviderError {
  return error instanceof ProviderError && error.details.outcome === 'unknown';
}

/** A failure in here, however unclear in itself, has ordered nothing; its details say so. */
export async function notOrdering<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof ProviderError) || error.code === 'provider.order-unknown') throw error;
    const details = { ...error.details, outcome: 'not-sent' };
    throw new ProviderError(error.code, error.message, details, error.cause);
  }
}
