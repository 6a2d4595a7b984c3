/** Offers of each account as its vendor told them last, and how the last reading ended. */
import { sql } from 'kysely';
import type { ErrorData } from '../domain/error.ts';
import type { Offer } from '../domain/offer.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb } from './json.ts';

/** A listing without its offers, which are many. Ages are by the database's clock. */
export interface OfferListing {
  /** Numbers the readings; that of the last one to end. */
  readonly readNumber: number;
  /** Name of the credentials that it was read with; null: those of the configuration. */
  readonly credential: string | null;
  /** null: no reading was successful yet. */
  readonly readAt: string | null;
  readonly ageMs: number | null;
  /** Why the last reading failed; null: it did not. */
  readonly problem: ErrorData | null;
  /** Since the last reading ended, well or not. */
  readonly sinceEndMs: number;
}

export interface OfferReading {
  readonly accountId: string;
  readonly readNumber: number;
  readonly credential: string | null;
  /** What was read, or why nothing was. */
  readonly outcome:
    | { readonly kind: 'read'; readonly offers: readonly Offer[] }
    | { readonly kind: 'failed'; readonly problem: ErrorData };
}

export interface OfferListings {
  /** null: nobody has asked yet. */
  find(accountId: string): Promise<OfferListing | null>;
  /** Empty where there is no listing. */
  offers(accountId: string): Promise<readonly Offer[]>;
  /** Keeps how a reading ended, unless a later one has; after a failure the former offers stay. May be repeated. */
  end(reading: OfferReading): Promise<void>;
}

/** Makes the listings' reader and writer. */
export function createOfferListings({ db }: Database): OfferListings {
  const msSince = (column: string) =>
    sql<number | null>`(extract(epoch from clock_timestamp() - ${sql.ref(column)}) * 1000)::float8`;
  return {
    async find(accountId) {
      const row = await db
        .selectFrom('offer_listing')
        .select(['read_number', 'credential', 'read_at', 'problem'])
        .select(msSince('read_at').as('age_ms'))
        .select(msSince('ended_at').as('since_end_ms'))
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      if (row === undefined) return null;
      return {
        readNumber: row.read_number,
        credential: row.credential,
        readAt: row.read_at?.toISOString() ?? null,
        ageMs: row.age_ms,
        problem: fromJsonb<ErrorData | null>(row.problem),
        sinceEndMs: row.since_end_ms ?? 0,
      };
    },
    async offers(accountId) {
      const row = await db
        .selectFrom('offer_listing')
        .select('offers')
        .where('account_id', '=', accountId)
        .executeTakeFirst();
      return fromJsonb<readonly Offer[] | null>(row?.offers ?? null) ?? [];
    },
    async end({ accountId, readNumber, credential, outcome }) {
      const now = sql<Date>`clock_timestamp()`;
      const isRead = outcome.kind === 'read';
      // Offers of other credentials may be those of another project, in another currency.
      const keeps = sql<boolean>`offer_listing.credential is not distinct from ${credential}::text`;
      await db
        .insertInto('offer_listing')
        .values({
          account_id: accountId,
          read_number: readNumber,
          credential,
          offers: isRead ? toJsonb(outcome.offers) : null,
          read_at: isRead ? now : null,
          problem: isRead ? null : toJsonb(outcome.problem),
        })
        .onConflict((conflict) =>
          conflict
            .column('account_id')
            .doUpdateSet({
              read_number: readNumber,
              credential,
              problem: sql`excluded.problem`,
              ended_at: now,
              offers: isRead
                ? sql`excluded.offers`
                : sql`case when ${keeps} then offer_listing.offers end`,
              read_at: isRead
                ? sql`excluded.read_at`
                : sql`case when ${keeps} then offer_listing.read_at end`,
            })
            .where('offer_listing.read_number', '<', readNumber),
        )
        .execute();
    },
  };
}
