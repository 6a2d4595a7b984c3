/** Every table's reader and writer over one open database. */
import { type Accounts, createAccounts } from './accounts.ts';
import { type Audit, createAudit } from './audit.ts';
import { type CallKeys, createCallKeys } from './call-keys.ts';
import type { Database } from './database.ts';
import { createDeployments, type Deployments } from './deployments.ts';
import { createDocuments, type Documents } from './documents.ts';
import { createEvents, type Events } from './events.ts';
import { createGiveBacks, type GiveBacks } from './give-backs.ts';
import { createInstalls, type Installs } from './installs.ts';
import { createMachinePapers, type MachinePapers } from './machine-papers.ts';
import { createMachines, type Machines } from './machines.ts';
import { createOfferListings, type OfferListings } from './offer-listings.ts';
import { createPlans, type Plans } from './plans.ts';
import { createRestartTimes, type RestartTimes } from './restart-times.ts';
import { createSeal } from './seal.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { createLedger, type Ledger } from './spend.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createVendorLimits, type VendorLimits } from './vendor-limits.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

export interface Store {
  readonly installs: Installs;
  readonly events: Events;
  readonly documents: Documents;
  readonly secrets: Secrets;
  readonly ledger: Ledger;
  readonly tokens: Tokens;
  readonly machines: Machines;
  readonly machinePapers: MachinePapers;
  readonly deployments: Deployments;
  readonly plans: Plans;
  readonly audit: Audit;
  readonly webhooks: Webhooks;
  readonly callKeys: CallKeys;
  readonly vendorLimits: VendorLimits;
  readonly accounts: Accounts;
  readonly offerListings: OfferListings;
  readonly giveBacks: GiveBacks;
  readonly restartTimes: RestartTimes;
}

/**
 * Makes the store.
 *
 * @param secretKey 32 bytes that seal secrets at rest; losing them loses the secrets
 * @throws BugError `bug.unexpected` for a key of another length
 */
export function createStore(database: Database, secretKey: Uint8Array): Store {
  return {
    installs: createInstalls(database),
    events: createEvents(database),
    documents: createDocuments(database),
    secrets: createSecrets(database, createSeal(secretKey)),
    ledger: createLedger(database),
    tokens: createTokens(database),
    machines: createMachines(database),
    machinePapers: createMachinePapers(database),
    deployments: createDeployments(database),
    plans: createPlans(database),
    audit: createAudit(database),
    webhooks: createWebhooks(database),
    callKeys: createCallKeys(database),
    vendorLimits: createVendorLimits(database),
    accounts: createAccounts(database),
    offerListings: createOfferListings(database),
    giveBacks: createGiveBacks(database),
    restartTimes: createRestartTimes(database),
  };
}
