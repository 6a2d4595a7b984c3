/** Sends one message to a webhook's target, once. */

import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { signMessage } from './webhook-signature.ts';
import { createPublicLookup, type TargetPolicy, whyNotTarget } from './webhook-target.ts';

export interface WebhookMessage {
  readonly url: string;
  readonly secret: string;
  /** `webhook-id`. */
  readonly id: string;
  /** Of this attempt, milliseconds since 1970. */
  readonly nowMs: number;
  readonly body: string;
}

export type Sent =
  | { readonly kind: 'answered'; readonly status: number }
  /** Nobody took it; why, in words, without the secret. */
  | { readonly kind: 'unanswered'; readonly reason: string };

export type SendWebhook = (message: WebhookMessage, signal: AbortSignal) => Promise<Sent>;

export interface SenderOptions extends TargetPolicy {
  readonly timeoutMs?: number;
  /** For tests. */
  readonly lookup?: LookupFunction;
}

const TIMEOUT_MS = 15_000;

/**
 * Makes the sender. Redirects are not followed: they would lead past the check of the target. Every call has
 * a connection of its own, so that the address is checked each time.
 */
export function createWebhookSender(options: SenderOptions): SendWebhook {
  const { timeoutMs = TIMEOUT_MS } = options;
  const checked = options.lookup ?? createPublicLookup();
  const lookup = options.allowsPrivate ? options.lookup : checked;
  return async (message, signal) => {
    const why = whyNotTarget(message.url, options);
    if (why !== null) return { kind: 'unanswered', reason: `the URL ${why}` };
    const timeout = AbortSignal.timeout(timeoutMs);
    const both = AbortSignal.any([signal, timeout]);
    try {
      const status = await post(message, both, lookup);
      return { kind: 'answered', status };
    } catch (error) {
      signal.throwIfAborted();
      const reason = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : reasonOf(error);
      return { kind: 'unanswered', reason };
    }
  };
}

function post(
  message: WebhookMessage,
  signal: AbortSignal,
  lookup: LookupFunction | undefined,
): Promise<number> {
  const { url, secret, id, nowMs, body } = message;
  const timestamp = Math.floor(nowMs / 1000);
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'ironflake',
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signMessage(secret, { id, timestamp, body }),
  };
  const { request } = url.startsWith('https:') ? https : http;
  const options = {
    method: 'POST',
    headers,
    signal,
    agent: false,
    ...(lookup === undefined ? {} : { lookup }),
  };
  return new Promise((resolve, reject) => {
    const call = request(url, options, (answer) => {
      // What the target says beyond its status interests nobody.
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    call.once('error', reject);
    call.end(body);
  });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
