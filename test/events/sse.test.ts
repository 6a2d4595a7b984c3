import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { InstallEvent } from '../../src/domain/event.ts';
import { writeEventStream } from '../../src/events/sse.ts';

const NEVER = new AbortController().signal;

function eventOf(eventId: number, words = 'a\nb'): InstallEvent {
  const body = { kind: 'note', text: words, fields: {} } as const;
  return { eventId, installId: 'i', at: '2026-11-22T12:00:00.000Z', body };
}

async function* listed(...events: readonly InstallEvent[]) {
  yield* events;
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
});

afterEach(() => {
  jest.useRealTimers();
});

describe('an event stream', () => {
  it('carries each event under its number on one line, and says when it is over', async () => {
    const out = new PassThrough();
    await writeEventStream(out, listed(eventOf(3), eventOf(7)), { signal: NEVER });
    const messages = (await text(out)).split('\n\n').filter((part) => !part.startsWith(':'));
    expect(messages[0]).toBe(`id: 3\ndata: ${JSON.stringify(eventOf(3))}`);
    expect(messages[1]).toMatch(/^id: 7\n/);
    expect(messages[2]).toBe('event: end\ndata: {}');
  });

  it('sends a comment after every 15 seconds of silence', async () => {
    const out = new PassThrough();
    const gate = Promise.withResolvers<void>();
    async function* silent(): AsyncGenerator<InstallEvent> {
      await gate.promise;
      yield eventOf(1);
    }
    const written = writeEventStream(out, silent(), { signal: NEVER });
    jest.advanceTimersByTime(46_000);
    gate.resolve();
    await written;
    expect((await text(out)).match(/^: alive$/gm)).toHaveLength(3);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not claim to be over when it was stopped', async () => {
    const out = new PassThrough();
    const stop = new AbortController();
    async function* stopping() {
      yield eventOf(1);
      stop.abort();
    }
    await writeEventStream(out, stopping(), { signal: stop.signal });
    expect(await text(out)).not.toContain('event: end');
  });

  it('waits for a slow reader in place of filling memory', async () => {
    const out = new PassThrough({ highWaterMark: 10 });
    let asked = 0;
    async function* many() {
      for (asked = 1; asked <= 50; asked += 1) yield eventOf(asked, 'x'.repeat(100));
    }
    const written = writeEventStream(out, many(), { signal: NEVER });
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(asked).toBeLessThan(3);
    const all = await text(out);
    await written;
    expect(all.match(/^id: /gm)).toHaveLength(50);
  });
});
