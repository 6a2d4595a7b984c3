/** The events of an install from any point on, first the stored ones, then live, to its end. */

import type { InstallEvent } from '../domain/event.ts';
import { createBell } from './bell.ts';
import type { EventBus } from './bus.ts';

/** Where stored events are read. */
export interface StoredEvents {
  listAfter(query: {
    readonly installId: string;
    readonly afterEventId: number;
    readonly limit: number;
  }): Promise<readonly InstallEvent[]>;
  /** Whether the install has ended; once true it stays so. */
  isOver(installId: string): Promise<boolean>;
}

export interface FollowInput {
  readonly installId: string;
  readonly afterEventId: number;
  readonly signal: AbortSignal;
  /** Looks again after so long without a wake-up, should one have been lost; 5 s when absent. */
  readonly lookAgainMs?: number;
}

const PAGE_SIZE = 200;
const LOOK_AGAIN_MS = 5_000;

/**
 * Yields each event once, in order of its number, and returns when the install is over or the signal
 * fires. A reader that begins again after the last number it saw misses nothing.
 */
export async function* followEvents(
  stored: StoredEvents,
  bus: EventBus,
  input: FollowInput,
): AsyncGenerator<InstallEvent, void> {
  const { installId, signal } = input;
  // Subscribed before the first look: an event stored in between rings the bell.
  const subscribe = (wake: () => void) => bus.subscribe(installId, wake);
  const bell = createBell(subscribe, signal, input.lookAgainMs ?? LOOK_AGAIN_MS);
  let lastEventId = input.afterEventId;
  try {
    while (!signal.aborted) {
      bell.reset();
      const isOver = await stored.isOver(installId);
      const query = { installId, afterEventId: lastEventId, limit: PAGE_SIZE };
      const page = await stored.listAfter(query);
      for (const event of page) {
        if (signal.aborted) return;
        lastEventId = event.eventId;
        yield event;
      }
      if (page.length > 0) continue;
      if (isOver) return;
      await bell.wait();
    }
  } finally {
    bell.close();
  }
}
