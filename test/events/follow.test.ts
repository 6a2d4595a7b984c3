import { describe, expect, it } from '@jest/globals';
import type { InstallEvent } from '../../src/domain/event.ts';
import { createEventBus } from '../../src/events/bus.ts';
import { followEvents, type StoredEvents } from '../../src/events/follow.ts';

const NEVER = new AbortController().signal;

function eventOf(eventId: number): InstallEvent {
  const body = { kind: 'note', text: `event ${eventId}`, fields: {} } as const;
  return { eventId, installId: 'i', at: '2026-11-22T12:00:00.000Z', body };
}

/** A store whose reads can be watched; ids grow by two, as with several installs. */
function createStored() {
  const events: InstallEvent[] = [];
  const bus = createEventBus();
  let isOver = false;
  let afterRead = (): void => {};
  const stored: StoredEvents = {
    async listAfter({ afterEventId, limit }) {
      const page = events.filter(({ eventId }) => eventId > afterEventId).slice(0, limit);
      afterRead();
      return page;
    },
    isOver: async () => isOver,
  };
  return {
    stored,
    bus,
    add(count: number) {
      for (let n = 0; n < count; n += 1) events.push(eventOf(2 * events.length + 2));
      bus.publish('i');
    },
    finish() {
      isOver = true;
      bus.publish('i');
    },
    onRead(listener: () => void) {
      afterRead = listener;
    },
  };
}

async function idsOf(events: AsyncIterable<InstallEvent>): Promise<readonly number[]> {
  const ids: number[] = [];
  for await (const { eventId } of events) ids.push(eventId);
  return ids;
}

describe('following events', () => {
  it('replays what is stored, over more than one page, and ends with the install', async () => {
    const { stored, bus, add, finish } = createStored();
    add(450);
    finish();
    const input = { installId: 'i', afterEventId: 0, signal: NEVER };
    const ids = await idsOf(followEvents(stored, bus, input));
    expect(ids).toEqual(Array.from({ length: 450 }, (_, index) => 2 * index + 2));
  });

  it('begins after the number it is given', async () => {
    const { stored, bus, add, finish } = createStored();
    add(5);
    finish();
    const input = { installId: 'i', afterEventId: 6, signal: NEVER };
    expect(await idsOf(followEvents(stored, bus, input))).toEqual([8, 10]);
  });

  it('gives each event once when some are stored between its reads', async () => {
    const { stored, bus, add, finish, onRead } = createStored();
    add(3);
    let reads = 0;
    onRead(() => {
      reads += 1;
      // Stored after the page was read and before the reader waits: the wake-up must not be lost.
      if (reads <= 20) add(1);
      else finish();
    });
    const input = { installId: 'i', afterEventId: 0, signal: NEVER, lookAgainMs: 60_000 };
    const ids = await idsOf(followEvents(stored, bus, input));
    expect(ids).toEqual(Array.from({ length: 23 }, (_, index) => 2 * index + 2));
  });

  it('gives the events that were stored in the moment the install ended', async () => {
    const { stored, bus, add, finish, onRead } = createStored();
    let reads = 0;
    onRead(() => {
      reads += 1;
      if (reads !== 1) return;
      add(2);
      finish();
    });
    const input = { installId: 'i', afterEventId: 0, signal: NEVER, lookAgainMs: 60_000 };
    expect(await idsOf(followEvents(stored, bus, input))).toEqual([2, 4]);
  });

  it('wakes when something of any install may have changed', async () => {
    const { stored, bus, add, finish, onRead } = createStored();
    onRead(() => {
      onRead(() => {});
      queueMicrotask(() => {
        finish();
        add(1);
        bus.publish(null);
      });
    });
    const input = { installId: 'i', afterEventId: 0, signal: NEVER, lookAgainMs: 60_000 };
    expect(await idsOf(followEvents(stored, bus, input))).toEqual([2]);
  });

  it('looks again by itself when a wake-up was lost', async () => {
    const { stored, bus, add, finish, onRead } = createStored();
    const deaf = { ...bus, subscribe: () => () => {} };
    onRead(() => {
      onRead(() => {});
      queueMicrotask(() => {
        add(1);
        finish();
      });
    });
    const input = { installId: 'i', afterEventId: 0, signal: NEVER, lookAgainMs: 1 };
    expect(await idsOf(followEvents(stored, deaf, input))).toEqual([2]);
  });

  it('ends when the signal fires and leaves nothing subscribed', async () => {
    const { stored, bus, add, onRead } = createStored();
    const stop = new AbortController();
    let subscribed = 0;
    const counted = {
      ...bus,
      subscribe(installId: string, wake: () => void) {
        subscribed += 1;
        const unsubscribe = bus.subscribe(installId, wake);
        return () => {
          subscribed -= 1;
          unsubscribe();
        };
      },
    };
    add(1);
    onRead(() => queueMicrotask(() => stop.abort()));
    const input = { installId: 'i', afterEventId: 2, signal: stop.signal };
    expect(await idsOf(followEvents(stored, counted, input))).toEqual([]);
    expect(subscribed).toBe(0);
  });
});
