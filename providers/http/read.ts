/** Unknown JSON → typed values, with the path of what is not as agreed. */

/** An answer is not in the agreed shape; the message names the field and never its value. */
export class UnreadableAnswer extends Error {
  override readonly name = 'UnreadableAnswer';

  constructor(path: string, wanted: string) {
    super(`field ${path} is not ${wanted}`);
  }
}

/** @throws UnreadableAnswer */
export function object(value: unknown, path: string): Record<string, unknown> {
  if (!isObject(value)) throw new UnreadableAnswer(path, 'an object');
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws UnreadableAnswer */
export function text(value: unknown, path: string): string {
  if (typeof value !== 'string') throw new UnreadableAnswer(path, 'text');
  return value;
}

/** @throws UnreadableAnswer */
export function bool(value: unknown, path: string): boolean {
  if (typeof value !== 'boolean') throw new UnreadableAnswer(path, 'true or false');
  return value;
}

/** Each entry read on its own, under the path of the list. @throws UnreadableAnswer */
export function list<T>(
  value: unknown,
  path: string,
  read: (entry: unknown, path: string) => T,
): T[] {
  if (!Array.isArray(value)) throw new UnreadableAnswer(path, 'a list');
  return value.map((entry: unknown, index) => read(entry, `${path}[${index}]`));
}

/** null where the field is null or missing. */
export function nullable<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : read(value);
}
