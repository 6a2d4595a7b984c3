/** The vendor's error answers, as something a call can end with. */

import { Refusal } from '../stand-in/refusal.ts';

export { Refusal };

/** One entry of `details.fields`. */
export interface FieldProblem {
  readonly name: string;
  readonly messages: readonly string[];
}

/** 404: no such resource. */
export function notFound(what: string): Refusal {
  return new Refusal(404, 'not_found', `${what} not found`);
}

/** 422: the request itself is wrong, told field by field. */
export function invalidInput(fields: readonly FieldProblem[]): Refusal {
  const names = fields.map((field) => `'${field.name}'`).join(', ');
  return new Refusal(422, 'invalid_input', `invalid input in field ${names}`, { fields });
}

/** 409: another resource of the project has this value already. */
export function notUnique(resource: string, field: string): Refusal {
  return new Refusal(409, 'uniqueness_error', `${resource} ${field} is already used`, {
    fields: [{ name: field }],
  });
}

/** 412: sold out in this place. */
export function soldOut(serverType: string, location: string): Refusal {
  const message = `server type ${serverType} is not available in ${location} at the moment`;
  return new Refusal(412, 'resource_unavailable', message);
}

/** 423: an action is running on it. */
export function locked(what: string): Refusal {
  return new Refusal(423, 'locked', `${what} is locked: an action is running`);
}

/** 423: its owner forbade this. */
export function isProtected(what: string): Refusal {
  return new Refusal(423, 'protected', `${what} is protected`);
}

/** 401: no token, or not a known one. */
export function unauthorized(hasToken: boolean): Refusal {
  const message = hasToken ? 'the token you have provided is invalid' : 'no token was provided';
  return new Refusal(401, 'unauthorized', message);
}
