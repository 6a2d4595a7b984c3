/** What the vendor answered, or that it did not → our errors. */

import { type ErrorCode, ProviderError } from '../../src/domain/error.ts';
import { type CallFacts, createCallErrors, type Outcome } from '../http/errors.ts';
import { readRefusal, type WireRefusal } from './wire.ts';

export interface RefusedAnswer {
  readonly status: number;
  readonly body: unknown;
  /** X-Correlation-Id: what the vendor's support asks for. */
  readonly correlationId: string | null;
  /** Takes secrets out of the vendor's text, should it quote one. */
  readonly hide: (text: string) => string;
}

/**
 * The vendor's code → ours. What is not here is judged by its status, so that a new code is no crash.
 *
 * @see https://docs.hetzner.cloud/reference/cloud#errors
 */
const BY_VENDOR_CODE: Readonly<Record<string, ErrorCode>> = {
  unauthorized: 'provider.unauthorized',
  token_readonly: 'provider.unauthorized',
  forbidden: 'provider.forbidden',
  resource_limit_exceeded: 'provider.limit-reached',
  maintenance: 'provider.unavailable',
  not_found: 'provider.not-found',
  uniqueness_error: 'provider.conflict',
  conflict: 'provider.busy',
  locked: 'provider.busy',
  protected: 'provider.protected',
  resource_unavailable: 'provider.sold-out',
  placement_error: 'provider.sold-out',
  no_space_left_in_location: 'provider.sold-out',
  rate_limit_exceeded: 'provider.rate-limited',
  service_error: 'provider.unavailable',
  server_error: 'provider.unavailable',
  bad_gateway: 'provider.unavailable',
  unavailable: 'provider.unavailable',
  robot_unavailable: 'provider.unavailable',
  timeout: 'provider.unavailable',
};

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'provider.unauthorized',
  403: 'provider.forbidden',
  404: 'provider.not-found',
  423: 'provider.busy',
  429: 'provider.rate-limited',
};

const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  'provider.unauthorized':
    'Store a valid token with read and write permission for this account; nothing is tried again with this one.',
  'provider.forbidden': 'Give the token the permission that is missing.',
  'provider.limit-reached':
    'Have the limit of the Hetzner account raised, or free what is not needed.',
  'provider.unavailable': 'Try again later; the vendor is at fault or could not be reached.',
  'provider.not-found': 'Check the id or name, and that the token belongs to the right project.',
  'provider.conflict': 'Choose another name, or remove what bears this one.',
  'provider.busy': 'Try again when the action that is running has ended.',
  'provider.protected': 'Remove the protection by hand if this is meant.',
  'provider.sold-out': 'Choose another server type or location, or try later.',
  'provider.rate-limited': 'Wait; one more call is allowed each second.',
  'provider.rejected': 'The request was not accepted as it is; sending it again does not help.',
};

const { asked, adviceOn, callDetails, ...errors } = createCallErrors({
  vendor: 'Hetzner Cloud',
  service: 'the Hetzner Cloud API',
  advice: ADVICE,
});

/** The errors that calls of every vendor have, in the words of this one; see `CallErrors`. */
export const { unreadableError, noAnswerError, cancelled } = errors;

/** Vendor codes after which, whatever the status, the effect may be there. */
const UNCLEAR_CODES: ReadonlySet<string> = new Set(['service_error']);

/** A refusing or unreadable answer → ProviderError with `details.outcome`. */
export function answerError(call: CallFacts, answer: RefusedAnswer): ProviderError {
  const refusal = readRefusal(answer.body);
  const code = codeOf(answer.status, refusal);
  const said =
    refusal === null
      ? 'with no readable reason'
      : `${refusal.code} (${answer.hide(refusal.message).slice(0, 300)})`;
  const trace = answer.correlationId === null ? '' : `, correlation id ${answer.correlationId}`;
  return new ProviderError(
    code,
    `${asked(call)} and answered ${answer.status} ${said} after ${call.durationMs} ms${trace}. ${adviceOn(code)}`,
    {
      ...callDetails(call),
      outcome: outcomeOf(answer.status, refusal),
      status: answer.status,
      vendorCode: refusal?.code ?? null,
      correlationId: answer.correlationId,
      ...pickedDetails(refusal),
    },
  );
}

function codeOf(status: number, refusal: WireRefusal | null): ErrorCode {
  const known = refusal === null ? undefined : BY_VENDOR_CODE[refusal.code];
  if (known !== undefined) return known;
  return BY_STATUS[status] ?? (status >= 500 ? 'provider.unavailable' : 'provider.rejected');
}

function outcomeOf(status: number, refusal: WireRefusal | null): Outcome {
  if (status >= 500 || status < 300) return 'unknown';
  return refusal !== null && UNCLEAR_CODES.has(refusal.code) ? 'unknown' : 'refused';
}

/** Of the vendor's details only the names of fields and limits; their texts may quote input. */
function pickedDetails(refusal: WireRefusal | null): Record<string, readonly string[]> {
  const details = refusal?.details;
  if (details === null || details === undefined) return {};
  return { ...namesOf('fields', details.fields), ...namesOf('limits', details.limits) };
}

function namesOf(key: string, entries: unknown): Record<string, readonly string[]> {
  if (!Array.isArray(entries)) return {};
  const names = entries.flatMap((entry: unknown) =>
    typeof entry === 'object' && entry !== null && 'name' in entry && typeof entry.name === 'string'
      ? [entry.name]
      : [],
  );
  return { [key]: names };
}
