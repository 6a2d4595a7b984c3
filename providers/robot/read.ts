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

/** Text, or a number written as one: Robot's ids and prices come as either. @throws UnreadableAnswer */
export function loose(value: unknown, path: string): string {
  return typeof value === 'number' ? String(value) : text(value, path);
}

/** A number, or text that is one. @throws UnreadableAnswer */
export function number(value: unknown, path: string): number {
  const parsed = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof parsed !== 'number' || !Number.isFinite(parsed)) {
    throw new UnreadableAnswer(path, 'a number');
  }
  return parsed;
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

/** A list where null or a missing field means an empty one. @throws UnreadableAnswer */
export function optionalList<T>(
  value: unknown,
  path: string,
  read: (entry: unknown, path: string) => T,
): T[] {
  return value === null || value === undefined ? [] : list(value, path, read);
}

/** null where the field is null or missing. */
export function nullable<T>(value: unknown, read: (value: unknown) => T): T | null {
  return value === null || value === undefined ? null : read(value);
}
