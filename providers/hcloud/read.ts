/** What is read of answers here beside what every vendor has. */

import { object, text, UnreadableAnswer } from '../http/read.ts';

/** @throws UnreadableAnswer */
export function number(value: unknown, path: string): number {
  if (typeof value !== 'number') throw new UnreadableAnswer(path, 'a number');
  return value;
}

/** @throws UnreadableAnswer */
export function textMap(value: unknown, path: string): Record<string, string> {
  const entries = Object.entries(object(value, path));
  return Object.fromEntries(entries.map(([key, entry]) => [key, text(entry, `${path}.${key}`)]));
}
