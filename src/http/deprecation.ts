/** What an operation that is to go announces in each of its answers; pure. */

import { BugError } from '../domain/error.ts';

/** Of an operation in the contract, as far as it tells that it is to go. */
export interface DeprecationMarks {
  readonly deprecated?: unknown;
  /** Date, `2026-01-31`. */
  readonly 'x-deprecated-since'?: unknown;
  /** Date; at least six months later. */
  readonly 'x-sunset'?: unknown;
  /** URL, or path of this service, that tells what to use instead. */
  readonly 'x-deprecation-link'?: unknown;
}

/** That docs/api.md promises from announcement to end. */
const NOTICE_MONTHS = 6;

/**
 * Headers of every answer of an operation; none where it stays.
 *
 * @param operationId for the message
 * @throws BugError `bug.unexpected` when it goes without a date, a link or the promised notice, or has dates and stays
 * @see RFC 9745 (`Deprecation`), RFC 8594 (`Sunset`)
 */
export function deprecationHeaders(
  operationId: string,
  marks: DeprecationMarks,
): Readonly<Record<string, string>> {
  const since = marks['x-deprecated-since'];
  const sunset = marks['x-sunset'];
  const link = marks['x-deprecation-link'];
  if (marks.deprecated !== true) {
    if (since === undefined && sunset === undefined && link === undefined) return {};
    throw wrong(operationId, 'is to go, and not marked "deprecated: true"');
  }
  const sinceAt = readDate(operationId, 'x-deprecated-since', since);
  const sunsetAt = readDate(operationId, 'x-sunset', sunset);
  const earliest = new Date(sinceAt);
  earliest.setUTCMonth(earliest.getUTCMonth() + NOTICE_MONTHS);
  if (sunsetAt < earliest) {
    throw wrong(operationId, `goes less than ${NOTICE_MONTHS} months after its announcement`);
  }
  if (typeof link !== 'string' || !/^[!#-;=?-~]+$/.test(link)) {
    throw wrong(operationId, 'has no x-deprecation-link');
  }
  return {
    deprecation: `@${sinceAt.getTime() / 1000}`,
    sunset: sunsetAt.toUTCString(),
    link: `<${link}>; rel="deprecation"`,
  };
}

function readDate(operationId: string, name: string, text: unknown): Date {
  const date = typeof text === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(text) : null;
  // Days that no month has roll over, and then read differently.
  const isReal = date !== null && !Number.isNaN(date.getTime());
  if (isReal && date.toISOString().startsWith(String(text))) return date;
  throw wrong(operationId, `has no date as ${name}`);
}

function wrong(operationId: string, what: string): BugError {
  return new BugError('bug.unexpected', `${operationId} of the contract ${what}.`);
}
