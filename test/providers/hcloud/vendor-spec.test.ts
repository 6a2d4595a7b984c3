import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

type Json = Record<string, unknown>;

const OURS = 'openapi/vendor/hcloud.yaml';
/** The vendor's own specification, stored beside the repository. */
const VENDOR = '../shared/reference/hetzner-cloud-openapi.json';

const ours: unknown = parse(readFileSync(OURS, 'utf8'));
const vendor: unknown = JSON.parse(readFileSync(VENDOR, 'utf8'));

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

/** A field of a document, through a $ref where one stands; undefined where there is none. */
function at(document: unknown, node: unknown, ...path: string[]): unknown {
  let here = resolve(document, node);
  for (const key of path) here = resolve(document, isJson(here) ? here[key] : undefined);
  return here;
}

function resolve(document: unknown, node: unknown): unknown {
  if (!isJson(node) || typeof node.$ref !== 'string') return node;
  return at(document, document, ...node.$ref.slice(2).split('/'));
}

function typesOf(schema: unknown): string[] {
  const type = isJson(schema) ? schema.type : undefined;
  if (typeof type === 'string') return [type];
  return isList(type) ? type.map(String) : [];
}

/** Lines that say what our schema has and the vendor's has not, or has as another type. */
function missing(ourNode: unknown, theirNode: unknown, path: string): string[] {
  const mine = resolve(ours, ourNode);
  const theirs = resolve(vendor, theirNode);
  if (!isJson(theirs)) return [`${path}: not in the vendor's specification`];
  const types = typesOf(mine).filter((type) => type !== 'null');
  const foreign = types.filter((type) => !typesOf(theirs).includes(type));
  const lines = foreign.map((type) => `${path}: the vendor does not call it ${type}`);
  if (typesOf(theirs).includes('null') && !typesOf(mine).includes('null')) {
    lines.push(`${path}: the vendor may answer null`);
  }
  for (const [name, property] of Object.entries(propertiesOf(mine))) {
    const theirProperty = at(vendor, theirs, 'properties', name);
    lines.push(...missing(property, theirProperty, `${path}.${name}`));
  }
  const items = isJson(mine) ? mine.items : undefined;
  if (items !== undefined) lines.push(...missing(items, at(vendor, theirs, 'items'), `${path}[]`));
  return lines;
}

function propertiesOf(schema: unknown): Json {
  return isJson(schema) && isJson(schema.properties) ? schema.properties : {};
}

function jsonBody(document: unknown, node: unknown): unknown {
  return at(document, node, 'content', 'application/json', 'schema');
}

/** Every operation of ours: path, method, and where it stands in both documents. */
function operations(): [string, unknown, unknown][] {
  const paths = at(ours, ours, 'paths');
  return Object.entries(isJson(paths) ? paths : {}).flatMap(([path, item]) =>
    Object.entries(isJson(item) ? item : {}).map(
      ([method, operation]): [string, unknown, unknown] => [
        `${method} ${path}`,
        operation,
        at(vendor, vendor, 'paths', path, method),
      ],
    ),
  );
}

function parameterNames(document: unknown, operation: unknown): string[] {
  const list = at(document, operation, 'parameters');
  return (isList(list) ? list : []).map((parameter) => String(at(document, parameter, 'name')));
}

describe('the calls that we use of the vendor', () => {
  it('are all here', () => {
    expect(operations()).toHaveLength(26);
  });

  it.each(operations())('%s is as the vendor specifies it', (name, mine, theirs) => {
    expect(theirs).toBeDefined();
    const theirParameters = parameterNames(vendor, theirs);
    for (const parameter of parameterNames(ours, mine))
      expect(theirParameters).toContain(parameter);

    const request = jsonBody(ours, at(ours, mine, 'requestBody'));
    const lines =
      request === undefined
        ? []
        : missing(request, jsonBody(vendor, at(vendor, theirs, 'requestBody')), `${name} request`);
    const responses = at(ours, mine, 'responses');
    for (const status of Object.keys(isJson(responses) ? responses : {})) {
      const theirStatus = status.replace('XX', 'xx');
      const theirAnswer = at(vendor, theirs, 'responses', theirStatus);
      const answer = jsonBody(ours, at(ours, mine, 'responses', status));
      if (theirAnswer === undefined) lines.push(`${name} ${status}: the vendor has no such answer`);
      if (answer !== undefined) {
        lines.push(...missing(answer, jsonBody(vendor, theirAnswer), `${name} ${status}`));
      }
    }
    expect(lines).toEqual([]);
  });
});
