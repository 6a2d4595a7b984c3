/** Holds answers against the vendor's own OpenAPI document; what it does not know is as wrong as what is missing. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const DOCUMENT = path.resolve(
  import.meta.dirname,
  '../../../shared/reference/hetzner-cloud-openapi.json',
);

/** An answer of the API as it was received. */
export interface Answer {
  readonly method: string;
  /** Without `/v1`, with or without a query. */
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** The vendor's document as a judge. */
export interface VendorContract {
  /** What is wrong with an answer; empty when it is as the vendor's. */
  problems(answer: Answer): readonly string[];
}

/** Reads the document, 3 MB; once for a file of tests. */
export function readVendorContract(): VendorContract {
  const document: unknown = JSON.parse(readFileSync(DOCUMENT, 'utf8'));
  // A fixed part of a path wins over a named one.
  const named = (path: string) => path.split('{').length;
  const paths = Object.keys(toObject(at(document, 'paths'))).sort((a, b) => named(a) - named(b));
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('decimal', /^-?\d+(\.\d+)?$/);
  const validators = new Map<string, ValidateFunction>();

  function validator(key: string, schema: unknown): ValidateFunction {
    const known = validators.get(key) ?? ajv.compile(toObject(closed(schema)));
    validators.set(key, known);
    return known;
  }

  return {
    problems({ method, path: asked, status, body }) {
      const template = paths.find((known) => matches(known, asked.split('?')[0] ?? ''));
      if (template === undefined) return [`the vendor has no ${asked}`];
      const verb = method.toLowerCase();
      const responses = at(document, 'paths', template, verb, 'responses');
      const response = at(responses, String(status)) ?? at(responses, `${String(status)[0]}xx`);
      if (response === undefined)
        return [`the vendor never answers ${status} to ${method} ${template}`];
      const schema = at(response, 'content', 'application/json', 'schema');
      if (schema === undefined) return body === undefined ? [] : ['the vendor sends no body'];
      const validate = validator(`${verb} ${template} ${status}`, schema);
      if (validate(body)) return [];
      return (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath || '/'} ${message} ${JSON.stringify(params)}`,
      );
    },
  };
}

/** The same schema, where objects have no other properties than those that it names. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(
    Object.entries(schema).map(([name, value]) => [
      name,
      name === 'example' ? value : closed(value),
    ]),
  );
  const isOpen = 'properties' in copy && !('additionalProperties' in copy);
  return isOpen ? { ...copy, additionalProperties: false } : copy;
}

/** Whether a path is one of a template's. */
export function matches(template: string, asked: string): boolean {
  const pattern = template.replaceAll(/\{[^}]+\}/g, '[^/]+');
  return new RegExp(`^${pattern}$`).test(asked);
}

/** A value deep inside another; undefined where there is none. */
export function at(value: unknown, ...names: string[]): unknown {
  return names.reduce<unknown>((inner, name) => toObject(inner)[name], value);
}

/** The properties of a value; none for what is no object. */
export function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
