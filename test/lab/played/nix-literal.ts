/** Reads Nix text that is only data, as the service writes it: sets, lists, strings, numbers, booleans. */

/** A value of such a text; a set is a plain object. */
export type Literal = string | number | boolean | null | readonly Literal[] | LiteralSet;
export interface LiteralSet {
  [name: string]: Literal;
}

const TOKEN = /\s*(?:#[^\n]*\n\s*)*("(?:\\[\s\S]|[^"\\])*"|[{}[\]=;.]|[^\s{}[\]=;."#]+)/y;

/**
 * One expression, with or without a head such as `{ lib, ... }:`.
 *
 * @throws Error on anything that would have to be evaluated
 */
export function readNixLiteral(text: string): Literal {
  const tokens = tokensOf(text.replace(/^(\s*#[^\n]*\n)*\s*\{[^{}=;"]*\}:/, ''));
  const value = readValue(tokens);
  if (tokens.peek() !== '') throw new Error(`Nix goes on with ${tokens.peek()} after its value.`);
  return value;
}

/** A set by its path; an empty one where there is none. */
export function setAt(value: Literal | undefined, ...names: readonly string[]): LiteralSet {
  let at = value;
  for (const name of names) at = isSet(at) ? at[name] : undefined;
  return isSet(at) ? at : {};
}

/** A text below a set; empty where there is none. */
export function textAt(value: Literal | undefined, name: string): string {
  const found = setAt(value)[name];
  return typeof found === 'string' ? found : '';
}

export function isSet(value: Literal | undefined): value is LiteralSet {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Tokens {
  peek(): string;
  next(): string;
}

function tokensOf(text: string): Tokens {
  const all: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) {
    all.push(match[1] ?? '');
  }
  let at = 0;
  return {
    peek: () => all[at] ?? '',
    next() {
      at += 1;
      return all[at - 1] ?? '';
    },
  };
}

function readValue(tokens: Tokens): Literal {
  const token = tokens.next();
  if (token === '{') return readSet(tokens);
  if (token === '[') return readList(tokens);
  if (token.startsWith('"')) return unquote(token);
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === 'null') return null;
  if (/^-?\d+$/.test(token)) return Number(token);
  throw new Error(`Nix that is no plain data: ${token || 'its end'}`);
}

function readList(tokens: Tokens): Literal {
  const items: Literal[] = [];
  while (tokens.peek() !== ']') items.push(readValue(tokens));
  tokens.next();
  return items;
}

function readSet(tokens: Tokens): LiteralSet {
  const set: LiteralSet = {};
  while (tokens.peek() !== '}') {
    const path = [nameOf(tokens.next())];
    while (tokens.peek() === '.') {
      tokens.next();
      path.push(nameOf(tokens.next()));
    }
    expectToken(tokens, '=');
    place(set, path, readValue(tokens));
    expectToken(tokens, ';');
  }
  tokens.next();
  return set;
}

function place(set: LiteralSet, [name = '', ...rest]: readonly string[], value: Literal): void {
  if (rest.length === 0) {
    set[name] = value;
    return;
  }
  const inner = setAt(set, name);
  set[name] = inner;
  place(inner, rest, value);
}

function nameOf(token: string): string {
  return token.startsWith('"') ? unquote(token) : token;
}

function unquote(token: string): string {
  return token.slice(1, -1).replaceAll(/\\([\s\S])/g, (_, char: string) => ESCAPES[char] ?? char);
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

function expectToken(tokens: Tokens, wanted: string): void {
  const found = tokens.next();
  if (found !== wanted) throw new Error(`Nix has ${found || 'its end'} instead of ${wanted}`);
}
