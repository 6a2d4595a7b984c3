/**
 * Values → Nix source: the only place that quotes Nix. Everything that came from a caller, a vendor or
 * a machine goes through here, so that it stays a value and never becomes code.
 */

import { BugError } from '../domain/error.ts';

/** A piece of Nix, made by the functions below. */
export type Nix =
  | { readonly kind: 'atom'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Nix[] }
  | { readonly kind: 'set'; readonly entries: readonly Entry[] };

/** `path = value;` in a set, with words above it. */
export interface Entry {
  readonly path: readonly string[];
  readonly value: Nix;
  readonly comment: string | null;
  /** An empty line above: sets parts of a file apart. */
  readonly startsPart: boolean;
}

/** Words that may not stand as a bare attribute name. */
const KEYWORDS: ReadonlySet<string> = new Set([
  'assert',
  'else',
  'if',
  'in',
  'inherit',
  'let',
  'or',
  'rec',
  'then',
  'with',
]);

/**
 * A string in double quotes that evaluates to exactly this text.
 *
 * @throws BugError `bug.unexpected` for NUL, which Nix strings cannot hold, and for half characters,
 *         which UTF-8 cannot; what comes from outside is checked before
 */
export function quoteString(text: string): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new BugError(
      'bug.unexpected',
      `Wrote a Nix string: its text has NUL or half a character, which Nix cannot hold (${JSON.stringify(text.slice(0, 40))}). Refuse it where it comes in.`,
    );
  }
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    // Nix reads a bare carriage return in a string as a line feed.
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  return `"${escaped}"`;
}

/** An attribute name, bare where Nix allows it. @throws as `quoteString` */
export function attributeName(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_'-]*$/.test(name) && !KEYWORDS.has(name) ? name : quoteString(name);
}

/** @throws as `quoteString` */
export function str(text: string): Nix {
  return { kind: 'atom', text: quoteString(text) };
}

/** @throws BugError `bug.unexpected` for anything but a safe integer from 0 */
export function int(value: number): Nix {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new BugError('bug.unexpected', `Wrote a Nix integer: ${value} is none from 0 on.`);
  }
  return { kind: 'atom', text: String(value) };
}

export function bool(value: boolean): Nix {
  return { kind: 'atom', text: value ? 'true' : 'false' };
}

/** A path beside the file itself, as `./disko.nix`. @throws BugError for any other form */
export function path(relative: string): Nix {
  if (!/^\.(\/[A-Za-z0-9][A-Za-z0-9._-]*)+$/.test(relative)) {
    throw new BugError('bug.unexpected', `Wrote a Nix path: "${relative}" is not ./name/name.`);
  }
  return { kind: 'atom', text: relative };
}

/** An expression in our own words; foreign text inside of it was quoted by a function of this file. */
export function raw(text: string): Nix {
  return { kind: 'atom', text };
}

/**
 * A string of several lines in our own words, in which Nix fills in what stands in `${…}`.
 *
 * @param level of the set that it stands in
 */
export function ownLines(text: string, level: number): Nix {
  const lines = text.split('\n').map((line) => (line === '' ? '' : `${indent(level + 1)}${line}`));
  return raw(`''\n${lines.join('\n')}\n${indent(level)}''`);
}

export function list(items: readonly Nix[]): Nix {
  return { kind: 'list', items };
}

export function set(entries: readonly Entry[]): Nix {
  return { kind: 'set', entries };
}

/** `a.b.c` names a nested attribute; a name that has dots of its own is given as a list. */
export function entry(name: string | readonly string[], value: Nix, comment?: string): Entry {
  const names = typeof name === 'string' ? name.split('.') : name;
  return { path: names, value, comment: comment ?? null, startsPart: false };
}

/** The same entry, with an empty line above it. */
export function part(name: string | readonly string[], value: Nix, comment?: string): Entry {
  return { ...entry(name, value, comment), startsPart: true };
}

/** Source text without a final newline; two spaces a level, lists on one line where they fit. */
export function renderNix(value: Nix, level = 0): string {
  switch (value.kind) {
    case 'atom':
      return value.text;
    case 'list':
      return renderList(value.items, level);
    case 'set':
      return renderSet(value.entries, level);
    default:
      return value satisfies never;
  }
}

/** `# ` lines for any text: no character of it can end the comment. */
export function renderComment(text: string, level = 0): string {
  return text
    .split(/[\r\n\u2028\u2029]+/)
    .map((line) => `${indent(level)}# ${line.replaceAll(/\p{Cc}/gu, ' ')}`.trimEnd())
    .join('\n');
}

/**
 * A file: an optional comment, an optional head such as `{ modulesPath, ... }:`, one expression, and a
 * newline at the end.
 */
export function renderFile(value: Nix, options: { head?: string; comment?: string } = {}): string {
  const { head, comment } = options;
  const above = comment === undefined ? '' : `${renderComment(comment)}\n`;
  const arguments_ = head === undefined ? '' : `${head}\n\n`;
  return `${above}${arguments_}${renderNix(value)}\n`;
}

const LINE_WIDTH = 96;

function renderList(items: readonly Nix[], level: number): string {
  if (items.length === 0) return '[ ]';
  const line = `[ ${items.map((item) => renderNix(item, level)).join(' ')} ]`;
  if (!line.includes('\n') && line.length + level * 2 <= LINE_WIDTH) return line;
  const lines = items.map((item) => `${indent(level + 1)}${renderNix(item, level + 1)}`);
  return `[\n${lines.join('\n')}\n${indent(level)}]`;
}

function renderSet(entries: readonly Entry[], level: number): string {
  if (entries.length === 0) return '{ }';
  const lines = entries.map((one, index) => {
    const gap = one.startsPart && index > 0 ? '\n' : '';
    const comment = one.comment === null ? '' : `${renderComment(one.comment, level + 1)}\n`;
    const name = one.path.map(attributeName).join('.');
    return `${gap}${comment}${indent(level + 1)}${name} = ${renderNix(one.value, level + 1)};`;
  });
  return `{\n${lines.join('\n')}\n${indent(level)}}`;
}

function indent(level: number): string {
  return '  '.repeat(level);
}
