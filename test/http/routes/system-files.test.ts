import { describe, expect, it } from '@jest/globals';
import { toFiles } from '../../../src/http/routes/system-files.ts';

describe('the files of a body', () => {
  it('have their secrets set apart, and modes by what they are', () => {
    const given = [
      { path: '/etc/a', content: 'open' },
      { path: '/etc/b', secret: 'canary', owner: '1000:100' },
    ];
    expect(toFiles(given)).toEqual({
      files: [
        { path: '/etc/a', content: 'open', mode: '0644', owner: '0:0' },
        { path: '/etc/b', content: null, mode: '0400', owner: '1000:100' },
      ],
      secrets: { 'file:/etc/b': 'canary' },
    });
  });

  it.each([[{ path: '/etc/a' }], [{ path: '/etc/a', content: '', secret: '' }]])(
    'are refused unless they have exactly one text: %j',
    (file) => {
      expect(() => toFiles([file])).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    },
  );
});
