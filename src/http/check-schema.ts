/** Holds a value against one named schema of the contract, outside of any call. */

import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Contract } from './contract.ts';

export type Checked<T> =
  | { readonly kind: 'fits'; readonly value: T }
  /** One line a breach, as `/disks/0/serial must be string`. */
  | { readonly kind: 'breaches'; readonly breaches: readonly string[] };

/** @typeParam T what the schema describes; the type that was generated from it, or one of ours of that shape */
export function createSchemaCheck<T>(contract: Contract, name: string) {
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  // The package is CommonJS; its types put the function one level deeper than it is.
  addFormats.default(ajv);
  ajv.addSchema({ ...contract.document, $id: 'contract' });
  const validate = ajv.compile<T>({ $ref: `contract#/components/schemas/${name}` });
  return (value: unknown): Checked<T> => {
    if (validate(value)) return { kind: 'fits', value };
    const errors = validate.errors ?? [];
    const breaches = errors.map(({ instancePath, message }) => `${instancePath || '/'} ${message}`);
    return { kind: 'breaches', breaches: [...new Set(breaches)] };
  };
}
