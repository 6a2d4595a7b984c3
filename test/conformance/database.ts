/** What every kind of database has to do for the store. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallEvent } from '../../src/domain/event.ts';
import type { Proof } from '../../src/domain/install.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import type { OpenDatabase } from '../../src/store/database.ts';
import { MIGRATIONS, migrate } from '../../src/store/migrate.ts';
import { createStore, type Store } from '../../src/store/store.ts';

const REQUEST: InstallRequest = {
  machine: {
    kind: 'existing',
    existing: { provider: 'ssh', host: '192.0.2.7', port: 22, user: 'root', hostKey: null },
  },
  system: {
    hostname: 'web-1',
    authorizedKeys: ['ssh-ed25519 AAAA ops'],
    modules: [],
    timeZone: 'UTC',
    stateVersion: '26.05',
  },
  layout: { preset: 'single-ext4', system: {}, data: [], espSizeMib: 512, swapSizeMib: 0 },
  erase: 'planned-disks',
  planDigest: null,
};

const LIMIT = { account: 'robot/main', ordersPerDay: 1_000 } as const;
const PROBLEM = { code: 'machine.unreachable', message: 'no answer', details: {} } as const;

/** Runs the suite on one kind of database, which is opened once. */
export function describeDatabase(name: string, open: () => Promise<OpenDatabase>): void {
  describe(`the store on ${name}`, () => {
    let database: OpenDatabase;
    let store: Store;

    beforeAll(async () => {
      database = await open();
      store = createStore(database, new Uint8Array(32).fill(7));
    }, 60_000);
    afterAll(async () => {
      await database.close();
    });

    async function newInstall(): Promise<string> {
      const installId = randomUUID();
      await store.installs.insert({ installId, request: REQUEST });
      return installId;
    }

    async function kindsOf(installId: string): Promise<string[]> {
      const events = await store.events.listAfter({ installId, afterEventId: 0, limit: 100 });
      return events.map(({ body }) => body.kind);
    }

    it('has a statement with values planned once a connection, up to a number of them', async () => {
      const connection = await database.pool.connect();
      try {
        for (let number = 0; number < 200; number += 1) {
          const text = `select $1::int + ${number} as sum`;
          for (const one of [1, 2]) {
            const { rows } = await connection.query(text, [one]);
            expect(rows).toEqual([{ sum: one + number }]);
          }
        }
        const { rows } = await connection.query(
          `select count(*)::int as count, max(generic_plans + custom_plans)::int as runs
           from pg_prepared_statements where statement like 'select $1::int + % as sum'`,
        );
        expect(rows).toEqual([{ count: expect.any(Number), runs: 2 }]);
        expect(rows[0].count).toBeGreaterThan(0);
        expect(rows[0].count).toBeLessThanOrEqual(150);
      } finally {
        connection.release(true);
      }
    });

    it('runs every migration once', async () => {
      await migrate(database.db);
      const { rows } = await database.pool.query('select name from kysely_migration order by name');
      expect(rows).toEqual(Object.keys(MIGRATIONS).map((migration) => ({ name: migration })));
    });

    it('gives one install to fifty callers with the same key and body', async () => {
      const idempotencyKey = randomUUID();
      const inserts = Array.from({ length: 50 }, () =>
        store.installs.insert({
          installId: randomUUID(),
          request: REQUEST,
          idempotencyKey,
          bodyHash: 'a',
        }),
      );
      const results = await Promise.all(inserts);
      expect(new Set(results.map(({ install }) => install.installId)).size).toBe(1);
      expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(await kindsOf(results[0]?.install.installId ?? '')).toEqual(['created']);
    });

    it('refuses another body under a known key', async () => {
      const idempotencyKey = randomUUID();
      const first = { installId: randomUUID(), request: REQUEST, idempotencyKey, bodyHash: 'a' };
      await store.installs.insert(first);
      const second = { ...first, installId: randomUUID(), bodyHash: 'b' };
      await expect(store.installs.insert(second)).rejects.toMatchObject({
        code: 'request.idempotency-key-reused',
        details: { installId: first.installId },
      });
    });

    it('reads an install and its request back as they were stored', async () => {
      const installId = await newInstall();
      expect(await store.installs.get(installId)).toEqual({
        installId,
        state: 'queued',
        phase: null,
        waiting: null,
        problem: null,
        proof: null,
        createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
        updatedAt: expect.stringMatching(/^\d{4}-.*Z$/),
        endedAt: null,
      });
      expect(await store.installs.getRequest(installId)).toEqual(REQUEST);
      await expect(store.installs.get('nobody')).rejects.toMatchObject({
        code: 'request.not-found',
      });
    });

    it('changes a row together with its event, once per event key', async () => {
      const installId = await newInstall();
      const change = { state: 'running', phase: 'reach' } as const;
      const body = { kind: 'phase-started', phase: 'reach' } as const;
      const first = await store.installs.record(installId, change, body, { eventKey: 'reach' });
      const later = { state: 'running', phase: 'inspect' } as const;
      const again = await store.installs.record(installId, later, body, { eventKey: 'reach' });
      expect(first).toMatchObject({ isNew: true, event: { installId, body } });
      expect(again).toEqual({ isNew: false, event: null });
      expect(await store.installs.get(installId)).toMatchObject({ phase: 'reach' });
      expect(await kindsOf(installId)).toEqual(['created', 'phase-started']);
    });

    it('stores neither row nor event when one of them cannot be stored', async () => {
      const installId = await newInstall();
      const broken = { state: null as never };
      await expect(
        store.installs.record(installId, broken, { kind: 'cancelled' }),
      ).rejects.toThrow();
      expect(await store.installs.get(installId)).toMatchObject({ state: 'queued' });
      expect(await kindsOf(installId)).toEqual(['created']);
    });

    it('shows an install with those of its papers and events that are asked for', async () => {
      const installId = await newInstall();
      const started = { kind: 'phase-started', phase: 'reach' } as const;
      await store.installs.record(installId, { phase: 'reach' }, started);
      await store.documents.put(installId, 'plan', { digest: 'd' });
      await store.documents.put(installId, 'flake', []);
      const [, event] = await store.events.listAfter({ installId, afterEventId: 0, limit: 9 });
      const query = { documents: ['plan', 'machine'], events: ['phase-started'] } as const;
      expect(await store.installs.view(installId, query)).toEqual({
        install: await store.installs.get(installId),
        hostname: REQUEST.system.hostname,
        retryOf: null,
        labels: {},
        documents: { plan: { digest: 'd' } },
        events: [event],
      });
      const empty = await store.installs.view(await newInstall(), query);
      expect(empty).toMatchObject({ documents: {}, events: [] });
      await expect(store.installs.view('nobody', query)).rejects.toMatchObject({
        code: 'request.not-found',
      });
    });

    it('leaves an install alone that has ended', async () => {
      const installId = await newInstall();
      const failed = { state: 'failed', problem: PROBLEM } as const;
      await store.installs.record(installId, failed, { kind: 'failed', problem: PROBLEM });
      const late = await store.installs.record(
        installId,
        { state: 'running' },
        { kind: 'resumed' },
      );
      expect(late).toEqual({ isNew: false, event: null });
      const install = await store.installs.get(installId);
      expect(install).toMatchObject({ state: 'failed', problem: PROBLEM });
      expect(install.endedAt).not.toBeNull();
      expect(await kindsOf(installId)).toEqual(['created', 'failed']);
    });

    it('keeps an install cancelling while a step still says that it runs', async () => {
      const installId = await newInstall();
      await store.installs.record(installId, { state: 'cancelling' }, null);
      await store.installs.record(installId, { state: 'running', phase: 'disko' }, null);
      expect(await store.installs.get(installId)).toMatchObject({
        state: 'cancelling',
        phase: 'disko',
      });
    });

    it('pages through installs of one state, newest first', async () => {
      const ids = [await newInstall(), await newInstall(), await newInstall()];
      const proof = { systemPath: '/nix/store/x' } as Proof;
      for (const id of ids) {
        await store.installs.record(id, { state: 'ready', proof }, { kind: 'ready', proof });
      }
      const first = await store.installs.list({ limit: 2, state: 'ready' });
      const cursor = first.nextCursor ?? '';
      const second = await store.installs.list({ limit: 2, state: 'ready', cursor });
      const seen = [...first.items, ...second.items].map((item) => item.install.installId);
      expect(seen).toEqual(ids.toReversed());
      expect(first.items[0]?.hostname).toBe(REQUEST.system.hostname);
      expect(second.nextCursor).toBeNull();
      await expect(store.installs.list({ limit: 2, cursor: 'bogus' })).rejects.toMatchObject({
        code: 'request.invalid',
      });
    });

    it('shows events to a resuming reader without a gap while many write', async () => {
      const ids = await Promise.all(Array.from({ length: 8 }, newInstall));
      const [last] = (await readAll(0)).slice(-1);
      const startAfter = last?.eventId ?? 0;
      const seen: InstallEvent[] = [];
      let isWriting = true;
      const reading = (async () => {
        while (isWriting) {
          seen.push(...(await readAll(seen.at(-1)?.eventId ?? startAfter)));
        }
      })();
      await Promise.all(
        ids.map(async (installId) => {
          for (let sequence = 1; sequence <= 25; sequence++) {
            const body = { kind: 'output', job: 'build', sequence, text: 'line' } as const;
            await store.events.append(installId, [{ body }]);
          }
        }),
      );
      isWriting = false;
      await reading;
      seen.push(...(await readAll(seen.at(-1)?.eventId ?? startAfter)));
      expect(seen.map(({ eventId }) => eventId)).toEqual(
        (await readAll(startAfter)).map(({ eventId }) => eventId),
      );
      expect(seen).toHaveLength(8 * 25);
    });

    async function readAll(afterEventId: number): Promise<readonly InstallEvent[]> {
      return store.events.listAfter({ afterEventId, limit: 10_000 });
    }

    it('stores text that jsonb would refuse', async () => {
      const installId = await newInstall();
      const body = { kind: 'output', job: 'j', sequence: 1, text: 'a\0b\ud800c' } as const;
      const [event] = await store.events.append(installId, [{ body }]);
      expect(event?.body).toMatchObject({ text: 'a\u{fffd}b\u{fffd}c' });
    });

    it('tells listeners of each commit, and none of a repetition', async () => {
      const installId = await newInstall();
      const heard: (string | null)[] = [];
      const stop = database.onEvent((hint) => {
        if (hint.installId === installId) heard.push(hint.installId);
      });
      const event = { body: { kind: 'resumed' }, eventKey: 'resumed-1' } as const;
      await store.events.append(installId, [event]);
      await store.events.append(installId, [event]);
      stop();
      await store.events.append(installId, [{ body: { kind: 'resumed' } }]);
      expect(heard).toEqual([installId]);
    });

    it('keeps documents by kind, and the first of two that must not differ', async () => {
      const installId = await newInstall();
      await store.documents.put(installId, 'facts', { disks: [1] });
      await store.documents.put(installId, 'facts', { disks: [2] });
      expect(await store.documents.find(installId, 'facts')).toEqual({ disks: [2] });
      expect(await store.documents.find(installId, 'plan')).toBeNull();
      await store.documents.putIfAbsent(installId, 'plan', { digest: 'a' });
      const kept = await store.documents.putIfAbsent(installId, 'plan', { digest: 'b' });
      expect(kept).toEqual({ digest: 'a' });
    });

    it('gives all callers the secret that was stored first, and stores no plain text', async () => {
      const owner = randomUUID();
      const made = Array.from({ length: 10 }, (_, index) => `secret-number-${index}`);
      const answers = await Promise.all(
        made.map((text) => store.secrets.putIfAbsent(owner, 'access', text)),
      );
      expect(new Set(answers).size).toBe(1);
      expect(await store.secrets.find(owner, 'access')).toBe(answers[0]);
      const { rows } = await database.pool.query('select * from secret where owner = $1', [owner]);
      expect(JSON.stringify(rows)).not.toContain('secret-number');
    });

    it('opens no secret that was moved to another row', async () => {
      const owner = randomUUID();
      await store.secrets.putIfAbsent(owner, 'one', 'x');
      await store.secrets.putIfAbsent(owner, 'two', 'y');
      await database.pool.query(
        `update secret set sealed = (select sealed from secret where owner = $1 and name = 'one')
         where owner = $1 and name = 'two'`,
        [owner],
      );
      await expect(store.secrets.find(owner, 'two')).rejects.toMatchObject({
        code: 'bug.unexpected',
      });
      await store.secrets.deleteAll(owner);
      expect(await store.secrets.find(owner, 'one')).toBeNull();
    });

    it('lets one of many have the intent to spend, and keeps a placed order', async () => {
      const key = randomUUID();
      const { ledger } = store;
      const claims = Array.from({ length: 20 }, (_, index) => `claim-${index}`);
      const intents = await Promise.all(claims.map((claim) => ledger.intend(key, claim, LIMIT)));
      expect(intents.filter(Boolean)).toHaveLength(1);
      const claim = claims[intents.indexOf(true)] ?? '';
      expect(await ledger.find(key)).toEqual({ state: 'intent', claim, sentAt: null });
      await ledger.settle(key, 'another', { state: 'refused', problem: PROBLEM });
      await ledger.withdraw(key, 'another');
      expect(await ledger.find(key)).toEqual({ state: 'intent', claim, sentAt: null });
      await ledger.settle(key, claim, { state: 'refused', problem: PROBLEM });
      expect(await ledger.find(key)).toEqual({ state: 'refused', problem: PROBLEM });
      await ledger.settle(key, 'another', { state: 'placed', receipt: { ref: '42' } });
      await ledger.settle(key, claim, { state: 'unknown' });
      await ledger.withdraw(key, claim);
      expect(await ledger.find(key)).toEqual({ state: 'placed', receipt: { ref: '42' } });
    });

    it('lets parallel orders of an account not pass its limit of a day, in which refused ones do not count', async () => {
      const { ledger } = store;
      const limit = { account: `robot/${randomUUID()}`, ordersPerDay: 3 };
      const keys = Array.from({ length: 12 }, () => `order:${randomUUID()}`);
      const intents = await Promise.allSettled(keys.map((key) => ledger.intend(key, key, limit)));
      const counted = keys.filter((_, index) => intents[index]?.status === 'fulfilled');
      expect(counted).toHaveLength(3);
      const refusal = {
        code: 'request.order-limit',
        details: { ordersPerDay: 3, retryAfterSeconds: expect.any(Number) },
      };
      const refused = intents.filter(({ status }) => status === 'rejected');
      for (const one of refused) expect(one).toMatchObject({ reason: refusal });
      await expect(ledger.checkLimit(limit)).rejects.toMatchObject(refusal);
      await expect(ledger.checkLimit({ ...limit, ordersPerDay: 4 })).resolves.toBeUndefined();
      await expect(ledger.checkLimit({ account: 'new', ordersPerDay: 0 })).rejects.toMatchObject({
        details: { retryAfterSeconds: 86_400 },
      });
      const [first = '', second = ''] = counted;
      expect(await ledger.intend(first, 'again', limit)).toBe(false);
      await ledger.settle(first, first, { state: 'refused', problem: PROBLEM });
      await ledger.withdraw(second, second);
      await ledger.checkLimit({ ...limit, ordersPerDay: 2 });
    });

    it('gives an open intent to one of many that want it, and the former holder can send nothing', async () => {
      const key = `order:${randomUUID()}`;
      const { ledger } = store;
      await ledger.intend(key, 'first', LIMIT);
      expect(await ledger.markSent(key, 'first', 1_764_000_000_123)).toBe(true);
      const sent = { state: 'intent', claim: 'first', sentAt: 1_764_000_000_123 } as const;
      expect(await ledger.find(key)).toEqual(sent);
      expect(await ledger.takeOver(key, { ...sent, sentAt: null }, 'late')).toBe(false);
      const wanting = Array.from({ length: 20 }, (_, index) => `claim-${index}`);
      const taken = await Promise.all(wanting.map((one) => ledger.takeOver(key, sent, one)));
      expect(taken.filter(Boolean)).toHaveLength(1);
      const claim = wanting[taken.indexOf(true)] ?? '';
      expect(await ledger.markSent(key, 'first', 2)).toBe(false);
      expect(await ledger.find(key)).toEqual({ state: 'intent', claim, sentAt: null });
      await ledger.markSent(key, claim, 3);
      await ledger.settle(key, claim, { state: 'unknown' });
      expect(await ledger.find(key)).toEqual({ state: 'unknown', claim, sentAt: 3 });
      await ledger.withdraw(key, claim);
      expect(await ledger.find(key)).toBeNull();
    });

    it('finds the owner of a token, and keeps only its hash', async () => {
      const { token, ...grant } = await store.tokens.create('ci', ['read', 'install']);
      expect(await store.tokens.find(token)).toEqual(grant);
      expect(await store.tokens.find(`${token}x`)).toBeNull();
      const { rows } = await database.pool.query('select * from token');
      expect(JSON.stringify(rows)).not.toContain(token);
      const configured = await store.tokens.ensure('from-config', 'root', ['admin']);
      const again = await store.tokens.ensure('from-config', 'root', ['admin', 'order']);
      expect(again.tokenId).toBe(configured.tokenId);
      expect(await store.tokens.find('from-config')).toMatchObject({ scopes: ['admin', 'order'] });
    });
  });
}
