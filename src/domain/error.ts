/**
 * Every way a thing can go wrong, in four families by who can act: the caller (`request`), the
 * vendor (`provider`), the host (`machine`), or us (`bug`). Errors are matched by `code`: after
 * the engine or a network an error is data, and `instanceof` is gone.
 * Meaning, HTTP status and advice for each code stand in openapi/errors.yaml; a test compares.
 */
export const ERROR_CODES = [
  'request.invalid',
  'request.unauthorized',
  'request.forbidden',
  'request.not-found',
  'request.conflict',
  'request.idempotency-key-reused',
  'request.too-large',
  'request.permit-expired',
  'request.plan-changed',
  'request.no-such-disk',
  'request.ambiguous-disks',
  'request.layout-impossible',
  'request.network-unclear',
  'request.flake-unreachable',
  'request.not-cancellable',
  'request.cancelled',
  'request.no-such-account',
  'request.rescue-not-permitted',
  'request.rate-limited',
  'request.order-limit',
  'request.version-changed',
  'request.machine-locked',
  'request.no-access',
  'provider.unauthorized',
  'provider.forbidden',
  'provider.not-found',
  'provider.conflict',
  'provider.busy',
  'provider.protected',
  'provider.rate-limited',
  'provider.sold-out',
  'provider.limit-reached',
  'provider.unavailable',
  'provider.rejected',
  'provider.action-failed',
  'provider.action-timeout',
  'provider.order-unknown',
  'provider.price-too-high',
  'provider.unsupported',
  'machine.unreachable',
  'machine.host-key-mismatch',
  'machine.auth-failed',
  'machine.connection-lost',
  'machine.command-failed',
  'machine.job-lost',
  'machine.deadline-passed',
  'machine.not-rescue',
  'machine.wrong-boot',
  'machine.facts-unreadable',
  'machine.memory-too-small',
  'machine.kexec-failed',
  'machine.disk-changed',
  'machine.disk-shared',
  'machine.not-clean',
  'machine.layout-differs',
  'machine.network-differs',
  'machine.build-failed',
  'machine.verify-failed',
  'machine.unlock-refused',
  'machine.activation-failed',
  'machine.not-confirmed',
  'bug.unexpected',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];
export type ErrorFamily = 'request' | 'provider' | 'machine' | 'bug';

/** Facts about an error that a program may read; never a secret. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

/** An error as data: what is stored, sent and compared. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: ErrorDetails;
}

/** Common shape of the four families; throw one of them, never this. */
export abstract class IronflakeError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** The caller can act: change the request and send it again. */
export class RequestError extends IronflakeError {
  override readonly name = 'RequestError';
}

/** The vendor said no, or could not be asked. */
export class ProviderError extends IronflakeError {
  override readonly name = 'ProviderError';
}

/** The host said no, or could not be reached. */
export class MachineError extends IronflakeError {
  override readonly name = 'MachineError';
}

/** We are wrong. */
export class BugError extends IronflakeError {
  override readonly name = 'BugError';
}

const CODES: ReadonlySet<string> = new Set(ERROR_CODES);

function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && CODES.has(value);
}

/** The code of a caught value, where it is one of ours (as an instance or as data). */
export function errorCode(error: unknown): ErrorCode | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return isErrorCode(error.code) ? error.code : undefined;
}

/** Any caught value → data. What is not ours becomes `bug.unexpected` and keeps its message. */
export function toErrorData(error: unknown): ErrorData {
  const message = error instanceof Error ? error.message : String(error);
  const code = errorCode(error);
  if (code === undefined) return { code: 'bug.unexpected', message, details: {} };
  const details =
    typeof error === 'object' && error !== null && 'details' in error ? error.details : {};
  return { code, message: messageOf(error, message), details: isDetails(details) ? details : {} };
}

function messageOf(error: unknown, fallback: string): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return fallback;
  return typeof error.message === 'string' ? error.message : fallback;
}

function isDetails(value: unknown): value is ErrorDetails {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Data → an instance of its family, so that it can be thrown. */
export function fromErrorData(data: ErrorData): IronflakeError {
  const family = data.code.split('.')[0];
  switch (family) {
    case 'request':
      return new RequestError(data.code, data.message, data.details);
    case 'provider':
      return new ProviderError(data.code, data.message, data.details);
    case 'machine':
      return new MachineError(data.code, data.message, data.details);
    default:
      return new BugError(data.code, data.message, data.details);
  }
}

/** The short list of what is worth another try without anybody's help; all else is not. */
const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'provider.busy',
  'provider.rate-limited',
  'provider.unavailable',
  'machine.unreachable',
  'machine.connection-lost',
]);

/** Whether a step that ended with this error may simply be run again. */
export function isRetryable(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && RETRYABLE.has(code);
}
