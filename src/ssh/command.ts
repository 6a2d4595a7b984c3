/** Text of remote commands; the one place that quotes for a shell. */

import { BugError, RequestError } from '../domain/error.ts';
import { quotesOpenAfter } from './open-quotes.ts';

const quoted: unique symbol = Symbol('quoted');

/** Shell text in which every foreign value was quoted here. Only this file makes one. */
export interface Command {
  readonly text: string;
  readonly [quoted]: true;
}

/** What may stand in `${…}` of a command. */
export type CommandWord = string | number | Command;
export type CommandValue = CommandWord | readonly CommandWord[];

/**
 * A command as a template. A string becomes one quoted word, a number itself, an array several words,
 * a Command its own text. Backslashes of the template reach the shell as they are written, so
 * `printf '%s\n'` needs no doubling; only `\${` and `` \` `` lose theirs.
 *
 * @throws RequestError `request.invalid`: a value holds NUL or half a surrogate pair, which no argument can carry
 * @throws BugError `bug.unexpected`: a number is not finite, or `${…}` stands inside quotes, where a value would not stay one
 */
export function sh(template: TemplateStringsArray, ...values: readonly CommandValue[]): Command {
  let text = '';
  let literal = '';
  for (const [index, raw] of template.raw.entries()) {
    const part = raw.replaceAll('\\${', '${').replaceAll('\\`', '`');
    text += part;
    literal += part;
    if (index >= values.length) break;
    refuseInsideQuotes(literal);
    text += render(values[index]);
    // Stands for the value: a word without quotes of its own.
    literal += '_';
  }
  return fromText(text);
}

/**
 * Text of several lines as a command. A string may only be a constant of this repository: nothing in
 * it is quoted. A Command is passed through.
 */
export function script(text: string | Command): Command {
  return typeof text === 'string' ? fromText(text) : text;
}

/**
 * One word for a POSIX shell, whatever is in it.
 *
 * @throws RequestError `request.invalid`, as `sh`
 */
export function quoteWord(value: string): string {
  if (value.includes('\0') || !value.isWellFormed()) {
    throw new RequestError(
      'request.invalid',
      'A value meant for a remote command holds a NUL character or half a surrogate pair, which no command can carry; remove it.',
      { length: value.length },
    );
  }
  return `'${value.replaceAll("'", `'\\''`)}'`;
}

function render(value: CommandValue | undefined): string {
  if (value === undefined) throw new BugError('bug.unexpected', 'A command was given no value.');
  if (typeof value === 'string') return quoteWord(value);
  if (typeof value === 'number') return renderNumber(value);
  return 'text' in value ? value.text : value.map(render).join(' ');
}

function renderNumber(value: number): string {
  if (Number.isFinite(value)) return String(value);
  throw new BugError('bug.unexpected', `A command was given ${value} as a number.`);
}

function refuseInsideQuotes(literal: string): void {
  if (!quotesOpenAfter(literal)) return;
  throw new BugError(
    'bug.unexpected',
    `A value was put inside quotes in a command, where it would not stay one word: …${literal.slice(-60)}`,
  );
}

function fromText(text: string): Command {
  if (text.includes('\0')) {
    throw new BugError('bug.unexpected', 'A command holds a NUL character.');
  }
  return { text, [quoted]: true };
}
