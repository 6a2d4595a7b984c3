/** What may be stored as the result of a step: plain data that reads back as it was written. */
import { BugError } from '../domain/error.ts';

/**
 * Plain data. Interfaces fit, which an index signature would refuse; dates, maps, promises, functions and
 * byte arrays do not. The type looks at the outermost value only, `assertJson` at all of it.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a step without a result is a function that returns nothing
export type Json = string | number | boolean | null | undefined | void | JsonObject;

type JsonObject = object & {
  readonly toISOString?: never;
  readonly then?: never;
  readonly apply?: never;
  readonly byteLength?: never;
  readonly has?: never;
};

/**
 * Refuses what would read back as something else.
 *
 * @throws BugError `bug.unexpected`, which names the place
 */
export function assertJson(value: unknown, place: string): void {
  if (value === null || value === undefined) return;
  if (typeof value === 'string' || typeof value === 'boolean') return;
  if (typeof value === 'number' && Number.isFinite(value)) return;
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      assertJson(item, `${place}[${index}]`);
    });
    return;
  }
  if (typeof value !== 'object' || !isPlain(value)) {
    throw new BugError('bug.unexpected', `${place} is not plain data, so it cannot be recorded.`);
  }
  for (const [key, item] of Object.entries(value)) assertJson(item, `${place}.${key}`);
}

/** By shape and not by identity of `Object.prototype`, which differs between realms. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
