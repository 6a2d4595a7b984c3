/** The one place where the vendor's asynchronous actions are awaited. */

import { ProviderError } from '../../src/domain/error.ts';
import type { ProviderClock } from '../provider.ts';
import type { HcloudClient } from './client.ts';
import { pause } from './retry.ts';
import type { WireAction } from './wire.ts';

const FIRST_POLL_MS = 200;
const MAX_POLL_MS = 2_000;

/** Longer pauses the longer it takes: 200 ms, then half as much again, up to 2 s. */
export function nextPollMs(lastMs: number | null): number {
  return lastMs === null ? FIRST_POLL_MS : Math.min(MAX_POLL_MS, Math.round(lastMs * 1.5));
}

export interface Waiter {
  readonly client: HcloudClient;
  readonly clock: ProviderClock;
}

/**
 * Waits until an action has ended well. May be repeated.
 *
 * @throws ProviderError `provider.action-failed`, `provider.action-timeout`
 */
export async function awaitAction(
  { client, clock }: Waiter,
  started: WireAction,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<void> {
  const startedAt = clock.now();
  let action = started;
  for (let pollMs = nextPollMs(null); ; pollMs = nextPollMs(pollMs)) {
    const waitedMs = clock.now() - startedAt;
    if (action.status === 'success') return;
    if (action.status === 'error') throw actionFailed(action, waitedMs);
    if (waitedMs >= deadlineMs) throw actionTimeout(action, waitedMs);
    await pause(clock, pollMs, signal);
    action = await client.getAction(action.id, signal);
  }
}

/** The error of an action that the vendor gave up. */
export function actionFailed(action: WireAction, waitedMs: number): ProviderError {
  const said =
    action.error === null ? 'no reason given' : `${action.error.code} (${action.error.message})`;
  return new ProviderError(
    'provider.action-failed',
    `Hetzner Cloud accepted the action ${action.command} (${action.id}), but it failed after ${waitedMs} ms: ${said}. Try again, or look at the server in the Hetzner console.`,
    { actionId: action.id, command: action.command, vendorCode: action.error?.code ?? null },
  );
}

function actionTimeout(action: WireAction, waitedMs: number): ProviderError {
  return new ProviderError(
    'provider.action-timeout',
    `Hetzner Cloud accepted the action ${action.command} (${action.id}), but after ${waitedMs} ms it is still ${action.status}. Look at the server in the Hetzner console; the action may yet end.`,
    { actionId: action.id, command: action.command },
  );
}
