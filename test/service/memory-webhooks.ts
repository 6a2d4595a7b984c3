/** Webhooks in memory, without their deliveries. */

import { RequestError } from '../../src/domain/error.ts';
import { requireTarget } from '../../src/events/webhook-target.ts';
import type { WebhookPorts } from '../../src/service/webhooks.ts';
import type { Webhook } from '../../src/store/webhooks.ts';

export interface MemoryWebhooks extends WebhookPorts {
  /** `replay ID 7`, `test ID`, `wake`, in order. */
  readonly calls: string[];
}

/** No webhooks yet; targets have to be public. */
export function createMemoryWebhooks(secrets: WebhookPorts['secrets']): MemoryWebhooks {
  const rows = new Map<string, Webhook>();
  const calls: string[] = [];
  const change = (webhookId: string, changed: Partial<Webhook>): Webhook | null => {
    const row = rows.get(webhookId);
    if (row === undefined) return null;
    const next = { ...row, ...changed };
    rows.set(webhookId, next);
    return next;
  };
  return {
    calls,
    secrets,
    requireTarget: (url) => requireTarget(url, { allowsHttp: false, allowsPrivate: false }),
    createSecret: () => 'whsec_Y2FuYXJ5',
    wake: () => void calls.push('wake'),
    webhooks: {
      async insert(input) {
        const webhook: Webhook = { ...FRESH, ...input };
        rows.set(input.webhookId, webhook);
        return webhook;
      },
      list: async () => [...rows.values()],
      find: async (webhookId) => rows.get(webhookId) ?? null,
      async change(webhookId, changed, ifVersion) {
        const version = rows.get(webhookId)?.version ?? 0;
        if (ifVersion !== null && ifVersion !== version) {
          throw new RequestError('request.version-changed', 'Another version.');
        }
        return change(webhookId, { ...changed, version: version + 1 });
      },
      async delete(webhookId) {
        const row = rows.get(webhookId) ?? null;
        rows.delete(webhookId);
        return row;
      },
      replayAfter: async (webhookId, after) => void calls.push(`replay ${webhookId} ${after}`),
      enqueueTest: async (webhookId) => void calls.push(`test ${webhookId}`),
    },
  };
}

const FRESH: Omit<Webhook, 'webhookId' | 'url' | 'description' | 'kinds'> = {
  version: 1,
  state: 'active',
  reason: null,
  lastStatus: null,
  lastAttemptAt: null,
  lastSuccessAt: null,
  createdAt: '2026-11-22T12:00:00.000Z',
};
