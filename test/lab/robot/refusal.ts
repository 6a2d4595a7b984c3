/** Robot's error answers. @see https://robot.hetzner.com/doc/webservice/en.html#errors */

import { Refusal } from '../stand-in/refusal.ts';

export { Refusal };

/** 404: no server has this number. */
export function serverNotFound(number: string | number): Refusal {
  return new Refusal(404, 'SERVER_NOT_FOUND', `Server with id ${number} not found`);
}

/** 404: also what an empty list is. */
export function notFound(message: string, code = 'NOT_FOUND'): Refusal {
  return new Refusal(404, code, message);
}

/** 400: parameters that are missing, and those that make no sense; the vendor sends null for none. */
export function invalidInput(missing: readonly string[], invalid: readonly string[]): Refusal {
  return new Refusal(400, 'INVALID_INPUT', 'invalid input', {
    missing: missing.length > 0 ? missing : null,
    invalid: invalid.length > 0 ? invalid : null,
  });
}

/** 409, by default with the code that the vendor uses where it has no better one. */
export function conflict(message: string, code = 'CONFLICT'): Refusal {
  return new Refusal(409, code, message);
}

/** 403: Robot's way to say "too many". */
export function limitExceeded(maxRequests: number, intervalSeconds: number): Refusal {
  return new Refusal(403, 'RATE_LIMIT_EXCEEDED', 'rate limit exceeded', {
    max_request: maxRequests,
    interval: intervalSeconds,
  });
}

/** 401: wrong credentials, a blocked source, or orders that are not activated. */
export function unauthorized(): Refusal {
  return new Refusal(401, 'UNAUTHORIZED', 'Unauthorized');
}

/** 500: how the vendor words a failure on its own side, a code for each kind of call. */
export function failed(code: string, message: string): Refusal {
  return new Refusal(500, code, message);
}
