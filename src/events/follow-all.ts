/** The events of all installs from any point on, first the stored ones, then live. */

import type { EventBody, InstallEvent } from '../domain/event.ts';
import { createBell } from './bell.ts';
import type { EventBus } from './bus.ts';

/** Where stored events are read. */
export interface AllStoredEvents {
  listAfter(query: {
    readonly afterEventId: number;
    readonly limit: number;
    readonly kinds?: readonly EventBody['kind'][] | undefined;
  }): Promise<readonly InstallEvent[]>;
}

export interface FollowAllInput {
  readonly afterEventId: number;
  /** All when undefined. */
  readonly kinds: readonly EventBody['kind'][] | undefined;
  readonly signal: AbortSignal;
  /** Looks again after so long without a wake-up, should one have been lost; 5 s when absent. */
  readonly lookAgainMs?: number;
}

const PAGE_SIZE = 200;
const LOOK_AGAIN_MS = 5_000;

/**
 * Yields each event once, in order of its number, until the signal fires. A reader that begins again after
 * the last number it saw misses nothing.
 */
export async function* followAllEvents(
  stored: AllStoredEvents,
  bus: EventBus,
  input: FollowAllInput,
): AsyncGenerator<InstallEvent, void> {
  const { kinds, signal } = input;
  const subscribe = (wake: () => void) => bus.subscribeAll(wake);
  const bell = createBell(subscribe, signal, input.lookAgainMs ?? LOOK_AGAIN_MS);
  let afterEventId = input.afterEventId;
  try {
    while (!signal.aborted) {
      bell.reset();
      const page = await stored.listAfter({ afterEventId, limit: PAGE_SIZE, kinds });
      for (const event of page) {
        if (signal.aborted) return;
        afterEventId = event.eventId;
        yield event;
      }
      if (page.length === 0) await bell.wait();
    }
  } finally {
    bell.close();
  }
}
