/** Errors that the client throws. */

import type { components } from '../../openapi/api.gen.ts';

export type Problem = components['schemas']['Problem'];

export interface ApiErrorInput {
  /** A code of the service, or `client.unreachable`, `client.unreadable`. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly detail: string;
  /** The whole problem document, where the answer was one. */
  readonly problem: Problem | null;
}

/** The service said no, or nothing. Match by `code`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: string;
  readonly status: number;
  readonly problem: Problem | null;

  constructor(input: ApiErrorInput) {
    super(input.detail);
    this.code = input.code;
    this.status = input.status;
    this.problem = input.problem;
  }
}

/** An answer that is no success → an error; what is not a problem document keeps its status. */
export async function problemFrom(answer: Response): Promise<ApiError> {
  const { status } = answer;
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  if (isProblem) {
    const body: unknown = await answer.json();
    // Its media type says so; the service's tests hold every problem against the contract.
    const problem = body as Problem;
    return new ApiError({ code: problem.code, status, detail: problem.detail, problem });
  }
  const detail = `The service answered with status ${status} and no problem document.`;
  return new ApiError({ code: 'client.unreadable', status, detail, problem: null });
}
