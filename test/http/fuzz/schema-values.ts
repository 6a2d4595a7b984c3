/** A JSON schema of the contract → values that fit it; and values that almost do. */

import fc, { type Arbitrary } from 'fast-check';
import { asObject, type Json, type JsonObject } from '../../../src/http/contract.ts';

/** A reference is a level too. */
const DEEPEST = 16;

/** Values that fit a schema, as far as the contract's own words go. */
export function fitting(schema: JsonObject, schemas: JsonObject, depth = 0): Arbitrary<unknown> {
  const { $ref, oneOf, const: constant, enum: values } = schema;
  const inner = (one: Json) => fitting(asObject(one), schemas, depth + 1);
  if (depth > DEEPEST) return fc.constant(null);
  if (typeof $ref === 'string') return inner(schemas[$ref.split('/').at(-1) ?? ''] ?? {});
  if (Array.isArray(oneOf)) return fc.oneof(...oneOf.map(inner));
  if (constant !== undefined) return fc.constant(constant);
  if (Array.isArray(values)) return fc.constantFrom(...values);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'object':
      return objects(schema, inner);
    case 'array':
      return fc.array(inner(schema.items ?? {}), {
        minLength: Number(schema.minItems ?? 0),
        maxLength: Math.min(Number(schema.maxItems ?? 3), Number(schema.minItems ?? 0) + 3),
      });
    case 'string':
      return strings(schema);
    case 'integer':
      return fc.integer({ min: bound(schema.minimum, -9), max: bound(schema.maximum, 1_000_000) });
    case 'number':
      return fc.double({ min: bound(schema.minimum, 0.1), max: 1e6, noNaN: true });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.jsonValue({ maxDepth: 2 }) as Arbitrary<unknown>;
  }
}

function bound(given: Json | undefined, otherwise: number): number {
  return typeof given === 'number' ? Math.min(given, 2 ** 31 - 1) : otherwise;
}

function objects(schema: JsonObject, inner: (one: Json) => Arbitrary<unknown>): Arbitrary<unknown> {
  const properties = Object.entries(asObject(schema.properties ?? {}));
  const values = Object.fromEntries(properties.map(([name, one]) => [name, inner(one)]));
  if (properties.length === 0) return fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 });
  const required = Array.isArray(schema.required) ? schema.required.map(String) : [];
  const known = required.filter((name) => name in values);
  return fc.record(values, { requiredKeys: known }).map((made) => limited(made, schema));
}

/** Of several optional properties that exclude one another only the first stays. */
function limited(made: object, { maxProperties }: JsonObject): object {
  if (typeof maxProperties !== 'number') return made;
  return Object.fromEntries(Object.entries(made).slice(0, maxProperties));
}

function strings(schema: JsonObject): Arbitrary<string> {
  const { examples } = schema;
  if (!Array.isArray(examples)) return madeStrings(schema);
  return fc.oneof(fc.constantFrom(...examples.map(String)), madeStrings(schema));
}

function madeStrings({ pattern, format, minLength, maxLength }: JsonObject): Arbitrary<string> {
  if (format === 'date-time') {
    const range = { min: new Date('1990-01-01'), max: new Date('2099-01-01'), noInvalidDate: true };
    return fc.date(range).map((date) => date.toISOString());
  }
  if (typeof pattern === 'string' && pattern.startsWith('^-----BEGIN')) {
    return fc.string({ minLength: 64 }).map((text) => `-----BEGIN PRIVATE KEY-----\n${text}`);
  }
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const shortest = Number(minLength ?? 0);
  const longest = Math.min(Number(maxLength ?? 40), shortest + 40);
  return fc.string({ minLength: shortest, maxLength: longest });
}

/** What nobody means, and somebody sends. */
export const JUNK: Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }) as Arbitrary<unknown>,
  fc.constantFrom<unknown>(
    null,
    '',
    '\0',
    '\u202e\ud800',
    '__proto__',
    'x'.repeat(10_000),
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER + 2,
    [],
    {},
    [[[[[[]]]]]],
    { constructor: { prototype: { polluted: true } } },
    "'; drop table install; --",
    '../../etc/passwd',
    '%00%ff',
  ),
);

/** One place of a value replaced by junk, left out, or added. */
export function damaged(value: Arbitrary<unknown>): Arbitrary<unknown> {
  return fc
    .tuple(value, JUNK, fc.nat(), fc.constantFrom('replace', 'remove', 'add'))
    .map(([one, junk, seed, how]) => damage(one, junk, seed, how));
}

function damage(value: unknown, junk: unknown, seed: number, how: string): unknown {
  if (typeof value !== 'object' || value === null) return junk;
  const keys = Object.keys(value);
  const key = keys[seed % Math.max(keys.length, 1)];
  if (how === 'add' || key === undefined) return { ...value, [`extra${seed % 3}`]: junk };
  const inner: unknown = Reflect.get(value, key);
  const isLeaf = typeof inner !== 'object' || inner === null || seed % 3 === 0;
  const copy: Record<string, unknown> = Array.isArray(value) ? { ...value } : { ...value };
  if (isLeaf && how === 'remove') delete copy[key];
  else copy[key] = isLeaf ? junk : damage(inner, junk, Math.floor(seed / 3), how);
  return Array.isArray(value) ? Object.values(copy) : copy;
}
