import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, createClient, type InstallRequest } from '../../src/client/client.ts';
import { listen } from '../../src/http/server.ts';
import {
  createServiceUnderTest,
  PUBLIC_KEY,
  type ServiceUnderTest,
  tokenOf,
} from '../http/service-under-test.ts';

const REQUEST: InstallRequest = {
  machine: { existing: { provider: 'hcloud', account: 'main', server: 'web-1' } },
  system: { hostname: 'web-1', authorizedKeys: [PUBLIC_KEY] },
  erase: 'planned-disks',
};

let service: ServiceUnderTest;
let baseUrl: string;
let pauses: number[];

beforeEach(async () => {
  service = await createServiceUnderTest();
  baseUrl = `http://127.0.0.1:${await listen(service.app, { host: '127.0.0.1', port: 0 })}`;
  pauses = [];
});

afterEach(async () => {
  await service.app.close();
});

/** A client whose first calls are answered from a list; it never waits in real time. */
function clientWith(first: readonly (() => Response)[] = [], scope = 'order') {
  const left = [...first];
  const keys: unknown[] = [];
  const client: Client = createClient({
    baseUrl,
    token: tokenOf(scope),
    sleep: async (ms) => void pauses.push(ms),
    async fetch(input, init) {
      keys.push(new Headers(init?.headers).get('idempotency-key'));
      const answer = left.shift();
      return answer === undefined ? fetch(input, init) : answer();
    },
  });
  return { client, keys };
}

function refusal(status: number, headers: Record<string, string> = {}) {
  return () => new Response('', { status, headers });
}

describe('the client', () => {
  it('starts, reads, lists and cancels an install', async () => {
    const { client } = clientWith();
    const { installId } = await client.installs.create(REQUEST);
    expect((await client.installs.get(installId)).hostname).toBe('web-1');
    expect((await client.installs.list({ state: 'queued', limit: 5 })).items).toHaveLength(1);
    expect((await client.installs.cancel(installId)).state).toBe('cancelling');
  });

  it('sends the same idempotency key with every attempt of one call, and another with the next', async () => {
    const { client, keys } = clientWith([
      refusal(503),
      () => {
        throw new TypeError('connection reset');
      },
    ]);
    await client.installs.create(REQUEST);
    await client.installs.create(REQUEST);
    expect(keys).toHaveLength(4);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(keys[3]).not.toBe(keys[0]);
  });

  it('waits longer each time, and as long as Retry-After asks', async () => {
    const again = [refusal(502), refusal(504), refusal(429, { 'retry-after': '7' })];
    await clientWith(again).client.installs.list();
    expect(pauses).toEqual([500, 1000, 7000]);
  });

  it('gives up after its attempts with the last error', async () => {
    const { client } = clientWith(Array.from({ length: 9 }, () => refusal(503)));
    await expect(client.installs.list()).rejects.toMatchObject({
      code: 'client.unreadable',
      status: 503,
    });
    expect(pauses).toHaveLength(4);
  });

  it('does not repeat what was refused for good, and keeps the problem', async () => {
    const { client } = clientWith([], 'read');
    const error = await client.installs.create(REQUEST).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'request.forbidden',
      status: 403,
      problem: { details: { scope: 'install' } },
    });
    expect(pauses).toEqual([]);
  });
});

describe('watching an install', () => {
  it('gives every event once over cut connections, to the end', async () => {
    const { client: starter } = clientWith();
    const { installId } = await starter.installs.create(REQUEST);
    for (const text of ['a', 'b']) {
      service.ports.tell(installId, {}, { kind: 'note', text, fields: {} });
    }
    service.ports.tell(installId, { state: 'cancelled' }, { kind: 'cancelled' });
    const all = await (await openRaw(installId)).text();
    // Cut in the midst of the second event, then after the third, then whole.
    const cuts = [all.indexOf('id: 2') + 30, all.indexOf('id: 4')];
    const cut = (length: number) => () =>
      new Response(all.slice(0, length), { headers: { 'content-type': 'text/event-stream' } });
    const { client } = clientWith(cuts.map(cut));
    const ids: number[] = [];
    for await (const event of client.installs.watch(installId)) ids.push(event.eventId);
    expect(ids).toEqual([1, 2, 3, 4]);
  });

  it('begins after the number it is given', async () => {
    const { client } = clientWith();
    const { installId } = await client.installs.create(REQUEST);
    service.ports.tell(installId, { state: 'cancelled' }, { kind: 'cancelled' });
    const kinds: string[] = [];
    for await (const { body } of client.installs.watch(installId, { after: 1 }))
      kinds.push(body.kind);
    expect(kinds).toEqual(['cancelled']);
  });

  it('ends without an error when the signal fires', async () => {
    const { client } = clientWith();
    const { installId } = await client.installs.create(REQUEST);
    const stop = new AbortController();
    let count = 0;
    for await (const _ of client.installs.watch(installId, { signal: stop.signal })) {
      count += 1;
      stop.abort();
    }
    expect(count).toBe(1);
  });

  it('fails for an install that does not exist', async () => {
    const { client } = clientWith();
    const first = client.installs.watch('none')[Symbol.asyncIterator]().next();
    await expect(first).rejects.toMatchObject({ code: 'request.not-found' });
  });
});

function openRaw(installId: string): Promise<Response> {
  const headers = { authorization: `Bearer ${tokenOf('read')}` };
  return fetch(`${baseUrl}/v1/installs/${installId}/events`, { headers });
}
