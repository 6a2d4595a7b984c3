/** What is read of answers here beside what every vendor has. */

import { list, text, UnreadableAnswer } from '../http/read.ts';

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

/** A list where null or a missing field means an empty one. @throws UnreadableAnswer */
export function optionalList<T>(
  value: unknown,
  path: string,
  read: (entry: unknown, path: string) => T,
): T[] {
  return value === null || value === undefined ? [] : list(value, path, read);
}
