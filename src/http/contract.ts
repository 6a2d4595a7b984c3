/** Reads openapi/ and puts its files together into one document. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { BugError } from '../domain/error.ts';
import { deprecationHeaders } from './deprecation.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Media types of bodies that the server reads. */
export const BODY_TYPES = ['application/json', 'application/gzip'] as const;
export type BodyType = (typeof BODY_TYPES)[number];

/** One operation of the contract, as far as the server has to know it. */
export interface Operation {
  readonly operationId: string;
  /** Lower case. */
  readonly method: string;
  /** As in the contract: `/v1/installs/{installId}`. */
  readonly path: string;
  /** null: no token is asked for. */
  readonly scope: string | null;
  /** null: it takes no body. */
  readonly bodyType: BodyType | null;
  /** Of each of its answers, when it is to go. */
  readonly deprecationHeaders: Readonly<Record<string, string>>;
}

export interface Contract {
  /** OpenAPI 3.1, in one piece; refs only to `#/components/schemas/…`. */
  readonly document: JsonObject;
  readonly operations: readonly Operation[];
}

const ROOT_URL = new URL('../../openapi/openapi.yaml', import.meta.url);
const METHODS: ReadonlySet<string> = new Set(['get', 'post', 'put', 'patch', 'delete']);

/**
 * The contract of this service, from its files. Schemas of `schemas/` become components under their own
 * names; every other referenced file is put in place.
 *
 * @throws BugError `bug.unexpected` for a ref that leads nowhere, two schemas of one name, or an operation that is to
 *   go without the announcement that was promised
 */
export function loadContract(rootUrl: URL = ROOT_URL): Contract {
  const bundler = createBundler();
  const root = asObject(bundler.resolve(readYaml(rootUrl), rootUrl));
  const components = { ...asObject(root.components ?? {}), schemas: bundler.schemas() };
  const document = { ...root, components };
  return { document, operations: listOperations(document) };
}

interface Bundler {
  resolve(node: Json, baseUrl: URL): Json;
  schemas(): JsonObject;
}

function createBundler(): Bundler {
  const schemas = new Map<string, { readonly url: string; schema: Json }>();
  const files = new Map<string, Json>();

  function at(url: URL): Json {
    const { href } = withoutHash(url);
    const file = files.get(href) ?? readYaml(url);
    files.set(href, file);
    let node = file;
    for (const key of url.hash.split('/').slice(1)) {
      const next = asObject(node)[key];
      if (next === undefined) throw new BugError('bug.unexpected', `Nothing stands at ${url}.`);
      node = next;
    }
    return node;
  }

  function resolve(node: Json, baseUrl: URL): Json {
    if (isList(node)) return node.map((item) => resolve(item, baseUrl));
    if (!isObject(node)) return node;
    if (typeof node.$ref === 'string') return follow(node.$ref, node, baseUrl);
    const entries = Object.entries(node).map(([key, value]) => [
      key,
      key === 'mapping' ? resolveMapping(value, baseUrl) : resolve(value, baseUrl),
    ]);
    return Object.fromEntries(entries);
  }

  function follow(ref: string, node: JsonObject, baseUrl: URL): Json {
    const url = new URL(ref, baseUrl);
    const isSchema = url.pathname.includes('/schemas/') && url.hash !== '';
    if (!isSchema) return resolve(at(url), withoutHash(url));
    const { $ref: _, ...siblings } = node;
    return { ...siblings, $ref: component(url) };
  }

  function component(url: URL): string {
    const name = url.hash.split('/').at(-1) ?? '';
    const known = schemas.get(name);
    if (known !== undefined && known.url !== url.href) {
      throw new BugError('bug.unexpected', `Two schemas are named ${name}: ${known.url}, ${url}.`);
    }
    if (known === undefined) {
      const entry: { url: string; schema: Json } = { url: url.href, schema: null };
      schemas.set(name, entry);
      entry.schema = resolve(at(url), withoutHash(url));
    }
    return `#/components/schemas/${name}`;
  }

  function resolveMapping(mapping: Json, baseUrl: URL): Json {
    return Object.fromEntries(
      Object.entries(asObject(mapping)).map(([tag, ref]) => [
        tag,
        component(new URL(String(ref), baseUrl)),
      ]),
    );
  }

  return {
    resolve,
    schemas: () => Object.fromEntries([...schemas].map(([name, { schema }]) => [name, schema])),
  };
}

function readYaml(url: URL): Json {
  return parse(readFileSync(fileURLToPath(withoutHash(url)), 'utf8'));
}

function withoutHash(url: URL): URL {
  const bare = new URL(url);
  bare.hash = '';
  return bare;
}

function listOperations(document: JsonObject): readonly Operation[] {
  return Object.entries(asObject(document.paths ?? {})).flatMap(([path, item]) =>
    Object.entries(asObject(item))
      .filter(([method]) => METHODS.has(method))
      .map(([method, operation]) => toOperation(method, path, asObject(operation))),
  );
}

function toOperation(method: string, path: string, operation: JsonObject): Operation {
  const { operationId, security, requestBody } = operation;
  const [requirement] = isList(security ?? null) ? asList(security ?? []) : [];
  const scopes = requirement === undefined ? [] : asList(asObject(requirement).bearer ?? []);
  return {
    operationId: String(operationId),
    method,
    path,
    scope: scopes[0] === undefined ? null : String(scopes[0]),
    bodyType: bodyTypeOf(requestBody),
    deprecationHeaders: deprecationHeaders(String(operationId), operation),
  };
}

/** @throws BugError for a body that the server would not read */
function bodyTypeOf(requestBody: Json | undefined): BodyType | null {
  if (requestBody === undefined) return null;
  const named = Object.keys(asObject(asObject(requestBody).content ?? {}));
  const found = BODY_TYPES.find((type) => named.includes(type));
  if (found !== undefined) return found;
  throw new BugError('bug.unexpected', `The contract has a body of ${named.join(', ')}.`);
}

function isList(node: Json): node is readonly Json[] {
  return Array.isArray(node);
}

function isObject(node: Json): node is JsonObject {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}

/** The node as an object. @throws BugError when it is none */
export function asObject(node: Json): JsonObject {
  if (isObject(node)) return node;
  throw new BugError('bug.unexpected', `The contract has ${JSON.stringify(node)}, not an object.`);
}

function asList(node: Json): readonly Json[] {
  return isList(node) ? node : [];
}
