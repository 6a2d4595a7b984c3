import { describe, expect, it } from '@jest/globals';
import { toBuild } from '../../../src/http/routes/build-request.ts';

const PATHS = { system: '/nix/store/a-system', disko: '/nix/store/b-disko' };

describe('the build of a body', () => {
  it('happens on the machine, from the usual cache, unless it says more', () => {
    expect(toBuild({})).toEqual({ place: 'target', substituters: [] });
    expect(toBuild({ place: 'storePaths', storePaths: PATHS })).toEqual({
      place: 'store-paths',
      substituters: [],
      paths: PATHS,
    });
  });

  it.each([[{ place: 'storePaths' as const }], [{ storePaths: PATHS }]])(
    'is refused as %j',
    (body) => {
      expect(() => toBuild(body)).toThrow(expect.objectContaining({ code: 'request.invalid' }));
    },
  );
});
