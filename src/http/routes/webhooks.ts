/** Webhooks: make, read, change, delete, test, replay. */

import type { components } from '../../../openapi/api.gen.ts';
import type { Once } from '../../service/once.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  replayWebhook,
  showCreated,
  testWebhook,
  type WebhookPorts,
} from '../../service/webhooks.ts';
import type { Handlers } from '../handler.ts';
import { onceFor } from '../once.ts';
import { toEtag, toVersion } from '../version.ts';

type WebhookRow = Awaited<ReturnType<typeof getWebhook>>;

type WebhookOperation =
  | 'listWebhooks'
  | 'createWebhook'
  | 'getWebhook'
  | 'changeWebhook'
  | 'deleteWebhook'
  | 'testWebhook'
  | 'replayWebhook';

/** The handlers of webhooks. */
export function createWebhookHandlers(
  ports: WebhookPorts,
  once: Once,
): Pick<Handlers, WebhookOperation> {
  const get = (webhookId: string) => getWebhook(ports, webhookId);
  return {
    async listWebhooks() {
      const items = (await ports.webhooks.list()).map(toWebhook);
      return { kind: 'json', status: 200, body: { items } };
    },
    async createWebhook(call) {
      const { url, description = '', kinds = null } = call.body;
      const { value, isNew } = await onceFor(once, 'createWebhook', call, {
        make: (webhookId) => createWebhook(ports, webhookId, { url, description, kinds }),
        present: (webhookId) => showCreated(ports, webhookId),
      });
      const { webhook, secret } = value;
      const body = { webhook: toWebhook(webhook), secret };
      return { kind: 'json', status: isNew ? 201 : 200, headers: toEtag(webhook), body };
    },
    async getWebhook({ params }) {
      const webhook = await get(params.webhookId);
      return { kind: 'json', status: 200, headers: toEtag(webhook), body: toWebhook(webhook) };
    },
    async changeWebhook({ params, headers, body }) {
      const version = toVersion(headers['if-match']);
      const changed = await changeWebhook(ports, params.webhookId, body, version);
      return { kind: 'json', status: 200, headers: toEtag(changed), body: toWebhook(changed) };
    },
    async deleteWebhook({ params }) {
      const body = toWebhook(await deleteWebhook(ports, params.webhookId));
      return { kind: 'json', status: 200, body };
    },
    async testWebhook(call) {
      const { webhookId } = call.params;
      const { value } = await onceFor(once, 'testWebhook', call, {
        make: () => testWebhook(ports, webhookId),
        present: () => get(webhookId),
      });
      return { kind: 'json', status: 202, body: toWebhook(value) };
    },
    async replayWebhook(call) {
      const { webhookId } = call.params;
      const { value } = await onceFor(once, 'replayWebhook', call, {
        make: () => replayWebhook(ports, webhookId, call.body.after),
        present: () => get(webhookId),
      });
      return { kind: 'json', status: 202, body: toWebhook(value) };
    },
  };
}

function toWebhook(webhook: WebhookRow): components['schemas']['Webhook'] {
  const { webhookId, url, description, kinds, version, state, reason, createdAt } = webhook;
  const { lastStatus, lastAttemptAt, lastSuccessAt } = webhook;
  return {
    webhookId,
    url,
    description,
    kinds: kinds === null ? null : [...kinds],
    version,
    state,
    reason,
    lastStatus,
    lastAttemptAt,
    lastSuccessAt,
    createdAt,
  };
}
