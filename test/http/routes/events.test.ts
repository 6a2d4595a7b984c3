import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readMessages } from '../../../src/client/sse.ts';
import { listen } from '../../../src/http/server.ts';
import { createServiceUnderTest, type ServiceUnderTest, tokenOf } from '../service-under-test.ts';

let service: ServiceUnderTest;
let origin: string;

beforeEach(async () => {
  service = await createServiceUnderTest();
  origin = `http://127.0.0.1:${await listen(service.app, { host: '127.0.0.1', port: 0 })}`;
});

afterEach(async () => {
  await service.app.close();
});

function note(text: string) {
  return { kind: 'note', text, fields: {} } as const;
}

function openStream(installId: string, headers: Record<string, string> = {}) {
  const authorization = `Bearer ${tokenOf('read')}`;
  return fetch(`${origin}/v1/installs/${installId}/events`, {
    headers: { authorization, ...headers },
  });
}

describe('GET /v1/installs/{installId}/events as a stream', () => {
  it('replays, goes on live, and says when the install is over', async () => {
    const installId = await service.start();
    const answer = await openStream(installId);
    expect(answer.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const seen: string[] = [];
    for await (const { event, data } of readMessages(answer)) {
      seen.push(event === 'end' ? 'end' : JSON.parse(data).body.kind);
      if (seen.length === 1) service.ports.tell(installId, {}, note('live'));
      if (seen.length === 2)
        service.ports.tell(installId, { state: 'cancelled' }, { kind: 'cancelled' });
    }
    expect(seen).toEqual(['created', 'note', 'cancelled', 'end']);
  });

  it('refuses a Last-Event-ID that is no number, before anything is sent', async () => {
    const answer = await openStream(await service.start(), { 'last-event-id': '%00' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ in: 'header', pointer: '/last-event-id' }],
    });
  });

  it('resumes after Last-Event-ID, which goes before the query', async () => {
    const installId = await service.start();
    for (const text of ['a', 'b', 'c']) service.ports.tell(installId, {}, note(text));
    service.ports.tell(installId, { state: 'cancelled' }, { kind: 'cancelled' });
    const answer = await openStream(`${installId}`, { 'last-event-id': '3' });
    const ids: unknown[] = [];
    for await (const { event, data } of readMessages(answer)) {
      if (event !== 'end') ids.push(JSON.parse(data).eventId);
    }
    expect(ids).toEqual([4, 5]);
  });

  it('ends at once for a reader that has seen the last event', async () => {
    const installId = await service.start();
    service.ports.tell(installId, { state: 'cancelled' }, { kind: 'cancelled' });
    const answer = await openStream(installId, { 'last-event-id': '2' });
    expect(await answer.text()).toContain('event: end');
  });

  it('is answered by a problem when there is no such install', async () => {
    const answer = await openStream('none');
    expect(answer.status).toBe(404);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('is closed without an end when the service stops, and lets it stop', async () => {
    const installId = await service.start();
    const answer = await openStream(installId);
    const body = answer.text();
    await service.app.close();
    expect(await body).toContain('"created"');
    expect(await body).not.toContain('event: end');
  });
});

describe('GET /v1/installs/{installId}/events as pages', () => {
  it('gives pages that lead to the end', async () => {
    const installId = await service.start();
    service.ports.tell(installId, {}, note('a'));
    const read = async (query: string) => {
      const url = `/v1/installs/${installId}/events?${query}`;
      return (
        await service.call({ url, scope: 'read', headers: { accept: 'application/json' } })
      ).json();
    };
    expect(await read('limit=1')).toMatchObject({ lastEventId: 1, isEnd: false });
    expect(await read('after=1')).toMatchObject({ items: [{ eventId: 2 }], isEnd: false });
    service.ports.tell(installId, { state: 'cancelled' }, { kind: 'cancelled' });
    expect(await read('after=2')).toMatchObject({ items: [{ eventId: 3 }], isEnd: true });
    expect(await read('after=3')).toMatchObject({ items: [], lastEventId: 3, isEnd: true });
  });
});
