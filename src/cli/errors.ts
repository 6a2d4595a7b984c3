/** How a command ends when it does not end well. */

import { ApiError } from '../client/problem.ts';

/** What the process ends with; scripts may rely on it. */
export const EXIT = {
  done: 0,
  /** The install or plan ended as failed or cancelled, or a check of `doctor` did not pass. */
  failed: 1,
  /** The command line, a file, or the settings are wrong. */
  usage: 2,
  /** The service said no. */
  refused: 3,
  /** The service did not answer. */
  unreachable: 4,
  /** The token is missing, wrong, or may not do this. */
  unauthorized: 5,
  /** The question was not answered with a yes. */
  declined: 6,
  interrupted: 130,
} as const;

/** Ends a command with a sentence for people, and advice where there is some. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;
  readonly advice: string | null;

  constructor(exitCode: number, message: string, advice: string | null = null) {
    super(message);
    this.exitCode = exitCode;
    this.advice = advice;
  }
}

/** What is told of a caught value, and what the process ends with. */
export interface Complaint {
  readonly exitCode: number;
  /** Code of the service's problem; null where it was not the service. */
  readonly code: string | null;
  readonly message: string;
  readonly advice: string | null;
  /** Each place of the request that is wrong. */
  readonly places: readonly string[];
}

/** Any caught value → a complaint. */
export function toComplaint(error: unknown): Complaint {
  if (error instanceof CliError) {
    const { exitCode, message, advice } = error;
    return { exitCode, code: null, message, advice, places: [] };
  }
  if (error instanceof ApiError) return ofService(error);
  const message = error instanceof Error ? error.message : String(error);
  return { exitCode: EXIT.failed, code: null, message, advice: null, places: [] };
}

function ofService({ code, status, message, problem }: ApiError): Complaint {
  const places = (problem?.errors ?? []).map((one) => `${one.in} ${one.pointer}: ${one.detail}`);
  if (status === 0) {
    const advice = 'Check the URL with "ironflake doctor", and whether the service runs.';
    return { exitCode: EXIT.unreachable, code, message, advice, places };
  }
  const isToken = status === 401 || status === 403;
  const exitCode = isToken ? EXIT.unauthorized : EXIT.refused;
  const own = status === 401 ? 'Give another token with "ironflake login".' : null;
  return { exitCode, code, message, advice: own ?? problem?.advice ?? null, places };
}
