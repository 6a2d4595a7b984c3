/** Brings the tables up to date; migrations are numbered files, only ever added. */
import type { Kysely } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import * as firstLight from './migrations/0001-first-light.ts';
import * as plansAccessWebhooks from './migrations/0002-plans-access-webhooks.ts';
import * as machines from './migrations/0003-machines.ts';
import * as vendorLimits from './migrations/0023-vendor-limits.ts';
import * as orderClaims from './migrations/0030-order-claims.ts';
import * as orderLimit from './migrations/0031-order-limit.ts';
import * as accounts from './migrations/0036-accounts.ts';
import * as offerListings from './migrations/0037-offer-listings.ts';
import * as giveBacks from './migrations/0038-give-backs.ts';
import * as unlock from './migrations/0040-unlock.ts';
import * as callKeys from './migrations/0047-call-keys.ts';
import * as tokenLimits from './migrations/0048-token-limits.ts';
import * as restartTimes from './migrations/0049-restart-times.ts';
import type { Schema } from './schema.ts';

/** In the order of their numbers; a test compares with the folder. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-first-light': firstLight,
  '0002-plans-access-webhooks': plansAccessWebhooks,
  '0003-machines': machines,
  '0023-vendor-limits': vendorLimits,
  '0030-order-claims': orderClaims,
  '0031-order-limit': orderLimit,
  '0036-accounts': accounts,
  '0037-offer-listings': offerListings,
  '0038-give-backs': giveBacks,
  '0040-unlock': unlock,
  '0047-call-keys': callKeys,
  '0048-token-limits': tokenLimits,
  '0049-restart-times': restartTimes,
};

/**
 * Runs what has not run yet. May be repeated, and by several processes at once: one does it, the others wait.
 *
 * @throws the error of the migration that failed; nothing of that migration stays
 */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const provider = { getMigrations: async () => ({ ...MIGRATIONS }) };
  const { error } = await new Migrator({ db, provider }).migrateToLatest();
  if (error !== undefined) throw error;
}
