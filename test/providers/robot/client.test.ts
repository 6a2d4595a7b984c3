import { createServer, type Server } from 'node:http';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createMemoryCircuitStore } from '../../../providers/robot/circuit.ts';
import { type Call, createRobotClient } from '../../../providers/robot/client.ts';
import { createMemoryQuotaLedger } from '../../../providers/robot/quota.ts';
import { toErrorData } from '../../../src/domain/error.ts';
import { mockHttp } from '../../support/http-mock.ts';
import {
  ENDPOINT,
  failureOf,
  jumpingClock,
  keyBody,
  never,
  PASSWORD,
  refusal,
  USER,
} from './make.ts';

const READ: Call = { method: 'GET', path: '/key', repetition: 'read' };
const ORDER: Call = {
  method: 'POST',
  path: '/order/server/transaction',
  form: [['product_id', 'EX44']],
  repetition: 'once',
};

function makeClient(endpoint = ENDPOINT, deadlines?: { tryMs: number; onceMs: number }) {
  const clock = jumpingClock();
  const settings = {
    endpoint,
    user: USER,
    password: PASSWORD,
    clock,
    quota: createMemoryQuotaLedger(clock),
    circuits: createMemoryCircuitStore(),
  };
  return { clock, client: createRobotClient({ ...settings, ...(deadlines && { deadlines }) }) };
}

