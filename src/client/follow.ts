/** Follows the event stream of an install over as many connections as it takes. */

import type { InstallEvent, Send, WatchOptions } from './client.ts';
import { readMessages } from './sse.ts';

const PAUSE_MS = 1_000;

/**
 * Yields every event once, in order; ends with the install, or when the signal fires.
 *
 * @throws ApiError when the service refuses, or cannot be reached for all attempts of `send`
 */
export async function* followEvents(
  send: Send,
  sleep: (ms: number, signal?: AbortSignal) => Promise<void>,
  path: string,
  { after = 0, signal }: WatchOptions,
): AsyncGenerator<InstallEvent, void> {
  const call = signal === undefined ? {} : { signal };
  let lastEventId = after;
  while (!signal?.aborted) {
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(lastEventId) };
      const answer = await send(path, { headers, ...call });
      for await (const message of readMessages(answer)) {
        if (message.event === 'end') return;
        const event: InstallEvent = JSON.parse(message.data);
        if (event.eventId <= lastEventId) continue;
        lastEventId = event.eventId;
        yield event;
      }
      await sleep(PAUSE_MS, signal);
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
  }
}
