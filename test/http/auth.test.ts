import { describe, expect, it } from '@jest/globals';
import {
  authenticate,
  createStaticTokens,
  requireScope,
  SCOPES,
  type Scope,
} from '../../src/http/auth.ts';

const tokens = createStaticTokens([
  { token: 'aaaa', name: 'ci', scopes: ['install'] },
  { token: 'bbbb', name: 'ops', scopes: ['read', 'admin'] },
]);

describe('tokens', () => {
  it('tell who calls', async () => {
    expect(await authenticate(tokens, 'Bearer bbbb')).toEqual({
      name: 'ops',
      scopes: ['read', 'admin'],
    });
    expect(await authenticate(tokens, 'bearer aaaa')).toMatchObject({ name: 'ci' });
  });

  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer aaa',
    'Bearer aaaa bbbb',
    'Basic aaaa',
    'aaaa',
  ])('refuse the header %p without repeating it', async (header) => {
    const error = await authenticate(tokens, header).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'request.unauthorized' });
    expect(String(error)).not.toContain('aaa');
  });
});

describe('scopes', () => {
  it('include the ones before them, and none after', () => {
    for (const [held, scope] of SCOPES.entries()) {
      for (const [needed, other] of SCOPES.entries()) {
        const ask = () => requireScope({ name: 'x', scopes: [scope] }, other);
        if (held >= needed) expect(ask).not.toThrow();
        else expect(ask).toThrow(`this call needs ${other}`);
      }
    }
  });

  it('add up', () => {
    const scopes: readonly Scope[] = ['read', 'order'];
    expect(() => requireScope({ name: 'x', scopes }, 'install')).not.toThrow();
  });
});
