import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { listen } from '../../../src/http/server.ts';
import { createServiceUnderTest, type ServiceUnderTest, tokenOf } from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
});

afterEach(async () => {
  await service.app.close();
});

const OUTPUT = { kind: 'output', job: 'build', sequence: 1, text: 'line' } as const;

describe('GET /v1/events', () => {
  it('gives pages over all installs, without lines of output unless they are wanted', async () => {
    const ids = [await service.start(), await service.start()];
    service.ports.tell(ids[0] ?? '', {}, OUTPUT);
    service.ports.tell(ids[1] ?? '', {}, { kind: 'resumed' });
    const headers = { accept: 'application/json' };
    const page = await service.call({ url: '/v1/events?after=1', scope: 'read', headers });
    expect(page.json()).toMatchObject({
      items: [{ eventId: 2 }, { eventId: 4 }],
      lastEventId: 4,
      isEnd: false,
    });
    const all = await service.call({ url: '/v1/events?output=true', scope: 'read', headers });
    expect(all.json()).toMatchObject({ lastEventId: 4, items: { length: 4 } });
  });

  it('streams what happens from now on, over installs, and resumes without gap or double', async () => {
    const url = `http://127.0.0.1:${await listen(service.app, { host: '127.0.0.1', port: 0 })}`;
    const before = await service.start();
    const first = await open(url, {});
    const later = await service.start();
    service.ports.tell(before, {}, { kind: 'resumed' });
    expect(await first.ids(2)).toEqual([2, 3]);
    await first.close();
    service.ports.tell(later, {}, { kind: 'resumed' });
    const second = await open(url, { 'last-event-id': '3' });
    service.ports.tell(later, {}, { kind: 'resumed' });
    expect(await second.ids(2)).toEqual([4, 5]);
    await second.close();
  });
});

async function open(url: string, headers: Record<string, string>) {
  const answer = await fetch(`${url}/v1/events`, {
    headers: { authorization: `Bearer ${tokenOf('read')}`, ...headers },
  });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  return {
    async ids(count: number): Promise<readonly number[]> {
      for (;;) {
        const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
        if (ids.length >= count) return ids;
        text += (await reader?.read())?.value ?? '';
      }
    },
    close: () => reader?.cancel(),
  };
}
