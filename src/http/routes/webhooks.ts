/** Webhooks: make, read, change, delete, test, replay. */

import type { components } from '../../../openapi/api.gen.ts';
import {
  changeWebhook,
  createWebhook,
  deleteWebhook,
  getWebhook,
  replayWebhook,
  testWebhook,
  type WebhookPorts,
} from '../../service/webhooks.ts';
import type { Handlers } from '../handler.ts';

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
export function createWebhookHandlers(ports: WebhookPorts): Pick<Handlers, WebhookOperation> {
  return {
    async listWebhooks() {
      const items = (await ports.webhooks.list()).map(toWebhook);
      return { kind: 'json', status: 200, body: { items } };
    },
    async createWebhook({ body: { url, description = '', kinds = null } }) {
      const { webhook, secret } = await createWebhook(ports, { url, description, kinds });
      return { kind: 'json', status: 201, body: { webhook: toWebhook(webhook), secret } };
    },
    async getWebhook({ params }) {
      const body = toWebhook(await getWebhook(ports, params.webhookId));
      return { kind: 'json', status: 200, body };
    },
    async changeWebhook({ params, body }) {
      const changed = await changeWebhook(ports, params.webhookId, body);
      return { kind: 'json', status: 200, body: toWebhook(changed) };
    },
    async deleteWebhook({ params }) {
      const body = toWebhook(await deleteWebhook(ports, params.webhookId));
      return { kind: 'json', status: 200, body };
    },
    async testWebhook({ params }) {
      const body = toWebhook(await testWebhook(ports, params.webhookId));
      return { kind: 'json', status: 202, body };
    },
    async replayWebhook({ params, body: { after } }) {
      const webhook = await replayWebhook(ports, params.webhookId, after);
      return { kind: 'json', status: 202, body: toWebhook(webhook) };
    },
  };
}

function toWebhook(webhook: WebhookRow): components['schemas']['Webhook'] {
  const { webhookId, url, description, kinds, state, reason, createdAt } = webhook;
  const { lastStatus, lastAttemptAt, lastSuccessAt } = webhook;
  return {
    webhookId,
    url,
    description,
    kinds: kinds === null ? null : [...kinds],
    state,
    reason,
    lastStatus,
    lastAttemptAt,
    lastSuccessAt,
    createdAt,
  };
}
