/** What the vendor answered, or that it did not → our errors. */

import { type ErrorCode, ProviderError } from '../../src/domain/error.ts';
import { type CallFacts, createCallErrors } from '../http/errors.ts';
import { readRefusal, type WireRefusal } from './wire.ts';

export interface RefusedAnswer {
  readonly status: number;
  /** The parsed body; undefined where it is no JSON. */
  readonly body: unknown;
  /** Takes secrets out of the vendor's text, should it quote one. */
  readonly hide: (text: string) => string;
}

/**
 * The vendor's code → ours. What is not here is judged by its status, so that a new code is no crash.
 *
 * @see https://robot.hetzner.com/doc/webservice/en.html
 */
const BY_VENDOR_CODE: Readonly<Record<string, ErrorCode>> = {
  RATE_LIMIT_EXCEEDED: 'provider.rate-limited',
  INVALID_INPUT: 'provider.rejected',
  SERVER_NOT_FOUND: 'provider.not-found',
  NOT_FOUND: 'provider.not-found',
  KEY_ALREADY_EXISTS: 'provider.conflict',
  BOOT_ALREADY_ENABLED: 'provider.conflict',
  BOOT_BLOCKED: 'provider.conflict',
  BOOT_NOT_AVAILABLE: 'provider.unsupported',
  RESET_NOT_AVAILABLE: 'provider.unsupported',
  WOL_NOT_AVAILABLE: 'provider.unsupported',
  RESET_MANUAL_ACTIVE: 'provider.busy',
  FIREWALL_IN_PROCESS: 'provider.busy',
  VSWITCH_IN_PROCESS: 'provider.busy',
  VSWITCH_LIMIT_REACHED: 'provider.limit-reached',
  VSWITCH_SERVER_LIMIT_REACHED: 'provider.limit-reached',
  PRECONDITION_FAILED: 'provider.sold-out',
  BOOT_ACTIVATION_FAILED: 'provider.unavailable',
  BOOT_DEACTIVATION_FAILED: 'provider.unavailable',
  RESET_FAILED: 'provider.unavailable',
  WOL_FAILED: 'provider.unavailable',
  INTERNAL_ERROR: 'provider.unavailable',
};

const BY_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: 'provider.unauthorized',
  403: 'provider.forbidden',
  404: 'provider.not-found',
  409: 'provider.conflict',
  412: 'provider.sold-out',
  423: 'provider.busy',
  429: 'provider.rate-limited',
};

const ADVICE: Readonly<Partial<Record<ErrorCode, string>>> = {
  'provider.unauthorized':
    'Store valid credentials of the webservice user for this account; nothing is tried again with these, since Hetzner blocks the address after three refusals.',
  'provider.forbidden': 'Give the webservice user the permission that is missing.',
  'provider.limit-reached': 'Have the limit of the Hetzner account raised.',
  'provider.unavailable': 'Try again later; the vendor is at fault or could not be reached.',
  'provider.not-found': 'Check the number or name, and that the account is the right one.',
  'provider.conflict': 'Look at the server in the Robot console.',
  'provider.busy': 'Try again when what is under way has ended.',
  'provider.sold-out': 'Choose another offer, or try later.',
  'provider.rate-limited': 'Wait until the limit allows another call.',
  'provider.rejected': 'The request was not accepted as it is; sending it again does not help.',
  'provider.unsupported': 'This machine cannot do it; use another way.',
};

const { asked, adviceOn, callDetails, ...errors } = createCallErrors({
  vendor: 'Hetzner Robot',
  service: 'the Hetzner Robot webservice',
  advice: ADVICE,
});

/** The errors that calls of every vendor have, in the words of this one; see `CallErrors`. */
export const { unreadableError, noAnswerError, cancelled } = errors;

