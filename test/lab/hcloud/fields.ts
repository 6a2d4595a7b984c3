/** Reads the fields of a request body, and gathers all that is wrong with them into one refusal. */

import { isObject } from '../stand-in/json.ts';
import { checkLabels, type Labels } from './labels.ts';
import { type FieldProblem, invalidInput } from './refusal.ts';

/** Reads one body; a field that is absent or null is `undefined`, a bad one is noted. */
export interface FieldReader {
  text(name: string): string | undefined;
  requiredText(name: string): string;
  flag(name: string): boolean | undefined;
  whole(name: string): number | undefined;
  wholes(name: string): readonly number[];
  /** Numbers or texts: the vendor takes ids and names alike. */
  idOrName(name: string): string | number | undefined;
  idsOrNames(name: string): readonly (string | number)[];
  labels(): Labels | undefined;
  object(name: string): Readonly<Record<string, unknown>>;
  objects(name: string): readonly Readonly<Record<string, unknown>>[];
  /** Says that a field is wrong. */
  reject(name: string, message: string): void;
  /** Ends the reading. @throws Refusal 422 `invalid_input` with every problem found */
  finish(): void;
}

/** A reader of one body. */
export function readFields(body: Readonly<Record<string, unknown>>): FieldReader {
  const problems: FieldProblem[] = [];
  const reject = (name: string, message: string) => {
    problems.push({ name, messages: [message] });
  };

  function read<T>(name: string, is: (value: unknown) => value is T, kind: string): T | undefined {
    const value = body[name];
    if (value === undefined || value === null) return undefined;
    if (is(value)) return value;
    reject(name, `must be ${kind}`);
    return undefined;
  }

  function labels(): Labels | undefined {
    const value = read('labels', isLabels, 'an object of texts');
    if (value !== undefined) problems.push(...checkLabels(value));
    return value;
  }

  return {
    text: (name) => read(name, isText, 'a string'),
    requiredText(name) {
      if ((body[name] ?? '') === '') reject(name, 'Missing data for required field.');
      return read(name, isText, 'a string') ?? '';
    },
    flag: (name) => read(name, isFlag, 'a boolean'),
    whole: (name) => read(name, isWhole, 'an integer'),
    wholes: (name) => read(name, isWholes, 'a list of integers') ?? [],
    idOrName: (name) => read(name, isIdOrName, 'an id or a name'),
    idsOrNames: (name) => read(name, isIdsOrNames, 'a list of ids or names') ?? [],
    labels,
    object: (name) => read(name, isObject, 'an object') ?? {},
    objects: (name) => read(name, isObjects, 'a list of objects') ?? [],
    reject,
    finish() {
      if (problems.length > 0) throw invalidInput(problems);
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isFlag(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function isWholes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isWhole);
}

function isObjects(value: unknown): value is Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every(isObject);
}

function isIdOrName(value: unknown): value is string | number {
  return typeof value === 'string' || Number.isSafeInteger(value);
}

function isIdsOrNames(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every(isIdOrName);
}

function isLabels(value: unknown): value is Labels {
  return isObject(value) && Object.values(value).every(isText);
}
