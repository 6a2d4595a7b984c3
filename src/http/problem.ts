/** Any error → one problem document (RFC 9457). */

import type { FastifySchemaValidationError } from 'fastify';
import type { components } from '../../openapi/api.gen.ts';
import { type ErrorCode, type ErrorData, errorCode, toErrorData } from '../domain/error.ts';
import { type ErrorCatalog, errorEntry, problemType } from './error-catalog.ts';

export type Problem = components['schemas']['Problem'];
export type InputError = components['schemas']['InputError'];
type InstallProblem = components['schemas']['InstallProblem'];

export interface ProblemContext {
  /** Path that was called, without its query. */
  readonly instance: string;
  readonly requestId: string;
}

/** The problem document of a caught value. What is not ours is said as a plain 500 without any detail. */
export function toProblem(catalog: ErrorCatalog, error: unknown, context: ProblemContext): Problem {
  const inputErrors = inputErrorsOf(error);
  if (inputErrors !== null) {
    const detail = inputErrors.map((one) => `${one.in}${one.pointer}: ${one.detail}`).join('; ');
    return { ...build(catalog, 'request.invalid', detail, context), errors: inputErrors };
  }
  const code = errorCode(error) ?? codeOfFramework(error);
  if (code === undefined || code.startsWith('bug.')) {
    const detail = `Something unexpected happened. The service's log has it under the request id ${context.requestId}.`;
    return build(catalog, 'bug.unexpected', detail, context);
  }
  const { message, details } = toErrorData(error);
  const problem = build(catalog, code, message, context);
  return Object.keys(details).length === 0 ? problem : { ...problem, details: { ...details } };
}

/** The problem of an install, with its meaning and advice. */
export function toInstallProblem(catalog: ErrorCatalog, problem: ErrorData): InstallProblem {
  const { title, whatToDo } = errorEntry(catalog, problem.code);
  const { code, message, details } = problem;
  return {
    type: problemType(code),
    title,
    code,
    detail: message,
    advice: whatToDo,
    details: { ...details },
  };
}

function build(
  catalog: ErrorCatalog,
  code: ErrorCode,
  detail: string,
  { instance, requestId }: ProblemContext,
): Problem {
  const { status, title, whatToDo } = errorEntry(catalog, code);
  const type = problemType(code);
  return { type, title, status, detail, code, instance, requestId, advice: whatToDo };
}

/** Errors of fastify itself that the caller can mend: too large, not JSON, wrong media type. */
function codeOfFramework(error: unknown): ErrorCode | undefined {
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  const { statusCode } = error;
  if (statusCode === 413) return 'request.too-large';
  if (statusCode === 404) return 'request.not-found';
  if (typeof statusCode !== 'number') return undefined;
  return statusCode >= 400 && statusCode < 500 ? 'request.invalid' : undefined;
}

function inputErrorsOf(error: unknown): InputError[] | null {
  if (typeof error !== 'object' || error === null || !('validation' in error)) return null;
  const part = 'validationContext' in error ? partName(error.validationContext) : 'body';
  if (!Array.isArray(error.validation)) return null;
  const found: readonly FastifySchemaValidationError[] = error.validation;
  return found.filter(isTelling).map((one) => toInputError(part, one));
}

function partName(context: unknown): InputError['in'] {
  if (context === 'querystring') return 'query';
  if (context === 'headers') return 'header';
  return context === 'params' ? 'path' : 'body';
}

/** The branches of a `oneOf` speak for themselves. */
function isTelling({ keyword }: FastifySchemaValidationError): boolean {
  return keyword !== 'oneOf' && keyword !== 'if';
}

function toInputError(
  part: InputError['in'],
  { instancePath, params, message }: FastifySchemaValidationError,
): InputError {
  const property = params.missingProperty ?? params.additionalProperty;
  const step = typeof property === 'string' ? `/${escapePointer(property)}` : '';
  const allowed = Array.isArray(params.allowedValues) ? `: ${params.allowedValues.join(', ')}` : '';
  return {
    in: part,
    pointer: `${instancePath}${step}`,
    detail: `${message ?? 'does not fit the contract'}${allowed}`,
  };
}

/** RFC 6901 section 3. */
function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
