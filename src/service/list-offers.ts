/**
 * What can be ordered now, over all accounts. The engine reads it from the vendors; here it is kept for a
 * while, so that a hundred who ask are one reading.
 */

import type { Account } from '../domain/account.ts';
import type { ErrorData } from '../domain/error.ts';
import { type Offer, type OfferFilter, whyNotOffered } from '../domain/offer.ts';
import {
  type AccountOffer,
  type OfferPage,
  type OfferPageQuery,
  pageOfOffers,
} from '../domain/offer-page.ts';
import type { Accounts } from '../store/accounts.ts';
import type { OfferListing, OfferListings } from '../store/offer-listings.ts';
import type { Clock } from '../workflow/clock.ts';

export interface OfferPorts {
  readonly accounts: Pick<Accounts, 'list'>;
  readonly listings: Pick<OfferListings, 'find' | 'offers'>;
  /** Has the engine read an account's offers. May be repeated: a reading of one number is made once. */
  readonly read: (account: Account, readNumber: number) => Promise<void>;
  readonly clock: Clock;
}

export interface OfferQuery extends OfferPageQuery {
  readonly filter: OfferFilter;
  readonly provider: Account['provider'] | undefined;
  readonly account: string | undefined;
  readonly currency: string | undefined;
}

/**
 * How old the offers of an account are. `fresh`: nothing is read now; `stale`: they are being read anew;
 * `reading`: there are none yet; `failed`: the last reading failed, what is shown is from before it.
 */
export type SourceState = 'fresh' | 'stale' | 'reading' | 'failed';

export interface OfferSourceView {
  readonly account: Account;
  readonly state: SourceState;
  readonly readAt: string | null;
  readonly ageMs: number | null;
  readonly problem: ErrorData | null;
}

export interface OfferAnswer extends OfferPage {
  readonly sources: readonly OfferSourceView[];
}

export interface OfferDesk {
  /** One page, with the age of what it shows. @throws RequestError `request.invalid` for a foreign cursor */
  list(query: OfferQuery): Promise<OfferAnswer>;
}

/** Robot allows its market to be read 500 times an hour, three calls each time; cloud stock moves faster. */
const FRESH_MS = { hcloud: 60_000, robot: 5 * 60_000 } as const;
/** Older ones are waited for instead of shown at once. */
const SHOWN_STALE_MS = 15 * 60_000;
/** After a reading that failed. */
const AGAIN_MS = 30_000;
const LONGEST_WAIT_MS = 10_000;
const LOOK_EVERY_MS = 100;

/** Makes the desk; it keeps the last listing of each account, and one wait for each reading. */
export function createOfferDesk(ports: OfferPorts): OfferDesk {
  const kept = new Map<string, { readNumber: number; offers: Promise<readonly Offer[]> }>();
  const waits = new Map<string, Promise<void>>();

  function offersOf({ accountId }: Account, { readNumber }: OfferListing) {
    const known = kept.get(accountId);
    if (known?.readNumber === readNumber) return known.offers;
    const loaded = { readNumber, offers: ports.listings.offers(accountId) };
    kept.set(accountId, loaded);
    loaded.offers.catch(() => {
      if (kept.get(accountId) === loaded) kept.delete(accountId);
    });
    return loaded.offers;
  }

  /** All who wait for one reading share the looks at it. */
  function awaitReading(accountId: string, readNumber: number): Promise<void> {
    const key = `${accountId} ${readNumber}`;
    const known = waits.get(key);
    if (known !== undefined) return known;
    const waiting = lookUntilRead(ports, accountId, readNumber).finally(() => waits.delete(key));
    waits.set(key, waiting);
    return waiting;
  }

  async function upToDate(account: Account): Promise<OfferListing | null> {
    const listing = await findListing(ports, account);
    const need = needOf(account, listing);
    if (need === 'nothing') return listing;
    const readNumber = (listing?.readNumber ?? 0) + 1;
    await ports.read(account, readNumber);
    if (need === 'soon') return listing;
    await awaitReading(account.accountId, readNumber);
    return findListing(ports, account);
  }

  async function lookAt(account: Account) {
    const listing = await upToDate(account);
    const isOwn = listing !== null && listing.credential === account.credential;
    const offers = isOwn ? await offersOf(account, listing) : [];
    const named = offers.map((offer): AccountOffer => ({ ...offer, account: account.name }));
    return { source: viewOf(account, listing), offers: named };
  }

  return {
    async list(query) {
      const accounts = (await ports.accounts.list()).filter((account) => isMeant(account, query));
      const looks = await Promise.all(accounts.map(lookAt));
      const offers = looks.flatMap((look) => look.offers).filter((offer) => fits(offer, query));
      return { ...pageOfOffers(offers, query), sources: looks.map(({ source }) => source) };
    },
  };
}

function isMeant({ provider, name }: Account, query: OfferQuery): boolean {
  if (query.provider !== undefined && provider !== query.provider) return false;
  return query.account === undefined || name === query.account;
}

function fits(offer: AccountOffer, { filter, currency }: OfferQuery): boolean {
  if (currency !== undefined && offer.currency !== currency) return false;
  return whyNotOffered(offer, filter) === null;
}

/** What was read with other credentials counts as never read. */
async function findListing(
  { listings }: Pick<OfferPorts, 'listings'>,
  { accountId, credential }: Account,
): Promise<OfferListing | null> {
  const listing = await listings.find(accountId);
  if (listing === null || listing.credential === credential) return listing;
  return { ...listing, readAt: null, ageMs: null, problem: null, sinceEndMs: Number.MAX_VALUE };
}

/** Whether the vendor is to be asked now, and whether the caller waits for it. */
function needOf({ provider }: Account, listing: OfferListing | null): 'nothing' | 'soon' | 'now' {
  if (listing === null) return 'now';
  const { ageMs, problem, sinceEndMs } = listing;
  if (problem !== null && sinceEndMs < AGAIN_MS) return 'nothing';
  if (ageMs === null || ageMs > SHOWN_STALE_MS) return 'now';
  return ageMs < FRESH_MS[provider] ? 'nothing' : 'soon';
}

function viewOf(account: Account, listing: OfferListing | null): OfferSourceView {
  const { readAt = null, ageMs = null, problem = null } = listing ?? {};
  return { account, state: stateOf(account, listing), readAt, ageMs, problem };
}

function stateOf({ provider }: Account, listing: OfferListing | null): SourceState {
  if (listing !== null && listing.problem !== null) return 'failed';
  if (listing === null || listing.ageMs === null) return 'reading';
  return listing.ageMs < FRESH_MS[provider] ? 'fresh' : 'stale';
}

async function lookUntilRead(
  { listings, clock }: Pick<OfferPorts, 'listings' | 'clock'>,
  accountId: string,
  readNumber: number,
): Promise<void> {
  const until = clock.now() + LONGEST_WAIT_MS;
  while (clock.now() < until) {
    const listing = await listings.find(accountId);
    if (listing !== null && listing.readNumber >= readNumber) return;
    await clock.sleep(LOOK_EVERY_MS);
  }
}
