/** Events as a text/event-stream, https://html.spec.whatwg.org/multipage/server-sent-events.html */

import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { InstallEvent } from '../domain/event.ts';

export interface SseOptions {
  /** Ends the stream early: the reader went away, or the service stops. */
  readonly signal: AbortSignal;
  /** A comment line goes out so often, so that no proxy takes silence for death; 15 s when absent. */
  readonly heartbeatMs?: number;
}

const HEARTBEAT_MS = 15_000;

/** Headers of a stream that nothing on the way should hold back. */
export const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  // Kept alive after its end, the connection would hold up a service that stops.
  connection: 'close',
} as const;

/** One stored event as a message: its number as `id`, the event as JSON on one line. */
export function formatEvent(event: InstallEvent): string {
  return `id: ${event.eventId}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** The last message: the install is over, a reader need not come back. */
export const END_MESSAGE = 'event: end\ndata: {}\n\n';

/**
 * Writes events until they end, then the end message; waits while the reader is slow. Closes `out`.
 * The end message is left out when the signal fired, so that a reader knows to come back.
 */
export async function writeEventStream(
  out: Writable,
  events: AsyncIterable<InstallEvent>,
  options: SseOptions,
): Promise<void> {
  const { signal } = options;
  const heartbeat = setInterval(
    () => out.write(': alive\n\n'),
    options.heartbeatMs ?? HEARTBEAT_MS,
  );
  try {
    out.write(': events of an install, oldest first\n\n');
    for await (const event of events) {
      if (signal.aborted) break;
      if (!out.write(formatEvent(event))) await drained(out, signal);
    }
    if (!signal.aborted) out.write(END_MESSAGE);
  } finally {
    clearInterval(heartbeat);
    out.end();
  }
}

async function drained(out: Writable, signal: AbortSignal): Promise<void> {
  try {
    await once(out, 'drain', { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
