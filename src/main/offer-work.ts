/** Offers, put together from store and engine. */

import { createOfferDesk, type OfferDesk } from '../service/list-offers.ts';
import { READ_OFFERS_WORKFLOW } from '../service/names.ts';
import type { Store } from '../store/store.ts';
import { createReadOffersWorkflow, readingId } from '../vendor/read-offers.ts';
import type { Clock } from '../workflow/clock.ts';
import type { Engine, Workflow } from '../workflow/engine.ts';
import type { FindProvider } from './providers.ts';

type OfferStore = Pick<Store, 'accounts' | 'offerListings'>;

/** What the service's calls about offers need. */
export function createOffers(
  { accounts, offerListings: listings }: OfferStore,
  engine: () => Pick<Engine, 'run'>,
  clock: Clock,
): OfferDesk {
  return createOfferDesk({
    accounts,
    listings,
    clock,
    async read(account, readNumber) {
      const id = readingId(account, readNumber);
      const runId = `offers-${account.accountId}-${readNumber}`;
      await engine().run(READ_OFFERS_WORKFLOW, id, { runId });
    },
  });
}

/** The engine's part of it. */
export function createOfferWorkflows(
  { accounts, offerListings: listings }: OfferStore,
  provider: FindProvider,
): Readonly<Record<string, Workflow>> {
  return { [READ_OFFERS_WORKFLOW]: createReadOffersWorkflow({ provider, accounts, listings }) };
}
