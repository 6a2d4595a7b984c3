/** Follows an event stream over as many connections as it takes. */

import type { components } from '../../openapi/api.gen.ts';
import type { CallOptions } from './call.ts';
import type { Send, Sleep } from './send.ts';
import { readMessages } from './sse.ts';

type InstallEvent = components['schemas']['InstallEvent'];

export interface WatchOptions extends CallOptions {
  /** Number of the last event that was seen. When absent: all of an install; of all installs, what comes. */
  readonly after?: number;
}

const PAUSE_MS = 1_000;

/**
 * Yields every event once, in order; ends with the stream, or when the signal fires.
 *
 * @throws ApiError when the service refuses, or cannot be reached for all attempts of `send`
 */
export async function* followEvents(
  send: Send,
  sleep: Sleep,
  path: string,
  { after, signal }: WatchOptions,
): AsyncGenerator<InstallEvent, void> {
  const call = signal === undefined ? {} : { signal };
  let last = after;
  while (!signal?.aborted) {
    try {
      const answer = await send(path, { headers: headersAfter(last), ...call });
      for await (const message of readMessages(answer)) {
        if (message.event === 'end') return;
        const event: InstallEvent = JSON.parse(message.data);
        if (isOld(event, last)) continue;
        last = event.eventId;
        yield event;
      }
      await sleep(PAUSE_MS, signal);
    } catch (error) {
      if (signal?.aborted) return;
      throw error;
    }
  }
}

function headersAfter(last: number | undefined): Record<string, string> {
  const accept = 'text/event-stream';
  return last === undefined ? { accept } : { accept, 'last-event-id': String(last) };
}

function isOld({ eventId }: InstallEvent, last: number | undefined): boolean {
  return last !== undefined && eventId <= last;
}
