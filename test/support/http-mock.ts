/** The one door to mocked HTTP: a call nobody expected fails the test, and so does a mock nobody used. */

import { afterEach, beforeEach } from '@jest/globals';
import nock from 'nock';

export interface HttpMock {
  /** Expectations of this test, below the origin and base path that were given. */
  readonly on: nock.Scope;
  /** `METHOD /path?query` of every call that was answered, in order. */
  readonly calls: readonly string[];
}

/**
 * Mocks one vendor for all tests of the calling file or block; nothing reaches the network.
 *
 * @param base origin and path, as `https://api.example.test/v1`
 */
export function mockHttp(base: string): HttpMock {
  let scope = nock(base);
  let calls: string[] = [];
  let surprises: string[] = [];

  function onNoMatch(request: Request): void {
    surprises.push(`${request.method} ${request.url}`);
  }

  beforeEach(() => {
    nock.cleanAll();
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    calls = [];
    surprises = [];
    scope = nock(base);
    scope.on('request', (request: Request) => {
      const { pathname, search } = new URL(request.url);
      calls.push(`${request.method} ${pathname}${search}`);
    });
    nock.emitter.on('no match', onNoMatch);
  });

  afterEach(() => {
    const unused = scope.pendingMocks();
    nock.emitter.off('no match', onNoMatch);
    nock.abortPendingRequests();
    nock.cleanAll();
    nock.enableNetConnect();
    nock.restore();
    if (surprises.length > 0) throw new Error(`Nobody expected: ${surprises.join(', ')}`);
    if (unused.length > 0) throw new Error(`Nobody called: ${unused.join(', ')}`);
  });

  return {
    get on() {
      return scope;
    },
    get calls() {
      return calls;
    },
  };
}
