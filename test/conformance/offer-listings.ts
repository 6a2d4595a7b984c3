/** What every kind of database has to do for the listings of offers. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenDatabase } from '../../src/store/database.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { OFFERS } from '../service/memory-offers.ts';

/** Runs the suite on one kind of database, which is opened once. */
export function describeOfferListings(name: string, open: () => Promise<OpenDatabase>): void {
  describe(`listings of offers on ${name}`, () => {
    let database: OpenDatabase;
    let store: Store;

    beforeAll(async () => {
      database = await open();
      store = createStore(database, new Uint8Array(32).fill(7));
    }, 60_000);
    afterAll(async () => {
      await database.close();
    });

    it('keep the last reading that was good, of the same credentials, and go with their account', async () => {
      const accountId = randomUUID();
      const names = { accountId, name: `n-${accountId}`, credential: 'credential.1' };
      const { account } = await store.accounts.insert({
        ...names,
        provider: 'hcloud',
        login: null,
        idempotencyKey: null,
      });
      const { offerListings: listings } = store;
      const problem = { code: 'provider.unavailable', message: 'late', details: {} } as const;
      const credential = 'credential.1';
      expect([await listings.find(accountId), await listings.offers(accountId)]).toEqual([
        null,
        [],
      ]);
      const read = { kind: 'read', offers: OFFERS } as const;
      await listings.end({ accountId, readNumber: 2, credential, outcome: read });
      expect(await listings.offers(accountId)).toEqual(OFFERS);
      await listings.end({
        accountId,
        readNumber: 1,
        credential,
        outcome: { kind: 'failed', problem },
      });
      const found = await listings.find(accountId);
      expect(found).toMatchObject({ readNumber: 2, credential, problem: null });
      expect(found?.ageMs).toBeGreaterThanOrEqual(0);
      expect(found?.ageMs).toBeLessThan(60_000);
      await listings.end({
        accountId,
        readNumber: 3,
        credential,
        outcome: { kind: 'failed', problem },
      });
      const failed = await listings.find(accountId);
      expect(failed).toMatchObject({ readNumber: 3, problem, readAt: found?.readAt });
      expect(await listings.offers(accountId)).toEqual(OFFERS);
      await listings.end({
        accountId,
        readNumber: 4,
        credential: 'other',
        outcome: { kind: 'failed', problem },
      });
      expect(await listings.find(accountId)).toMatchObject({ credential: 'other', readAt: null });
      expect(await listings.offers(accountId)).toEqual([]);
      await store.accounts.delete(account);
      expect(await listings.find(accountId)).toBeNull();
    });
  });
}
