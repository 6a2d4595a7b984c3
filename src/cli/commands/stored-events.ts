/** Events of an install as they are stored now, page by page. */

import type { Client, InstallEvent } from '../../client/client.ts';

const PAGE_SIZE = 1_000;

/** Every stored event after a number, in order; does not wait for more. */
export async function* storedEvents(
  installs: Client['installs'],
  installId: string,
  { after, signal }: { readonly after: number; readonly signal: AbortSignal },
): AsyncGenerator<InstallEvent, void> {
  let lastEventId = after;
  for (;;) {
    const query = { after: lastEventId, limit: PAGE_SIZE };
    const page = await installs.events(installId, query, { signal });
    yield* page.items;
    if (page.items.length < PAGE_SIZE) return;
    lastEventId = page.lastEventId;
  }
}
