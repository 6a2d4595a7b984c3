import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import openapiTS, { astToString } from 'openapi-typescript';

const FOLDER = new URL('../../openapi/', import.meta.url);

describe('openapi/api.gen.ts', () => {
  it('is what the contract gives today, with defaults that a caller may leave out', async () => {
    const ast = await openapiTS(new URL('openapi.yaml', FOLDER), { defaultNonNullable: false });
    const text = readFileSync(new URL('api.gen.ts', FOLDER), 'utf8');
    // Above the first export stands a comment that says how it was made.
    const made = text.slice(text.indexOf('export '));
    expect(made.trim()).toBe(astToString(ast).trim());
  });
});
