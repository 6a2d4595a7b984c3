/** Requests made from the contract: some fit it, some almost, some not at all. */

import fc, { type Arbitrary } from 'fast-check';
import { asObject, type Contract, type Json, type JsonObject } from '../../../src/http/contract.ts';
import { damaged, fitting, JUNK } from './schema-values.ts';

export interface FuzzRequest {
  readonly operationId: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** null: no body. */
  readonly body: string | null;
  readonly scope: string;
  /** Picks one of the ids that were made before, for paths that name one. */
  readonly pick: number;
}

type Texts = Readonly<Record<string, string | undefined>>;

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly values: Arbitrary<unknown>;
}

/** Stands in a path for an id that the run knows. */
export const KNOWN_ID = 'KNOWN-ID';

/** Every operation of the contract, as requests. */
export function requestsOf(contract: Contract): Arbitrary<FuzzRequest> {
  const schemas = asObject(asObject(contract.document.components ?? {}).schemas ?? {});
  return fc.oneof(
    ...contract.operations.map(({ path, method, operationId, scope }) => {
      const item = asObject(asObject(contract.document.paths ?? {})[path] ?? {});
      const operation = asObject(item[method] ?? {});
      const parameters = [...listOf(item.parameters), ...listOf(operation.parameters)].map((one) =>
        toParameter(asObject(one), schemas),
      );
      const body = bodyOf(operation, schemas);
      return request({ path, method, operationId, scope, parameters, body });
    }),
  );
}

interface OperationParts {
  readonly path: string;
  readonly method: string;
  readonly operationId: string;
  readonly scope: string | null;
  readonly parameters: readonly Parameter[];
  readonly body: Arbitrary<string | null>;
}

function request(parts: OperationParts): Arbitrary<FuzzRequest> {
  const { path, method, operationId, scope, parameters, body } = parts;
  const of = (place: string): Arbitrary<Texts> =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((one) => one.in === place)
          .map((one) => [one.name, place === 'path' ? pathTexts(one) : texts(one)]),
      ),
      place === 'path' ? {} : { requiredKeys: [] },
    );
  const mediaTypes = fc.constantFrom(...Array(8).fill('application/json'), 'text/plain', '', 'a/b');
  const scopes = fc.constantFrom(...Array(8).fill(scope ?? 'read'), 'admin', 'read', 'nobody');
  return fc
    .tuple(of('path'), of('query'), of('header'), body, mediaTypes, scopes, fc.nat())
    .map(([ids, query, given, text, mediaType, chosen, pick]) => ({
      operationId,
      method: method.toUpperCase(),
      url: `${fill(path, ids)}${toQuery(query)}`,
      headers: {
        ...toHeaders(given),
        ...(text === null ? {} : { 'content-type': String(mediaType) }),
        // Streams do not end by themselves.
        accept: 'application/json',
      },
      body: text,
      scope: String(chosen),
      pick,
    }));
}

function toParameter(parameter: JsonObject, schemas: JsonObject): Parameter {
  const schema = asObject(parameter.schema ?? {});
  return {
    name: String(parameter.name),
    in: String(parameter.in),
    values: fitting(schema, schemas),
  };
}

function bodyOf(operation: JsonObject, schemas: JsonObject): Arbitrary<string | null> {
  if (operation.requestBody === undefined) return fc.constantFrom(null, null, null, '{}');
  const content = asObject(asObject(operation.requestBody).content ?? {});
  const schema = asObject(asObject(content['application/json'] ?? {}).schema ?? {});
  const good = fitting(schema, schemas);
  return fc.oneof(
    { weight: 4, arbitrary: good.map(toText) },
    { weight: 5, arbitrary: damaged(good).map(toText) },
    { weight: 1, arbitrary: damaged(damaged(good)).map(toText) },
    { weight: 1, arbitrary: JUNK.map(toText) },
    { weight: 1, arbitrary: fc.constantFrom(null, '', '{', '[', '"', '{"a":1,}', '\u0000') },
  );
}

function toText(value: unknown): string {
  return JSON.stringify(value) ?? '';
}

function texts({ values }: Parameter): Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: values.map((one) => (typeof one === 'string' ? one : toText(one))) },
    { weight: 1, arbitrary: JUNK.map((one) => (typeof one === 'string' ? one : toText(one))) },
  );
}

function pathTexts(parameter: Parameter): Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant(KNOWN_ID) },
    { weight: 1, arbitrary: texts(parameter) },
  );
}

function fill(path: string, ids: Texts): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encode((ids[name] ?? '').slice(0, 500)),
  );
}

function toQuery(query: Texts): string {
  const pairs = Object.entries(query).map(
    ([name, text = '']) => `${name}=${encode(text.slice(0, 500))}`,
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

/** What a client could not even put on the wire is left out. */
function toHeaders(given: Texts): Record<string, string> {
  const entries = Object.entries(given).map(([name, text = '']) => [
    name.toLowerCase(),
    text.replaceAll(/[^\t\u0020-\u007e]/g, '?').slice(0, 1_000),
  ]);
  return Object.fromEntries(entries);
}

function listOf(node: Json | undefined): readonly Json[] {
  return Array.isArray(node) ? node : [];
}
