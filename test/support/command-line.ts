/** Arguments of the commands in package.json, for commander. */

import { InvalidArgumentError, Option } from 'commander';

/** One of these; the first where none is asked for. */
export function choice(flags: string, what: string, known: readonly string[]): Option {
  return new Option(flags, what).choices(known).default(known[0]);
}

/** @throws InvalidArgumentError */
export function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It is a whole number.');
}
