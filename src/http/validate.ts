/** Holds requests, and in tests answers, against the contract. */

import { Ajv2020, type AnySchema, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { asObject, type Contract, type Json, type JsonObject } from './contract.ts';

/**
 * Compiles the schemas of requests. Bodies are taken as they are; path, query and headers are text, so
 * numbers and lists are read from it. Every error is reported, not only the first.
 */
export function createRequestCompiler(): FastifySchemaCompiler<AnySchema> {
  const options = { allErrors: true, discriminator: true, strict: false };
  const forBodies = withFormats(new Ajv2020(options));
  const forText = withFormats(new Ajv2020({ ...options, coerceTypes: 'array', useDefaults: true }));
  return ({ schema, httpPart }) => {
    const ajv = httpPart === 'body' ? forBodies : forText;
    const named = httpPart === 'headers' ? withLowerCaseNames(schema) : schema;
    const validate = ajv.compile(withoutMappings(named));
    return (data: unknown) => {
      if (validate(data)) return { value: data };
      return { error: Object.assign(new Error('invalid'), { validation: validate.errors ?? [] }) };
    };
  };
}

/** One answer of the service. */
export interface AnswerToCheck {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly status: number;
  readonly mediaType: string;
  readonly body: string;
}

/** Finds what is wrong with answers: each text is one breach of the contract; none is good. */
export function createAnswerCheck(
  contract: Contract,
): (answer: AnswerToCheck) => readonly string[] {
  const ajv = withFormats(new Ajv2020({ allErrors: true, strict: false }));
  ajv.addSchema({ ...contract.document, $id: 'contract' });
  const compiled = new Map<string, ValidateFunction>();
  return (answer) => {
    const method = answer.method.toLowerCase();
    const operation = contract.operations.find(
      (one) => one.method === method && pathPattern(one.path).test(answer.path),
    );
    const where = `${answer.method} ${answer.path} → ${answer.status}`;
    if (operation === undefined) return [`${where}: not in the contract`];
    const steps = ['paths', operation.path, operation.method, 'responses'];
    const responses = asObject(walk(contract.document, steps));
    const isListed = String(answer.status) in responses;
    // What a caller can do wrong is listed call by call; only our own failures come as the default.
    if (!isListed && answer.status < 500 && operation.scope !== null) {
      return [`${where}: this status is not listed`];
    }
    const status = isListed ? String(answer.status) : 'default';
    const content = asObject(walk(responses, [status, 'content']));
    if (!(answer.mediaType in content))
      return [`${where}: ${answer.mediaType} not in the contract`];
    if (!/[/+]json$/.test(answer.mediaType)) return [];
    const pointer = [...steps, status, 'content', answer.mediaType, 'schema'];
    const ref = `contract#/${pointer.map(escapePointer).join('/')}`;
    const validate = compiled.get(ref) ?? ajv.compile({ $ref: ref });
    compiled.set(ref, validate);
    if (validate(JSON.parse(answer.body))) return [];
    return (validate.errors ?? []).map(
      (error) => `${where}: ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
    );
  };
}

function withFormats(ajv: Ajv2020): Ajv2020 {
  addFormats.default(ajv);
  return ajv;
}

function pathPattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`);
}

function walk(root: JsonObject, steps: readonly string[]): Json {
  let node: Json = root;
  for (const step of steps) node = asObject(node)[step] ?? {};
  return node;
}

/** For a `$ref`: RFC 6901, then percent-encoding for what a URI fragment cannot hold. */
function escapePointer(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}

/**
 * Node gives header names in lower case. fastify renames those of a schema only where it brings the
 * validator itself; without this no header would be looked at.
 */
function withLowerCaseNames(schema: AnySchema): AnySchema {
  if (typeof schema !== 'object' || !('properties' in schema)) return schema;
  const { properties, required } = schema;
  const lower = (name: string) => name.toLowerCase();
  return {
    ...schema,
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, one]) => [lower(name), one]),
    ),
    ...(Array.isArray(required) ? { required: required.map(lower) } : {}),
  };
}

/** ajv knows `discriminator` but not its `mapping`, which only generators of types need. */
function withoutMappings(schema: AnySchema): AnySchema {
  const text = JSON.stringify(schema, (key, value: unknown) =>
    key === 'mapping' ? undefined : value,
  );
  return JSON.parse(text);
}
