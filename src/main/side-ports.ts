/** What the HTTP service needs beside installs and machines: access, webhooks, events of all, metrics. */

import type { Config } from '../config.ts';
import { createWebhookSender } from '../events/webhook-sender.ts';
import { createWebhookSecret } from '../events/webhook-signature.ts';
import { requireTarget, type TargetPolicy } from '../events/webhook-target.ts';
import type { ServerInput } from '../http/server.ts';
import { createDeliveryWorkflow } from '../service/deliver-webhooks.ts';
import type { Metrics } from '../service/metrics.ts';
import { WEBHOOK_WORKFLOW } from '../service/names.ts';
import type { Store } from '../store/store.ts';
import type { Workflow } from '../workflow/engine.ts';

export interface SidePortsInput {
  readonly config: Pick<Config, 'webhookTargets' | 'callsPerMinute'>;
  readonly store: Store;
  readonly metrics: Metrics;
  /** Something may be due to a webhook. */
  readonly wake: () => void;
}

type SidePorts = Pick<
  ServerInput,
  'access' | 'webhooks' | 'allEvents' | 'metrics' | 'callsPerMinute' | 'callKeys'
>;

/** Puts them together. */
export function createSidePorts({ config, store, metrics, wake }: SidePortsInput): SidePorts {
  const policy = policyOf(config);
  return {
    access: { access: store.tokens, audit: store.audit },
    webhooks: {
      webhooks: store.webhooks,
      secrets: store.secrets,
      requireTarget: (url) => requireTarget(url, policy),
      createSecret: createWebhookSecret,
      wake,
    },
    allEvents: store.events,
    callKeys: store.callKeys,
    metrics,
    callsPerMinute: config.callsPerMinute,
  };
}

/** The engine's part of it. */
export function createSideWorkflows({
  config,
  store,
}: Pick<SidePortsInput, 'config' | 'store'>): Readonly<Record<string, Workflow>> {
  const send = createWebhookSender(policyOf(config));
  const { webhooks, events, secrets } = store;
  return { [WEBHOOK_WORKFLOW]: createDeliveryWorkflow({ webhooks, events, secrets, send }) };
}

function policyOf({ webhookTargets }: Pick<Config, 'webhookTargets'>): TargetPolicy {
  const allowsAll = webhookTargets === 'any';
  return { allowsHttp: allowsAll, allowsPrivate: allowsAll };
}
