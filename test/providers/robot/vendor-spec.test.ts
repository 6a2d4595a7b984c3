import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

type Json = Record<string, unknown>;

/** Drawn up by others from the vendor's pages, and stored beside the repository. */
const THEIRS = '../shared/reference/hetzner-robot-openapi.yaml';

const ours: unknown = parse(readFileSync('openapi/vendor/robot.yaml', 'utf8'));
const theirs: unknown = parse(readFileSync(THEIRS, 'utf8'));

/** Calls that the other document lacks. */
const BEYOND = ['get /vswitch', 'get /vswitch/{vswitch_id}', 'get /order/currency'];
/** Schemas that it leaves open, and fields that it has not heard of. */
const OPEN = ['product', 'rescue'];
/** Bodies that it does not describe. */
const BODIES_BEYOND = [
  'post /server/{server_number}/cancellation',
  'post /vswitch',
  'post /order/server/transaction',
  'post /order/server_market/transaction',
];

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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

function keysOf(value: unknown): string[] {
  return isJson(value) ? Object.keys(value) : [];
}

/** Paths of fields that we read or send and they do not have. */
function missing(mine: unknown, other: unknown, path: string): string[] {
  const here = at(ours, mine);
  const there = at(theirs, other);
  if (!isJson(there)) return [`${path}: not in the other document`];
  if (!isJson(here)) return [];
  const lines = keysOf(here.properties).flatMap((name) => {
    if (OPEN.includes(name)) return [];
    const plain = name.replace('[]', '');
    const theirProperty = at(theirs, there, 'properties', plain);
    return missing(at(ours, here, 'properties', name), theirProperty, `${path}.${name}`);
  });
  if (here.items === undefined) return lines;
  const theirItems = at(theirs, there, 'items');
  // A list of anything, or a scalar where newer pages have a list, says nothing of its entries.
  if (!isJson(theirItems) || keysOf(theirItems).length === 0) return lines;
  return [...lines, ...missing(here.items, theirItems, `${path}[]`)];
}

function operations(): string[] {
  return keysOf(at(ours, ours, 'paths')).flatMap((path) =>
    keysOf(at(ours, ours, 'paths', path)).map((method) => `${method} ${path}`),
  );
}

function find(document: unknown, operation: string): unknown {
  const [method = '', path = ''] = operation.split(' ');
  return at(document, document, 'paths', path, method);
}

describe('the calls that we use of the vendor', () => {
  it('are all here', () => {
    expect(operations()).toHaveLength(35);
  });

  it.each(operations().filter((operation) => !BEYOND.includes(operation)))(
    '%s is as others describe it',
    (operation) => {
      const mine = find(ours, operation);
      const other = find(theirs, operation);
      expect(other).toBeDefined();
      const form = ['requestBody', 'content', 'application/x-www-form-urlencoded', 'schema'];
      const body = ['content', 'application/json', 'schema'];
      const request = at(ours, mine, ...form);
      const lines =
        request === undefined || BODIES_BEYOND.includes(operation)
          ? []
          : missing(request, at(theirs, other, ...form), 'request');
      const statuses = keysOf(at(ours, mine, 'responses')).filter((one) => one !== 'default');
      for (const status of statuses) {
        const answer = at(ours, mine, 'responses', status, ...body);
        if (answer === undefined) continue;
        lines.push(...missing(answer, at(theirs, other, 'responses', '200', ...body), 'answer'));
      }
      expect(lines).toEqual([]);
    },
  );
});
