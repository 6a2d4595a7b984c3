/**
 * Holds answers of the Robot stand-in against the unofficial OpenAPI document, as far as that goes. Where the
 * vendor's own page says otherwise, the page holds: each such place stands in the list of exceptions with its reason.
 */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { type Answer, at, matches, toObject, type VendorContract } from './vendor-contract.ts';

const DOCUMENT = path.resolve(
  import.meta.dirname,
  '../../../shared/reference/hetzner-robot-openapi.yaml',
);

/** A problem that is none, because the vendor's page knows better. */
interface Exception {
  readonly path: RegExp;
  /** On `INSTANCE-PATH MESSAGE`. */
  readonly problem: RegExp;
  readonly why: string;
}

const EXCEPTIONS: readonly Exception[] = [
  {
    path: /^\/key/,
    problem: /created_at must match format "date-time"/,
    why: 'the page shows Berlin time without a zone',
  },
  {
    path: /./,
    problem: /\/(server_ip|ip|active_server_ip) must be (string|array)/,
    why: 'null for servers without IPv4, ordered so since 2022-03-28',
  },
  {
    path: /transaction/,
    problem: /\/(server_number|server_ip) must be (integer|string)/,
    why: 'null until the order is ready, says the page',
  },
  {
    path: /^\/subnet/,
    problem: /\/(ip|gateway) must match format "ipv4"/,
    why: 'IPv6 subnets are in the same list',
  },
  {
    path: /cancellation$/,
    problem: /\/(cancellation_reason must be array|cancellation_date must be string)/,
    why: 'the choices, then the chosen one or null; the date is null until there is one',
  },
  {
    path: /server_market\/transaction$/,
    problem: /\/transaction must NOT have additional properties {"additionalProperty":"addons"}/,
    why: 'the page shows addons in the answer to the order and in the single transaction',
  },
];

/** Paths that only the vendor's page has; their answers are not judged. */
const ONLY_ON_THE_PAGE: readonly RegExp[] = [
  /^\/order\/currency$/,
  /^\/order\/server_addon\//,
  /^\/firewall\/\d+$/,
  /^GET \/vswitch$/,
  /^GET \/vswitch\/\d+$/,
  /^GET \/rdns$/,
];

const ERROR = { $ref: '#/components/schemas/Error' };

/** Reads the document; once for a file of tests. */
export function readRobotContract(): VendorContract {
  const document: unknown = parse(readFileSync(DOCUMENT, 'utf8'));
  const paths = Object.keys(toObject(at(document, 'paths')));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validators = new Map<string, ValidateFunction>();

  function validator(key: string, schema: unknown): ValidateFunction {
    const components = closed(at(document, 'components'));
    const rooted = { ...toObject(closed(schema)), components };
    const known = validators.get(key) ?? ajv.compile(rooted);
    validators.set(key, known);
    return known;
  }

  function schemaProblems(key: string, schema: unknown, body: unknown): readonly string[] {
    const validate = validator(key, schema);
    if (validate(body)) return [];
    return (validate.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath || '/'} ${message} ${JSON.stringify(params)}`;
    });
  }

  function problems({ method, path: asked, status, body }: Answer): readonly string[] {
    const plain = asked.split('?')[0] ?? '';
    if (status >= 400) return schemaProblems('error', ERROR, body);
    const template = paths.find((known) => matches(known, plain)) ?? '';
    const responses = at(document, 'paths', template, method.toLowerCase(), 'responses');
    if (responses === undefined) {
      return isOnlyOnThePage(method, plain) ? [] : [`the vendor has no ${method} ${plain}`];
    }
    // The document knows only 200 and 204; the page has 201 for what was made, and 200 for what was deleted.
    if (body === undefined) return [];
    const schema = at(responses, '200', 'content', 'application/json', 'schema') ?? {};
    const found = schemaProblems(`${method} ${template}`, schema, body);
    return found.filter((problem) => !isExcepted(plain, problem));
  }

  return { problems };
}

function isOnlyOnThePage(method: string, asked: string): boolean {
  return ONLY_ON_THE_PAGE.some((known) => known.test(asked) || known.test(`${method} ${asked}`));
}

function isExcepted(asked: string, problem: string): boolean {
  return EXCEPTIONS.some((one) => one.path.test(asked) && one.problem.test(problem));
}

/**
 * The same schema in JSON Schema's own words: null as a type, and objects without other properties than those they
 * name. Errors stay open: the document lacks `max_request` and `interval`.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { nullable, ...rest } = toObject(schema);
  const copy = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, closed(value)]),
  );
  if (nullable === true && typeof copy.type === 'string') copy.type = [copy.type, 'null'];
  const properties = toObject(copy.properties);
  const isOpen = Object.keys(properties).length === 0 || 'missing' in properties;
  return isOpen || 'additionalProperties' in copy ? copy : { ...copy, additionalProperties: false };
}
