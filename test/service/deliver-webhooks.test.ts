import { describe, expect, it } from '@jest/globals';
import type { InstallEvent } from '../../src/domain/event.ts';
import { createDeliveryWorkflow, type DeliveryPorts } from '../../src/service/deliver-webhooks.ts';
import type { DueDelivery, Webhook } from '../../src/store/webhooks.ts';
import { createManualClock } from '../support/clock.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';

const HOUR_MS = 3_600_000;

const WEBHOOK: Webhook = {
  webhookId: 'w',
  url: 'https://hooks.example/',
  description: '',
  kinds: null,
  version: 1,
  state: 'active',
  reason: null,
  lastStatus: null,
  lastAttemptAt: null,
  lastSuccessAt: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};

interface Target {
  /** What the target answers at this instant; null: nothing. */
  answer: (nowMs: number) => number | null;
}

/** One lane with events 1 … count in a queue in memory. */
function createLane(count: number, target: Target) {
  const clock = createManualClock();
  const startedAt = clock.now();
  let webhook = WEBHOOK;
  const queue: DueDelivery[] = Array.from({ length: count }, (_, index) => ({
    ordinal: String(index + 1),
    webhookId: 'w',
    eventId: index + 1,
    attempts: 0,
    nextAtMs: startedAt,
  }));
  const sent: { readonly id: string; readonly body: string; readonly atMs: number }[] = [];
  const taken: string[] = [];
  const ports: DeliveryPorts = {
    webhooks: {
      next: async () => (webhook.state === 'active' ? (queue[0] ?? null) : null),
      find: async () => webhook,
      async taken({ ordinal }) {
        taken.push(ordinal);
        queue.splice(0, queue.findIndex((one) => one.ordinal === ordinal) + 1);
      },
      async postpone(due, _status, nextAtMs) {
        queue[0] = { ...due, attempts: due.attempts + 1, nextAtMs };
      },
      async disable(_, __, reason) {
        webhook = { ...webhook, state: 'disabled', reason };
      },
    },
    events: { listAfter: async ({ afterEventId }) => [eventOf(afterEventId + 1)] },
    secrets: { find: async () => 'whsec_AAAA' },
    async send({ id, body, nowMs }) {
      sent.push({ id, body, atMs: nowMs - startedAt });
      const status = target.answer(nowMs - startedAt);
      return status === null
        ? { kind: 'unanswered', reason: 'connection refused' }
        : { kind: 'answered', status };
    },
  };
  const run = (records: Records = new Map()) =>
    runInMemory(clock, () => createDeliveryWorkflow(ports)('lane'), { records });
  return { clock, queue, sent, taken, run, webhook: () => webhook };
}

function eventOf(eventId: number): InstallEvent {
  return { eventId, installId: 'i', at: '2026-01-01T00:00:00.000Z', body: { kind: 'resumed' } };
}

describe('the delivery of a lane', () => {
  it('sends events in order, each with the same id for every attempt', async () => {
    let refusals = 2;
    const lane = createLane(3, { answer: () => (refusals-- > 0 ? 500 : 200) });
    const running = lane.run();
    await lane.clock.advance(HOUR_MS);
    await running;
    const ids = lane.sent.map(({ id }) => id);
    expect(ids).toEqual(['msg_w_1', 'msg_w_1', 'msg_w_1', 'msg_w_2', 'msg_w_3']);
    expect(JSON.parse(lane.sent[0]?.body ?? '')).toMatchObject({
      type: 'install.resumed',
      data: { eventId: 1, installId: 'i' },
    });
  });

  it('delivers all, in order, to a receiver that was down for an hour', async () => {
    const lane = createLane(20, { answer: (nowMs) => (nowMs < HOUR_MS ? null : 204) });
    const running = lane.run();
    await lane.clock.advance(6 * HOUR_MS);
    await running;
    expect(lane.taken).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)));
    const waited = lane.sent.filter(({ atMs }) => atMs < HOUR_MS);
    expect(waited.map(({ atMs }) => atMs / 1000)).toEqual([0, 5, 65, 365, 2165]);
  });

  it('disables a webhook that takes nothing for more than a day', async () => {
    const lane = createLane(2, { answer: () => 503 });
    const running = lane.run();
    await lane.clock.advance(72 * HOUR_MS);
    await running;
    expect(lane.sent.at(-1)?.atMs).toBeGreaterThan(24 * HOUR_MS);
    expect(lane.webhook()).toMatchObject({ state: 'disabled' });
    expect(lane.webhook().reason).toContain('status 503');
    expect(new Set(lane.sent.map(({ id }) => id))).toEqual(new Set(['msg_w_1']));
  });

  it('disables a webhook at once whose target is gone for good', async () => {
    const lane = createLane(2, { answer: () => 410 });
    await lane.run();
    expect(lane.sent).toHaveLength(1);
    expect(lane.webhook().reason).toContain('410');
  });

  it('goes on where it was after a restart, and sends nothing again that was taken', async () => {
    const records: Records = new Map();
    let isUp = true;
    const lane = createLane(3, { answer: () => (isUp ? 200 : null) });
    await lane.run(records);
    expect(lane.sent).toHaveLength(3);
    isUp = false;
    await lane.run(records);
    expect(lane.sent).toHaveLength(3);
  });

  it('tries a test call once', async () => {
    const lane = createLane(0, { answer: () => 500 });
    lane.queue.push({ ordinal: '9', webhookId: 'w', eventId: null, attempts: 0, nextAtMs: 0 });
    await lane.run();
    expect(lane.sent).toMatchObject([{ id: 'msg_w_test_9' }]);
    expect(JSON.parse(lane.sent[0]?.body ?? '').type).toBe('webhook.test');
    expect(lane.queue).toEqual([]);
  });
});
