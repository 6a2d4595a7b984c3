/** Event streams over real sockets: very many watchers, and one that is cut off very often. */

import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServiceUnderTest, type ServiceUnderTest, tokenOf } from '../service-under-test.ts';

const WATCHERS = 1_000;
const DROPS = 1_000;
const LIMIT_MS = 240_000;

let service: ServiceUnderTest;
let port: number;
/** Connections of their own, without a limit. */
const agent = new http.Agent({ keepAlive: false, maxSockets: Number.POSITIVE_INFINITY });

beforeEach(async () => {
  service = await createServiceUnderTest();
  await service.app.listen({ port: 0, host: '127.0.0.1' });
  const address = service.app.server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
}, LIMIT_MS);
afterEach(async () => {
  await service.app.close();
}, LIMIT_MS);

async function watch(path: string, lastEventId: number): Promise<IncomingMessage> {
  const headers = {
    authorization: `Bearer ${tokenOf('read')}`,
    accept: 'text/event-stream',
    'last-event-id': String(lastEventId),
  };
  const request = http.get({ host: '127.0.0.1', port, path, headers, agent });
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  return answer;
}

/** Reads the numbers of whole events until so many were seen; then the connection is cut. */
async function take(stream: IncomingMessage, count: number): Promise<readonly number[]> {
  const ids: number[] = [];
  let text = '';
  for await (const chunk of stream) {
    text += String(chunk);
    const whole = text.split('\n\n');
    text = whole.pop() ?? '';
    for (const event of whole) {
      const id = /^id: (\d+)$/m.exec(event)?.[1];
      if (id !== undefined && ids.length < count) ids.push(Number(id));
    }
    if (ids.length >= count) break;
  }
  return ids;
}

function tell(installId: string, times: number): readonly number[] {
  return Array.from({ length: times }, (_, index) => {
    const body = { kind: 'note', text: `note ${index}`, fields: {} } as const;
    return service.ports.tell(installId, { state: 'running' }, body)?.eventId ?? 0;
  });
}

describe('a thousand watchers of one install', () => {
  it(
    'each see every event once, in order',
    async () => {
      const installId = await service.start();
      const path = `/v1/installs/${installId}/events`;
      const streams: IncomingMessage[] = [];
      for (let from = 0; from < WATCHERS; from += 50) {
        streams.push(...(await Promise.all(Array.from({ length: 50 }, () => watch(path, 1)))));
      }
      const reading = Promise.all(streams.map((stream) => take(stream, 20)));
      const told = tell(installId, 20);
      const seen = await reading;
      expect(seen).toHaveLength(WATCHERS);
      const different = seen.filter((ids) => ids.join() !== told.join());
      expect(different).toEqual([]);
    },
    LIMIT_MS,
  );
});

describe('a watcher that is cut off a thousand times', () => {
  it.each([
    ['one install', (installId: string) => `/v1/installs/${installId}/events`],
    ['all installs', () => '/v1/events'],
  ])(
    'sees no gap and no double, of %s',
    async (_, pathOf) => {
      const [mine, other] = [await service.start(), await service.start()];
      const path = pathOf(mine);
      const stored = { listAfter: service.ports.allEvents.listAfter };
      const seen: number[] = [];
      for (let drop = 0; drop < DROPS; drop += 1) {
        // More comes while it is away, and more while it reads; it is cut in the middle of that.
        tell(mine, drop % 3);
        tell(other, 1);
        const reading = watch(path, seen.at(-1) ?? 0).then((stream) =>
          take(stream, 1 + (drop % 2)),
        );
        tell(mine, 2);
        seen.push(...(await reading));
      }
      const all = await stored.listAfter({ afterEventId: 0, limit: 1_000_000 });
      const wanted = all
        .filter(({ installId }) => path === '/v1/events' || installId === mine)
        .map(({ eventId }) => eventId);
      expect(seen.length).toBeGreaterThan(DROPS);
      expect(seen).toEqual(wanted.slice(0, seen.length));
    },
    LIMIT_MS,
  );
});
