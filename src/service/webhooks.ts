/** Webhooks as a caller may ask for them. */

import { RequestError } from '../domain/error.ts';
import type { EventBody } from '../domain/event.ts';
import type { Webhook, WebhookChange, Webhooks } from '../store/webhooks.ts';
import type { SecretRows } from './ports.ts';

export interface WebhookPorts {
  readonly webhooks: Pick<
    Webhooks,
    'insert' | 'list' | 'find' | 'change' | 'delete' | 'replayAfter' | 'enqueueTest'
  >;
  readonly secrets: SecretRows;
  /** Whether a URL may be called. @throws RequestError `request.invalid` */
  readonly requireTarget: (url: string) => void;
  readonly createSecret: () => string;
  /** Looks for what has become due, soon. */
  readonly wake: () => void;
}

/** Owner of a webhook's secret in the sealed store. */
export function webhookSecretOwner(webhookId: string): string {
  return `webhook:${webhookId}`;
}

/** Name of a webhook's secret in the sealed store. */
export const WEBHOOK_SECRET = 'signing';

export interface WebhookWithSecret {
  readonly webhook: Webhook;
  readonly secret: string;
}

export interface NewWebhook {
  readonly url: string;
  readonly description: string;
  readonly kinds: readonly EventBody['kind'][] | null;
}

/**
 * Makes a webhook under this id; its secret is returned with it. May be repeated.
 *
 * @throws RequestError `request.invalid` for a URL that may not be called
 */
export async function createWebhook(
  ports: WebhookPorts,
  webhookId: string,
  input: NewWebhook,
): Promise<WebhookWithSecret> {
  ports.requireTarget(input.url);
  const secret = ports.createSecret();
  // Before the row: a webhook without its secret could send nothing.
  await ports.secrets.putIfAbsent(webhookSecretOwner(webhookId), WEBHOOK_SECRET, secret);
  await ports.webhooks.insert({ webhookId, ...input });
  return showCreated(ports, webhookId);
}

/** What the call that made it was answered with. @throws RequestError `request.not-found` */
export async function showCreated(
  ports: WebhookPorts,
  webhookId: string,
): Promise<WebhookWithSecret> {
  const webhook = await getWebhook(ports, webhookId);
  const secret = await ports.secrets.find(webhookSecretOwner(webhookId), WEBHOOK_SECRET);
  return { webhook, secret: secret ?? '' };
}

/** One webhook. @throws RequestError `request.not-found` */
export async function getWebhook(ports: WebhookPorts, webhookId: string): Promise<Webhook> {
  return orNotFound(await ports.webhooks.find(webhookId), webhookId);
}

/** Changes what is named. @throws RequestError `request.invalid`, `request.not-found`, `request.version-changed` */
export async function changeWebhook(
  ports: WebhookPorts,
  webhookId: string,
  change: WebhookChange,
  ifVersion: number | null,
): Promise<Webhook> {
  if (change.url !== undefined) ports.requireTarget(change.url);
  const reason = change.state === 'disabled' ? { reason: 'disabled by a call' } : {};
  const changed = orNotFound(
    await ports.webhooks.change(webhookId, { ...change, ...reason }, ifVersion),
    webhookId,
  );
  ports.wake();
  return changed;
}

/** Forgets a webhook. What it was. @throws RequestError `request.not-found` */
export async function deleteWebhook(ports: WebhookPorts, webhookId: string): Promise<Webhook> {
  return orNotFound(await ports.webhooks.delete(webhookId), webhookId);
}

/** A test call becomes due. @throws RequestError `request.not-found`, `request.conflict` (it is disabled) */
export async function testWebhook(ports: WebhookPorts, webhookId: string): Promise<Webhook> {
  const webhook = await requireActive(ports, webhookId);
  await ports.webhooks.enqueueTest(webhookId);
  ports.wake();
  return webhook;
}

/** Every event after a number becomes due again. @throws as `testWebhook` */
export async function replayWebhook(
  ports: WebhookPorts,
  webhookId: string,
  after: number,
): Promise<Webhook> {
  const webhook = await requireActive(ports, webhookId);
  await ports.webhooks.replayAfter(webhookId, after);
  ports.wake();
  return webhook;
}

async function requireActive(ports: WebhookPorts, webhookId: string): Promise<Webhook> {
  const webhook = await getWebhook(ports, webhookId);
  if (webhook.state === 'active') return webhook;
  throw new RequestError(
    'request.conflict',
    `Webhook ${webhookId} is disabled (${webhook.reason ?? 'no reason kept'}). Nothing is sent; make it active first.`,
    { state: webhook.state },
  );
}

function orNotFound(webhook: Webhook | null, webhookId: string): Webhook {
  if (webhook !== null) return webhook;
  throw new RequestError('request.not-found', `There is no webhook ${webhookId}.`, { webhookId });
}