describe('a call', () => {
  const http = mockHttp(ENDPOINT);

  it('carries the credentials as HTTP Basic and its fields as a form', async () => {
    http.on
      .post('/boot/321/rescue', 'os=linux&authorized_key%5B%5D=aa%3Abb&authorized_key%5B%5D=cc')
      .basicAuth({ user: USER, pass: PASSWORD })
      .matchHeader('content-type', /^application\/x-www-form-urlencoded/)
      .reply(200, { done: 1 });
    const form = [
      ['os', 'linux'],
      ['authorized_key[]', 'aa:bb'],
      ['authorized_key[]', 'cc'],
    ] as const;
    const call: Call = { method: 'POST', path: '/boot/321/rescue', form, repetition: 'repeatable' };

    expect(await makeClient().client.request(call, (body) => body, never())).toEqual({ done: 1 });
  });

  it('takes an empty body for an answer', async () => {
    http.on.delete('/key/aa').reply(200, '');
    const call: Call = { method: 'DELETE', path: '/key/aa', repetition: 'repeatable' };

    expect(await makeClient().client.request(call, (body) => body, never())).toBeNull();
  });

  it('is asked again while the vendor is down for maintenance, if asking twice does no harm', async () => {
    http.on.get('/key').reply(503, '<html>maintenance</html>', { 'content-type': 'text/html' });
    http.on.get('/key').reply(200, [keyBody()]);
    const { client, clock } = makeClient();
    await client.request(READ, (body) => body, never());

    expect(http.calls).toHaveLength(2);
    expect(clock.slept).toEqual([1_000]);
  });

  it('is sent once where it may not be repeated, whatever comes', async () => {
    http.on.get('/key').reply(404, refusal(404, 'NOT_FOUND'));
    http.on.post('/order/server/transaction').reply(500, refusal(500, 'INTERNAL_ERROR'));
    const error = await failureOf(makeClient().client.request(ORDER, (body) => body, never()));

    expect(error).toMatchObject({ code: 'provider.unavailable', details: { outcome: 'unknown' } });
    expect(http.calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it('waits itself for a gate that opens in seconds, as after a 429 that names no time', async () => {
    http.on.get('/key').times(2).reply(429, '');
    http.on.get('/key').reply(200, []);
    const { client, clock } = makeClient();
    await client.request(READ, (body) => body, never());

    expect(http.calls).toHaveLength(3);
    expect(clock.slept).toEqual([5_000, 5_000]);
  });

  it('sends no order again after a 429', async () => {
    http.on.get('/key').reply(200, []);
    http.on.post('/order/server/transaction').reply(429, '');
    const error = await failureOf(makeClient().client.request(ORDER, (body) => body, never()));

    expect(error).toMatchObject({ code: 'provider.rate-limited', details: { outcome: 'refused' } });
    expect(http.calls.filter((call) => call.startsWith('POST'))).toHaveLength(1);
  });

  it('closes its gate when the vendor says that the limit is reached', async () => {
    http.on
      .get('/key')
      .reply(403, refusal(403, 'RATE_LIMIT_EXCEEDED', { max_request: 500, interval: 3600 }));
    const { client } = makeClient();
    const first = await failureOf(client.request(READ, (body) => body, never()));
    const second = await failureOf(client.request(READ, (body) => body, never()));

    expect(first).toMatchObject({ code: 'provider.rate-limited', details: { outcome: 'refused' } });
    expect(second).toMatchObject({
      code: 'provider.rate-limited',
      details: { outcome: 'not-sent', tryAgainAt: '2026-11-22T13:00:00.000Z' },
    });
  });

  it('is not followed to where a redirect points', async () => {
    http.on.get('/key').reply(302, '', { location: 'https://elsewhere.test/key' });

    expect(
      await failureOf(makeClient().client.request(READ, (body) => body, never())),
    ).toMatchObject({ code: 'provider.rejected' });
  });

  it('tells no secret, even where the vendor quotes it', async () => {
    const basic = Buffer.from(`${USER}:${PASSWORD}`).toString('base64');
    http.on.get('/key').reply(400, {
      error: { status: 400, code: 'INVALID_INPUT', message: `bad ${PASSWORD} or ${basic}` },
    });
    const error = await failureOf(makeClient().client.request(READ, (body) => body, never()));
    const told = JSON.stringify([toErrorData(error), Object.entries(error)]) + String(error);

    expect(told).toContain('[password]');
    expect(told).not.toContain(PASSWORD);
    expect(told).not.toContain(basic);
  });

  it('says what cannot be read of an answer', async () => {
    http.on.get('/key').times(5).reply(200, '<html>');

    expect(
      await failureOf(makeClient().client.request(READ, (body) => body, never())),
    ).toMatchObject({ code: 'provider.unavailable', message: expect.stringContaining('no JSON') });
  });
});

describe('a login that is refused', () => {
  const http = mockHttp(ENDPOINT);

  it('ends all calls with these credentials, and is remembered', async () => {
    http.on.get('/key').reply(401, refusal(401, 'UNAUTHORIZED'));
    const { client } = makeClient();
    const ask = () => failureOf(client.request(READ, (body) => body, never()));
    const all = await Promise.all([ask(), ask(), ask()]);

    for (const error of all) expect(error).toMatchObject({ code: 'provider.unauthorized' });
    expect(await ask()).toMatchObject({ details: { outcome: 'not-sent' } });
    expect(http.calls).toHaveLength(1);
  });

  it('is told from orders that are not activated, and ends only the orders', async () => {
    http.on.get('/key').twice().reply(200, [keyBody()]);
    http.on.post('/order/server/transaction').reply(401, refusal(401, 'UNAUTHORIZED'));
    const { client } = makeClient();

    expect(await failureOf(client.request(ORDER, (body) => body, never()))).toMatchObject({
      code: 'provider.forbidden',
      details: { outcome: 'refused' },
    });
    expect(await client.request(READ, () => 'fine', never())).toBe('fine');
  });

  it('under an order ends everything when the credentials have gone bad since', async () => {
    http.on.get('/key').reply(200, [keyBody()]);
    http.on.post('/order/server/transaction').reply(401, refusal(401, 'UNAUTHORIZED'));
    http.on.get('/key').reply(401, refusal(401, 'UNAUTHORIZED'));
    const { client } = makeClient();
    await failureOf(client.request(ORDER, (body) => body, never()));

    expect(await failureOf(client.request(ORDER, (body) => body, never()))).toMatchObject({
      code: 'provider.unauthorized',
    });
    expect(http.calls).toHaveLength(3);
  });
});

describe('a call that waits for another’s proof of the credentials', () => {
  const http = mockHttp(ENDPOINT);

  it('ends at once when it is cancelled, and holds nobody up', async () => {
    const gone = new AbortController();
    http.on.get('/key').delay(50).twice().reply(200, [keyBody()]);
    const { client } = makeClient();
    const first = client.request(READ, () => 'first', never());
    const second = failureOf(client.request(READ, () => 'second', gone.signal));
    const third = client.request(READ, () => 'third', never());
    gone.abort();

    expect(await second).toMatchObject({ code: 'request.cancelled' });
    expect(http.calls.length).toBeLessThan(2);
    expect(await Promise.all([first, third])).toEqual(['first', 'third']);
  });
});

describe('a call without an answer', () => {
  const servers: Server[] = [];

  afterAll(() => {
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function listening(onRequest: (server: Server) => void): Promise<string> {
    const server = createServer();
    servers.push(server);
    onRequest(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  it('is of unknown effect when it took too long, and tells no secret', async () => {
    const endpoint = await listening((server) => server.on('request', () => {}));
    const { client } = makeClient(endpoint, { tryMs: 100, onceMs: 100 });
    const call: Call = { method: 'POST', path: '/reset/1', form: [], repetition: 'once' };
    const error = await failureOf(client.request(call, (body) => body, never()));

    expect(error).toMatchObject({ details: { outcome: 'unknown', networkCode: 'ETIMEDOUT' } });
    expect(JSON.stringify(toErrorData(error))).not.toContain(PASSWORD);
  });

  it('is of unknown effect when the connection was cut', async () => {
    const endpoint = await listening((server) =>
      server.on('request', (request) => request.socket.destroy()),
    );
    const call: Call = { method: 'POST', path: '/reset/1', form: [], repetition: 'once' };

    expect(
      await failureOf(makeClient(endpoint).client.request(call, (body) => body, never())),
    ).toMatchObject({ details: { outcome: 'unknown', networkCode: 'ECONNRESET' } });
  });

  it('was not sent when nobody listens', async () => {
    const call: Call = { method: 'POST', path: '/reset/1', form: [], repetition: 'once' };

    expect(
      await failureOf(
        makeClient('http://127.0.0.1:1').client.request(call, (body) => body, never()),
      ),
    ).toMatchObject({ details: { outcome: 'not-sent' } });
  });
});
