import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HttpCheck } from '../../src/domain/unreachable-policy.ts';
import { whyNotServing } from '../../src/machine/http-check.ts';

let server: Server;
let port: number;
const asked: string[] = [];

beforeAll(async () => {
  server = createServer((request, answer) => {
    asked.push(`${request.headers.host} ${request.url}`);
    const status = Number(request.url?.slice(1)) || 200;
    answer.writeHead(status, { location: 'http://192.0.2.1/' }).end('text');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (change: Partial<HttpCheck>, signal = new AbortController().signal) =>
  whyNotServing(
    { scheme: 'http', port, path: '/', host: null, expectStatus: null, ...change },
    { addresses: [{ host: '127.0.0.1', port: 22 }], name: 'web-1' },
    signal,
  );

describe('the HTTP check of a machine', () => {
  it.each([
    [{ path: '/200' }, null],
    [{ path: '/404' }, null],
    [{ path: '/302' }, null],
    [{ path: '/503' }, 'status 503'],
    [{ path: '/404', expectStatus: 200 }, 'status 404'],
    [{ path: '/204', expectStatus: 204 }, null],
    [{ port: 1 }, 'is not answered'],
    [{ scheme: 'https' as const }, 'is not answered'],
  ])('asked with %j says %s', async (change, why) => {
    const said = await ask(change);
    if (why === null) expect(said).toBeNull();
    else expect(said).toContain(why);
  });

  it('names the host that is asked for', async () => {
    await ask({ host: 'www.example', path: '/200' });
    expect(asked.at(-1)).toBe('www.example /200');
  });

  it('is no answer when it is interrupted', async () => {
    await expect(ask({}, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
  });
});
