/** What every kind of database has to do for accounts. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallRequest } from '../../src/domain/request.ts';
import type { NewAccount } from '../../src/store/accounts.ts';
import type { OpenDatabase } from '../../src/store/database.ts';
import { createStore, type Store } from '../../src/store/store.ts';

/** Runs the suite on one kind of database, which is opened once. */
export function describeAccounts(
  name: string,
  request: InstallRequest,
  open: () => Promise<OpenDatabase>,
): void {
  describe(`accounts on ${name}`, () => {
    let database: OpenDatabase;
    let store: Store;

    beforeAll(async () => {
      database = await open();
      store = createStore(database, new Uint8Array(32).fill(7));
    }, 60_000);
    afterAll(async () => {
      await database.close();
    });

    function fresh(): NewAccount {
      const accountId = randomUUID();
      const login = '#ws+user';
      const names = { accountId, name: `n-${accountId}`, credential: 'credential.1' };
      return { ...names, provider: 'robot', login, idempotencyKey: `k-${accountId}` };
    }

    it('keeps one of a name, found by its key too', async () => {
      const wish = fresh();
      const made = await store.accounts.insert(wish);
      expect(made).toMatchObject({ isNew: true, account: { state: 'checking', checkNumber: 1 } });
      const again = await store.accounts.insert({ ...wish, accountId: randomUUID() });
      const byKey = await store.accounts.insert({
        ...fresh(),
        idempotencyKey: wish.idempotencyKey,
      });
      for (const { isNew, account } of [again, byKey]) {
        expect([isNew, account.accountId]).toEqual([false, wish.accountId]);
      }
      expect(await store.accounts.find('robot', wish.name)).toEqual(made.account);
      expect(await store.accounts.find('hcloud', wish.name)).toBeNull();
    });

    it('takes the outcome of its last check alone', async () => {
      const { accountId, name: account } = fresh();
      await store.accounts.insert({ ...fresh(), accountId, name: account });
      const change = { login: '#ws+other', credential: 'credential.2' };
      expect(await store.accounts.replaceCredential(accountId, change)).toMatchObject({
        ...change,
        checkNumber: 2,
        state: 'checking',
      });
      const problem = { code: 'provider.unauthorized', message: 'no', details: {} } as const;
      await store.accounts.endCheck(accountId, 1, { state: 'refused', problem });
      expect((await store.accounts.find('robot', account))?.state).toBe('checking');
      await store.accounts.endCheck(accountId, 2, { state: 'refused', problem });
      const refused = await store.accounts.find('robot', account);
      expect(refused).toMatchObject({ state: 'refused', problem, checkedAt: expect.any(String) });
      expect(await store.accounts.startCheck('none')).toBeNull();
    });

    it('does not go while an install runs on it', async () => {
      const { account } = await store.accounts.insert(fresh());
      const installId = randomUUID();
      const existing = { provider: 'robot', account: account.name, server: '321' } as const;
      await store.installs.insert({
        installId,
        request: { ...request, machine: { kind: 'existing', existing } },
        idempotencyKey: undefined,
        bodyHash: 'hash',
      });
      await expect(store.accounts.delete(account)).rejects.toMatchObject({
        code: 'request.conflict',
        details: { installs: [installId] },
      });
      await store.installs.record(installId, { state: 'cancelled' }, { kind: 'cancelled' });
      await store.accounts.delete(account);
      expect(await store.accounts.find('robot', account.name)).toBeNull();
    });

    it('of the configuration goes before a stored one, and is forgotten with it', async () => {
      const { account } = await store.accounts.insert(fresh());
      const { provider, name: shared } = account;
      const alone = `alone-${account.accountId}`;
      await store.accounts.configure([
        { provider, name: shared, login: '#ws+env' },
        { provider: 'hcloud', name: alone, login: null },
      ]);
      expect(await store.accounts.find(provider, shared)).toMatchObject({
        source: 'environment',
        state: 'unchecked',
        login: '#ws+user',
      });
      expect(await store.accounts.find('hcloud', alone)).toMatchObject({ credential: null });
      await store.accounts.configure([]);
      expect((await store.accounts.find(provider, shared))?.source).toBe('stored');
      expect(await store.accounts.find('hcloud', alone)).toBeNull();
    });
  });
}
