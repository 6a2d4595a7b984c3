/** What every kind of database has to do for plans, tokens, the audit log and webhooks. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallRequest } from '../../src/domain/request.ts';
import type { OpenDatabase } from '../../src/store/database.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { examplePlan } from '../support/example-plan.ts';

/** Runs the suite on one kind of database, which is opened once. */
export function describeSideTables(
  name: string,
  request: InstallRequest,
  open: () => Promise<OpenDatabase>,
): void {
  describe(`the side tables on ${name}`, () => {
    let database: OpenDatabase;
    let store: Store;

    beforeAll(async () => {
      database = await open();
      store = createStore(database, new Uint8Array(32).fill(7));
    }, 60_000);
    afterAll(async () => {
      await database.close();
    });

    it('keeps a plan, once per key, to its first end', async () => {
      const planId = randomUUID();
      const wish = { planId, request, idempotencyKey: planId, bodyHash: 'a' };
      expect((await store.plans.insert(wish)).isNew).toBe(true);
      const again = await store.plans.insert({ ...wish, planId: randomUUID() });
      expect(again).toMatchObject({ isNew: false, plan: { planId, state: 'queued' } });
      await expect(store.plans.insert({ ...wish, bodyHash: 'b' })).rejects.toMatchObject({
        code: 'request.idempotency-key-reused',
      });
      const plan = examplePlan('cloud-single');
      await store.plans.change(planId, { plan });
      expect(await store.plans.get(planId)).toMatchObject({ state: 'running', plan, files: null });
      await store.plans.end(planId, null);
      const problem = { code: 'machine.unreachable', message: 'late', details: {} } as const;
      await store.plans.end(planId, problem);
      await store.plans.change(planId, { files: [] });
      const ended = await store.plans.get(planId);
      expect(ended).toMatchObject({ state: 'ready', problem: null, files: null });
      expect(ended.endedAt).not.toBeNull();
      await expect(store.plans.get('none')).rejects.toMatchObject({ code: 'request.not-found' });
    });

    it('lets a token in until it expires or is revoked', async () => {
      const options = { expiresAt: '2099-01-01T00:00:00.000Z', createdBy: 'first' };
      const { token, tokenId } = await store.tokens.create('ci', ['read'], options);
      expect(await store.tokens.find(token)).toMatchObject({ tokenId });
      const [row] = (await store.tokens.list()).filter((one) => one.tokenId === tokenId);
      expect(row).toMatchObject({ ...options, lastUsedAt: expect.any(String) });
      const limits = { labels: { team: 'a' }, callsPerMinute: 7 };
      const limited = await store.tokens.create('team', ['order'], limits);
      expect(await store.tokens.find(limited.token)).toMatchObject(limits);
      const late = await store.tokens.create('old', ['read'], {
        expiresAt: '2020-01-01T00:00:00.000Z',
      });
      expect(await store.tokens.find(late.token)).toBeNull();
      expect(await store.tokens.revoke(tokenId)).toMatchObject({ name: 'ci' });
      expect(await store.tokens.find(token)).toBeNull();
      expect(await store.tokens.revoke(tokenId)).toBeNull();
    });

    it('keeps audit entries that nothing changes or deletes', async () => {
      const entry = {
        tokenId: null,
        tokenName: 'ci',
        address: '192.0.2.1',
        operation: 'startInstall',
        path: '/v1/installs',
        status: 202,
        requestId: 'r',
      };
      await store.audit.append(entry);
      await database.pool.query(`update audit_entry set status = 500`);
      await database.pool.query('delete from audit_entry');
      const page = await store.audit.listAfter({ afterAuditId: 0, limit: 10 });
      expect(page).toMatchObject([entry]);
      const afterAuditId = page[0]?.auditId ?? 0;
      expect(await store.audit.listAfter({ afterAuditId, limit: 10 })).toEqual([]);
    });

    it('gives an idempotency key to one call, and to another when that one has died', async () => {
      const [key, bodyHash] = [randomUUID(), 'a'];
      const claim = (thingId: string, hash = bodyHash) =>
        store.callKeys.claim({ key, bodyHash: hash, thingId });
      const claims = await Promise.all(['1', '2', '3'].map((id) => claim(id)));
      const mine = claims.filter(({ kind }) => kind === 'mine');
      expect(mine).toHaveLength(1);
      const { thingId = '' } = mine[0] ?? {};
      expect(new Set(claims.map((one) => one.thingId))).toEqual(new Set([thingId]));
      expect(await claim('4', 'b')).toEqual({ kind: 'other', thingId });
      await database.pool.query(
        `update call_key set claimed_at = now() - interval '61 seconds' where call_key = '${key}'`,
      );
      expect(await claim('5')).toEqual({ kind: 'mine', thingId });
      expect(await claim('6')).toEqual({ kind: 'at-work', thingId });
      await store.callKeys.made(key);
      await store.callKeys.release(key);
      expect(await claim('7')).toEqual({ kind: 'made', thingId });
      expect(await claim('8', 'b')).toEqual({ kind: 'other', thingId });
    });

    it('changes a webhook only in the version that is named', async () => {
      const webhookId = await newWebhook();
      const { webhooks } = store;
      expect((await webhooks.change(webhookId, { description: 'a' }, 1))?.version).toBe(2);
      await expect(webhooks.change(webhookId, { description: 'b' }, 1)).rejects.toMatchObject({
        code: 'request.version-changed',
      });
      expect((await webhooks.change(webhookId, { description: 'c' }, null))?.version).toBe(3);
      expect(await webhooks.change('none', {}, 1)).toBeNull();
      await webhooks.delete(webhookId);
    });

    it('lists installs by the labels that they were asked for with', async () => {
      const [installId, other] = [randomUUID(), randomUUID()];
      const labels = { team: installId, role: 'web' };
      await store.installs.insert({ installId, request: { ...request, labels } });
      await store.installs.insert({ installId: other, request });
      const ids = async (wanted: Record<string, string>) =>
        (await store.installs.list({ limit: 10, labels: wanted })).items.map(
          ({ install }) => install.installId,
        );
      expect(await ids({ team: installId })).toEqual([installId]);
      expect(await ids({ team: installId, role: 'db' })).toEqual([]);
    });

    async function newWebhook(): Promise<string> {
      const webhookId = randomUUID();
      const url = 'https://hooks.example/';
      await store.webhooks.insert({ webhookId, url, description: '', kinds: null });
      return webhookId;
    }

    async function newInstall(): Promise<string> {
      const installId = randomUUID();
      await store.installs.insert({ installId, request });
      return installId;
    }

    it('gives each install a lane of its own, in the order of its events', async () => {
      const webhookId = await newWebhook();
      const installId = await newInstall();
      const output = { kind: 'output', job: 'j', sequence: 1, text: 't' } as const;
      await store.events.append(installId, [{ body: output }, { body: { kind: 'resumed' } }]);
      await newInstall();
      const lanes = await store.webhooks.enqueue();
      expect(lanes).toHaveLength(2);
      expect(await store.webhooks.enqueue()).toEqual([]);
      const kinds: string[] = [];
      for (const { runId } of lanes) {
        for (;;) {
          const due = await store.webhooks.next(runId);
          if (due === null) break;
          expect(await store.webhooks.next(runId)).toEqual(due);
          const afterEventId = (due.eventId ?? 0) - 1;
          const [event] = await store.events.listAfter({ afterEventId, limit: 1 });
          kinds.push(`${event?.installId === installId} ${event?.body.kind}`);
          await store.webhooks.taken(due, 200);
        }
      }
      const ofFirst = kinds.filter((one) => one.startsWith('true'));
      expect(ofFirst).toEqual(['true created', 'true resumed']);
      expect(kinds).toHaveLength(3);
      expect(await store.webhooks.lanes()).toEqual([]);
      expect(await store.webhooks.find(webhookId)).toMatchObject({ lastStatus: 200 });
      await store.webhooks.delete(webhookId);
    });

    it('hears of what comes from now on, and of the past when it is replayed', async () => {
      await newInstall();
      const before = await store.events.latestId();
      const webhookId = await newWebhook();
      expect(await store.webhooks.enqueue()).toEqual([]);
      await store.webhooks.replayAfter(webhookId, before - 1);
      const [lane] = await store.webhooks.enqueue();
      const due = await store.webhooks.next(lane?.runId ?? '');
      expect(due).toMatchObject({ webhookId, eventId: before, attempts: 0 });
      await store.webhooks.delete(webhookId);
      expect(await store.webhooks.next(lane?.runId ?? '')).toBeNull();
    });

    it('forgets what is due when it is disabled, and begins anew when made active', async () => {
      const webhookId = await newWebhook();
      await newInstall();
      const [lane] = await store.webhooks.enqueue();
      await store.webhooks.disable(webhookId, 410, 'gone');
      expect(await store.webhooks.next(lane?.runId ?? '')).toBeNull();
      await newInstall();
      expect(await store.webhooks.enqueue()).toEqual([]);
      const active = await store.webhooks.change(webhookId, { state: 'active' }, null);
      expect(active).toMatchObject({ state: 'active', reason: null, lastStatus: 410 });
      expect(await store.webhooks.enqueue()).toEqual([]);
      await newInstall();
      expect(await store.webhooks.enqueue()).toHaveLength(1);
      await store.webhooks.delete(webhookId);
    });
  });
}
