/** Form bodies as PHP reads them (`a[]=1`, `a[0]=1`, `a[b][c]=1`), and a reader that gathers all that is wrong. */

import { isObject } from '../stand-in/json.ts';
import { invalidInput } from './refusal.ts';

type Tree = Map<string, Tree | string>;

/** A form → nested objects; lists become objects with the keys `0`, `1`, … Later values win. */
export function parseForm(text: string): Readonly<Record<string, unknown>> {
  const root: Tree = new Map();
  for (const [name, value] of new URLSearchParams(text)) put(root, segmentsOf(name), value);
  return toObject(root);
}

function segmentsOf(name: string): string[] {
  const [head = '', ...rest] = name.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
}

function put(tree: Tree, [segment = '', ...rest]: readonly string[], value: string): void {
  const key = segment === '' ? String(tree.size) : segment;
  if (rest.length === 0) {
    tree.set(key, value);
    return;
  }
  const present = tree.get(key);
  const inner: Tree = present instanceof Map ? present : new Map();
  tree.set(key, inner);
  put(inner, rest, value);
}

function toObject(tree: Tree): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    [...tree].map(([name, value]) => [name, value instanceof Map ? toObject(value) : value]),
  );
}

/** Reads one form; an empty value counts as absent. */
export interface FormReader {
  text(name: string): string | undefined;
  requiredText(name: string): string;
  /** `name[]=a&name[]=b`, also with indexes; a bare `name=a` is a list of one. */
  list(name: string): readonly string[];
  /** `true` or `false`, spelled out; anything else is invalid. */
  flag(name: string): boolean | undefined;
  /** Says that a parameter makes no sense. */
  reject(name: string): void;
  /** Ends the reading. @throws Refusal 400 INVALID_INPUT with every problem found */
  finish(): void;
}

/** A reader of one form. */
export function readForm(body: Readonly<Record<string, unknown>>): FormReader {
  const missing: string[] = [];
  const invalid: string[] = [];
  const reject = (name: string) => void invalid.push(name);

  function text(name: string): string | undefined {
    const value = body[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    reject(name);
    return undefined;
  }

  return {
    text,
    requiredText(name) {
      if ((body[name] ?? '') === '') missing.push(name);
      return text(name) ?? '';
    },
    list(name) {
      const value = body[name];
      if (!isObject(value)) return [text(name) ?? []].flat();
      return Object.values(value).flatMap((item) => (typeof item === 'string' ? [item] : []));
    },
    flag(name) {
      const value = text(name);
      if (value !== undefined && value !== 'true' && value !== 'false') reject(name);
      return value === undefined ? undefined : value === 'true';
    },
    reject,
    finish() {
      if (missing.length + invalid.length > 0) throw invalidInput(missing, [...new Set(invalid)]);
    },
  };
}
