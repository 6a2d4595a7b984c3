/** The events of all installs, as a page or as a live stream. */

import { PassThrough } from 'node:stream';
import type { EventBody, InstallEvent } from '../../domain/event.ts';
import type { EventBus } from '../../events/bus.ts';
import { followAllEvents } from '../../events/follow-all.ts';
import { SSE_HEADERS, writeEventStream } from '../../events/sse.ts';
import type { Answer, Call, Handlers } from '../handler.ts';
import { prefersJson, toEvent } from './events.ts';

const DEFAULT_PAGE_SIZE = 200;

/** All but `output`. */
const KINDS: readonly EventBody['kind'][] = [
  'created',
  'phase-started',
  'phase-ended',
  'waiting',
  'note',
  'retrying',
  'resumed',
  'ready',
  'failed',
  'cancelled',
];

/** The stored events over all installs. */
export interface AllEventRows {
  listAfter(query: {
    readonly afterEventId: number;
    readonly limit: number;
    readonly kinds?: readonly EventBody['kind'][] | undefined;
  }): Promise<readonly InstallEvent[]>;
  latestId(): Promise<number>;
}

export interface AllEventsInput {
  readonly allEvents: AllEventRows;
  readonly bus: EventBus;
  /** A stream that broke after its head was sent; told to the log. */
  readonly onStreamError: (error: unknown) => void;
}

/** The handler of events of all installs. */
export function createAllEventsHandlers(input: AllEventsInput): Pick<Handlers, 'readAllEvents'> {
  return {
    async readAllEvents(call) {
      return prefersJson(call.accepts) ? answerPage(input, call) : answerStream(input, call);
    },
  };
}

async function answerPage(
  { allEvents }: AllEventsInput,
  { query, headers }: Call<'readAllEvents'>,
): Promise<Answer<'readAllEvents'>> {
  const afterEventId = headers['last-event-id'] ?? query.after ?? 0;
  const limit = query.limit ?? DEFAULT_PAGE_SIZE;
  const items = await allEvents.listAfter({ afterEventId, limit, kinds: kindsOf(query) });
  const lastEventId = items.at(-1)?.eventId ?? afterEventId;
  const body = { items: items.map(toEvent), lastEventId, isEnd: false };
  return { kind: 'json', status: 200, body };
}

async function answerStream(
  { allEvents, bus, onStreamError }: AllEventsInput,
  { query, headers, signal }: Call<'readAllEvents'>,
): Promise<Answer<'readAllEvents'>> {
  const given = headers['last-event-id'] ?? query.after;
  const afterEventId = given ?? (await allEvents.latestId());
  const events = followAllEvents(allEvents, bus, { afterEventId, kinds: kindsOf(query), signal });
  const bytes = new PassThrough();
  writeEventStream(bytes, events, { signal }).catch((error: unknown) => {
    onStreamError(error);
    bytes.destroy();
  });
  return { kind: 'bytes', headers: SSE_HEADERS, bytes };
}

function kindsOf({ output = false }: { readonly output?: boolean }) {
  return output ? undefined : KINDS;
}
