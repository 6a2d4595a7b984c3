import { describe, expect, it } from '@jest/globals';
import { type Call, createHcloudClient } from '../../../providers/hcloud/client.ts';
import { mockHttp } from '../../support/http-mock.ts';
import { ENDPOINT, jumpingClock, never, TOKEN } from './make.ts';

const http = mockHttp(ENDPOINT);

const HOUR_MS = 3_600_000;
const order: Call = { method: 'POST', path: '/servers', body: {}, repetition: 'once' };
const read: Call = { method: 'GET', path: '/pricing', repetition: 'read' };

function makeClient(deadlines = { tryMs: HOUR_MS, onceMs: HOUR_MS }) {
  return createHcloudClient({ token: TOKEN, endpoint: ENDPOINT, clock: jumpingClock(), deadlines });
}

describe('a call without an answer', () => {
  it('is given up at its deadline with an unknown outcome', async () => {
    http.on.post('/servers').delay(HOUR_MS).reply(201, {});
    const client = makeClient({ tryMs: HOUR_MS, onceMs: 5 });

    await expect(client.request(order, (body) => body, never())).rejects.toMatchObject({
      code: 'provider.unavailable',
      details: { outcome: 'unknown', networkCode: 'ETIMEDOUT' },
    });
  });

  it('is given up when the caller cancels', async () => {
    const controller = new AbortController();
    http.on.get('/pricing').reply(200, () => {
      controller.abort();
      return {};
    });

    const asking = makeClient().request(read, (body) => body, controller.signal);

    await expect(asking).rejects.toMatchObject({ code: 'request.cancelled' });
  });
});

describe('a call that is made once', () => {
  it('is not made at all for a caller that has cancelled', async () => {
    const asking = makeClient().request(order, (body) => body, AbortSignal.abort());

    await expect(asking).rejects.toMatchObject({ code: 'request.cancelled' });
    expect(http.calls).toEqual([]);
  });

  it('is not made again whatever comes', async () => {
    http.on.post('/servers').reply(503, {});

    await expect(makeClient().request(order, (body) => body, never())).rejects.toMatchObject({
      code: 'provider.unavailable',
    });
    expect(http.calls).toEqual(['POST /v1/servers']);
  });
});

describe('a call to another host', () => {
  it('is not made, so that the token stays here', async () => {
    http.on.get(/elsewhere/).reply(200, {});
    const call: Call = { ...read, path: 'https://elsewhere.test/steal' };

    await makeClient().request(call, (body) => body, never());

    expect(http.calls).toEqual(['GET /v1/https://elsewhere.test/steal']);
  });
});
