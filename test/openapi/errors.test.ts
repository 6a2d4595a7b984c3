import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ERROR_CODES } from '../../src/domain/error.ts';
import { loadErrorCatalog, renderErrorReference } from '../../src/http/error-catalog.ts';

describe('openapi/errors.yaml', () => {
  it('has exactly the codes of the code, each complete', () => {
    expect([...loadErrorCatalog().keys()]).toEqual([...ERROR_CODES]);
  });

  it('gives the caller a status of the 400 family for the errors of the caller', () => {
    for (const [code, { status }] of loadErrorCatalog()) {
      if (code.startsWith('request.')) expect([code, status < 500]).toEqual([code, true]);
    }
  });

  it('is refused when a code is missing or unknown', () => {
    const text = 'request.unheard:\n  { status: 400, title: a, meaning: b, whatToDo: c }\n';
    expect(() => loadErrorCatalog(text)).toThrow(/request\.invalid.*unknown \[request\.unheard\]/s);
  });

  it('is what docs/errors.md shows', () => {
    const page = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    expect(page).toBe(renderErrorReference(loadErrorCatalog()));
  });
});
