/** Stored events of an install, a page at a time. */

import type { InstallEvent } from '../domain/event.ts';
import { FINAL_STATES } from '../domain/install.ts';
import type { ServicePorts } from './ports.ts';

export interface EventPage {
  readonly items: readonly InstallEvent[];
  /** What to ask after for the next page. */
  readonly lastEventId: number;
  /** The install is over and nothing is stored after this page. */
  readonly isEnd: boolean;
}

/**
 * One page of events after a number, in order. May be repeated.
 *
 * @throws RequestError `request.not-found`
 */
export async function readEvents(
  ports: Pick<ServicePorts, 'installs' | 'events'>,
  query: { readonly installId: string; readonly afterEventId: number; readonly limit: number },
): Promise<EventPage> {
  // The state is read first: state and last event are one transaction, so a final state shows all events.
  const { state } = await ports.installs.get(query.installId);
  const items = await ports.events.listAfter(query);
  return {
    items,
    lastEventId: items.at(-1)?.eventId ?? query.afterEventId,
    isEnd: FINAL_STATES.has(state) && items.length < query.limit,
  };
}
