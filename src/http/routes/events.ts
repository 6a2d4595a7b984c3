/** The events of an install, as a page or as a live stream. */

import { PassThrough } from 'node:stream';
import type { components } from '../../../openapi/api.gen.ts';
import type { InstallEvent } from '../../domain/event.ts';
import { FINAL_STATES } from '../../domain/install.ts';
import type { EventBus } from '../../events/bus.ts';
import { followEvents, type StoredEvents } from '../../events/follow.ts';
import { SSE_HEADERS, writeEventStream } from '../../events/sse.ts';
import type { ServicePorts } from '../../service/ports.ts';
import { readEvents } from '../../service/read-events.ts';
import type { Answer, Call, Handlers } from '../handler.ts';
import { toProof } from './install-view.ts';

const DEFAULT_PAGE_SIZE = 200;

export interface EventHandlersInput {
  readonly ports: Pick<ServicePorts, 'installs' | 'events'>;
  readonly bus: EventBus;
  /** A stream that broke after its head was sent; told to the log. */
  readonly onStreamError: (error: unknown) => void;
}

/** The handler of events. */
export function createEventHandlers(input: EventHandlersInput): Pick<Handlers, 'readEvents'> {
  return {
    async readEvents(call) {
      return prefersJson(call.accepts) ? answerPage(input, call) : answerStream(input, call);
    },
  };
}

/** Whether a page is wanted and no stream. */
export function prefersJson(accepts: readonly string[]): boolean {
  return accepts.includes('application/json') && !accepts.includes('text/event-stream');
}

async function answerPage(
  { ports }: EventHandlersInput,
  { params, query, headers }: Call<'readEvents'>,
): Promise<Answer<'readEvents'>> {
  const afterEventId = headers['last-event-id'] ?? query.after ?? 0;
  const limit = query.limit ?? DEFAULT_PAGE_SIZE;
  const page = await readEvents(ports, { installId: params.installId, afterEventId, limit });
  return { kind: 'json', status: 200, body: { ...page, items: page.items.map(toEvent) } };
}

async function answerStream(
  { ports, bus, onStreamError }: EventHandlersInput,
  { params, query, headers, signal }: Call<'readEvents'>,
): Promise<Answer<'readEvents'>> {
  const { installId } = params;
  // Throws before the head is sent when there is no such install.
  await ports.installs.get(installId);
  const stored: StoredEvents = {
    listAfter: (page) => ports.events.listAfter(page),
    isOver: async (id) => FINAL_STATES.has((await ports.installs.get(id)).state),
  };
  const afterEventId = headers['last-event-id'] ?? query.after ?? 0;
  const events = followEvents(stored, bus, { installId, afterEventId, signal });
  const bytes = new PassThrough();
  writeEventStream(bytes, events, { signal }).catch((error: unknown) => {
    onStreamError(error);
    bytes.destroy();
  });
  return { kind: 'bytes', headers: SSE_HEADERS, bytes };
}

/** An event as the contract shows it. */
export function toEvent({ eventId, installId, at, body }: InstallEvent): Schemas['InstallEvent'] {
  return { eventId, installId, at, body: toEventBody(body) };
}

type Schemas = components['schemas'];

/** Only for the types: the contract's lists are not readonly. */
function toEventBody(body: InstallEvent['body']): Schemas['EventBody'] {
  switch (body.kind) {
    case 'ready':
      return { kind: 'ready', proof: toProof(body.proof) };
    case 'failed':
      return { kind: 'failed', problem: { ...body.problem, details: { ...body.problem.details } } };
    default:
      return body;
  }
}