/** A refusing answer → ProviderError with `details.outcome`. */
export function answerError(call: CallFacts, answer: RefusedAnswer): ProviderError {
  const refusal = readRefusal(answer.body);
  const code = codeOf(answer.status, refusal);
  const said =
    refusal === null
      ? 'with no readable reason'
      : `${refusal.code} (${answer.hide(refusal.message).slice(0, 300)})`;
  return new ProviderError(
    code,
    `${asked(call)} and answered ${answer.status} ${said}${namedFields(refusal)} after ${call.durationMs} ms. ${adviceOn(code)}`,
    {
      ...callDetails(call),
      outcome: answer.status >= 500 || answer.status < 300 ? 'unknown' : 'refused',
      status: answer.status,
      vendorCode: refusal?.code ?? null,
      missing: refusal?.missing ?? [],
      invalid: refusal?.invalid ?? [],
    },
  );
}

function codeOf(status: number, refusal: WireRefusal | null): ErrorCode {
  // A code never outweighs this status: a wrong password must not be taken for anything else.
  if (status === 401) return 'provider.unauthorized';
  const known = refusal === null ? undefined : BY_VENDOR_CODE[refusal.code];
  if (known !== undefined) return known;
  if (refusal?.code.endsWith('_NOT_FOUND') === true) return 'provider.not-found';
  return BY_STATUS[status] ?? (status >= 500 ? 'provider.unavailable' : 'provider.rejected');
}

function namedFields(refusal: WireRefusal | null): string {
  const missing = refusal?.missing?.join(', ') ?? '';
  const invalid = refusal?.invalid?.join(', ') ?? '';
  return `${missing === '' ? '' : `, missing: ${missing}`}${invalid === '' ? '' : `, invalid: ${invalid}`}`;
}

/** 401 under /order although the credentials are good elsewhere. */
export function orderingNotActivated(call: CallFacts): ProviderError {
  return new ProviderError(
    'provider.forbidden',
    `${asked(call)} and answered 401 after ${call.durationMs} ms, although it takes these credentials elsewhere: ordering by webservice is not activated. Activate it in Robot under Administration, Settings, Web service settings, Ordering.`,
    { ...callDetails(call), outcome: 'refused', status: 401 },
  );
}

/** The circuit is open: nothing was sent. */
export function circuitOpen(call: CallFacts, openedAt: number): ProviderError {
  return new ProviderError(
    'provider.unauthorized',
    `Hetzner Robot at ${call.host} was not asked for ${call.method} ${call.path}: it refused these credentials on ${new Date(openedAt).toISOString()}, and after three refusals it blocks the address. ${adviceOn('provider.unauthorized')}`,
    { ...callDetails(call), outcome: 'not-sent', refusedAt: new Date(openedAt).toISOString() },
  );
}

export interface LimitFacts {
  readonly group: string;
  readonly limit: number;
  readonly windowMs: number;
  readonly tryAgainAt: number;
}

/** Our own count, or the vendor's word, says that one more call is too many; nothing was sent. */
export function limitReached(call: CallFacts, limit: LimitFacts): ProviderError {
  const tryAgainAt = new Date(limit.tryAgainAt).toISOString();
  return new ProviderError(
    'provider.rate-limited',
    `Hetzner Robot at ${call.host} was not asked for ${call.method} ${call.path}: its limit of ${limit.limit} such calls in ${limit.windowMs / 60_000} minutes is used up. Another is allowed from ${tryAgainAt} on.`,
    {
      ...callDetails(call),
      outcome: 'not-sent',
      group: limit.group,
      limit: limit.limit,
      windowMs: limit.windowMs,
      tryAgainAt,
    },
  );
}

/** The vendor said a moment ago that there were too many calls of this kind; nothing was sent. */
export function gateClosed(call: CallFacts, group: string, reopensAt: number): ProviderError {
  const tryAgainAt = new Date(reopensAt).toISOString();
  return new ProviderError(
    'provider.rate-limited',
    `Hetzner Robot at ${call.host} was not asked for ${call.method} ${call.path}: it has refused such a call for being one too many. Another is sent from ${tryAgainAt} on.`,
    { ...callDetails(call), outcome: 'not-sent', group, tryAgainAt },
  );
}
