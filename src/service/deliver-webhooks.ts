/** The durable delivery of one lane: what is due to one webhook of one install, one after the other. */

import type { InstallEvent } from '../domain/event.ts';
import type { DueDelivery, Webhooks } from '../store/webhooks.ts';
import { currentContext } from '../workflow/context.ts';
import { step } from '../workflow/step.ts';
import { WEBHOOK_SECRET, webhookSecretOwner } from './webhooks.ts';

/** How one attempt ended; see events/webhook-sender.ts, which fits. */
type Sent =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'unanswered'; readonly reason: string };

export interface DeliveryPorts {
  readonly webhooks: Pick<Webhooks, 'next' | 'find' | 'taken' | 'postpone' | 'disable'>;
  readonly events: {
    listAfter(query: {
      readonly afterEventId: number;
      readonly limit: number;
    }): Promise<readonly InstallEvent[]>;
  };
  readonly secrets: { find(owner: string, name: string): Promise<string | null> };
  readonly send: (
    message: {
      readonly url: string;
      readonly secret: string;
      readonly id: string;
      readonly nowMs: number;
      readonly body: string;
    },
    signal: AbortSignal,
  ) => Promise<Sent>;
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** Pauses after the first, second, … attempt that was not taken: somewhat more than a day in all. */
const PAUSES_MS = [
  5 * SECOND_MS,
  MINUTE_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  5 * HOUR_MS,
  8 * HOUR_MS,
  10 * HOUR_MS,
];
const GONE = 410;

/** The workflow of a lane, known to the engine by the lane's run id. */
export function createDeliveryWorkflow(ports: DeliveryPorts) {
  return async function deliverLane(runId: string): Promise<void> {
    for (let turn = 1; ; turn += 1) {
      const due = await step(`next.${turn}`, () => ports.webhooks.next(runId));
      if (due === null) return;
      await step(`pause.${turn}`, async ({ signal }) => {
        const { clock } = currentContext();
        const leftMs = due.nextAtMs - clock.now();
        if (leftMs > 0) await clock.sleep(leftMs, signal);
      });
      await step(`send.${turn}`, async ({ signal }) => {
        await attempt(ports, due, currentContext().clock.now(), signal);
      });
    }
  };
}

/** May run twice: the receiver knows a message by its id. */
async function attempt(
  ports: DeliveryPorts,
  due: DueDelivery,
  nowMs: number,
  signal: AbortSignal,
): Promise<void> {
  const webhook = await ports.webhooks.find(due.webhookId);
  const secret = await ports.secrets.find(webhookSecretOwner(due.webhookId), WEBHOOK_SECRET);
  if (webhook === null || webhook.state !== 'active' || secret === null) return;
  const body = await bodyOf(ports, due, nowMs);
  if (body === null) return ports.webhooks.taken(due, 0);
  const id = `msg_${due.webhookId}_${due.eventId ?? `test_${due.ordinal}`}`;
  const sent = await ports.send({ url: webhook.url, secret, id, nowMs, body }, signal);
  await settle(ports, due, sent, nowMs);
}

async function settle(
  { webhooks }: DeliveryPorts,
  due: DueDelivery,
  sent: Sent,
  nowMs: number,
): Promise<void> {
  const status = sent.kind === 'answered' ? sent.status : null;
  if (status !== null && status >= 200 && status < 300) return webhooks.taken(due, status);
  if (status === GONE) {
    return webhooks.disable(due.webhookId, status, 'its target answered 410: gone for good');
  }
  // A test tells how it went and is not worth a day.
  if (due.eventId === null) return webhooks.taken(due, status ?? 0);
  const pauseMs = PAUSES_MS[due.attempts];
  if (pauseMs !== undefined) return webhooks.postpone(due, status, nowMs + pauseMs);
  const last = sent.kind === 'answered' ? `status ${sent.status}` : sent.reason;
  const reason = `event ${due.eventId} was not taken in ${due.attempts + 1} attempts over a day; the last ended with ${last}`;
  return webhooks.disable(due.webhookId, status, reason);
}

/** null: the event is gone together with its install. */
async function bodyOf(
  { events }: DeliveryPorts,
  { eventId, webhookId }: DueDelivery,
  nowMs: number,
): Promise<string | null> {
  if (eventId === null) {
    const timestamp = new Date(nowMs).toISOString();
    return JSON.stringify({ type: 'webhook.test', timestamp, data: { webhookId } });
  }
  const [event] = await events.listAfter({ afterEventId: eventId - 1, limit: 1 });
  if (event === undefined || event.eventId !== eventId) return null;
  const type = `install.${event.body.kind}`;
  return JSON.stringify({ type, timestamp: event.at, data: event });
}
