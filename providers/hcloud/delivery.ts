import { ProviderError } from '../../src/domain/error.ts';
import type { Delivery, ProviderMachine } from '../provider.ts';
import { actionFailed, awaitAction, nextPollMs } from './actions.ts';
import { getServer, listServerActions } from './calls.ts';
import type { HcloudContext } from './context.ts';
import { toMachine } from './convert.ts';
import { findServer } from './find.ts';
import { claimAddresses } from './own-addresses.ts';
import { pause } from './retry.ts';
import type { WireAction, WireServer } from './wire.ts';

/** Creating takes about 20 s; a quarter of an hour means that nobody works on it any more. */
const DEADLINE_MS = 15 * 60_000;

const NEXT_LOOK_MS = 2_000;

/** What makes a new server; a failure of one of these is final. */
const MAKING: ReadonlySet<string> = new Set([
  'create_server',
  'attach_to_network',
  'attach_volume',
  'start_server',
]);

/**
 * Waits until a new server has been made, and started unless it was ordered to be off; its addresses
 * are marked as ours. May be repeated.
 *
 * @throws ProviderError `provider.action-failed`, `provider.action-timeout`
 */
export async function awaitDelivery(
  context: HcloudContext,
  ref: string,
  signal: AbortSignal,
): Promise<ProviderMachine> {
  const { client, clock } = context;
  const startedAt = clock.now();
  let server = await findServer(client, ref, signal);
  const actions = server.status === 'running' ? [] : await awaitMaking(context, server.id, signal);
  for (let pollMs = nextPollMs(null); ; pollMs = nextPollMs(pollMs)) {
    server = await getServer(client, server.id, signal);
    if (isMade(server, actions)) {
      await claimAddresses(client, server, signal);
      return toMachine(server, context);
    }
    const waitedMs = clock.now() - startedAt;
    if (waitedMs >= DEADLINE_MS) {
      throw new ProviderError(
        'provider.action-timeout',
        `The server ${server.name} (${server.id}) was ordered from Hetzner Cloud, but after ${waitedMs} ms it is ${server.status} and not ready. Look at it in the Hetzner console.`,
        { providerRef: String(server.id), status: server.status },
      );
    }
    await pause(clock, pollMs, signal);
  }
}

/**
 * Looks once whether a new server has been made. May be repeated.
 *
 * @throws ProviderError `provider.action-failed` when the vendor gave up making it
 */
export async function lookForDelivery(
  context: HcloudContext,
  ref: string,
  signal: AbortSignal,
): Promise<Delivery> {
  const server = await findServer(context.client, ref, signal);
  const actions =
    server.status === 'running' ? [] : await listServerActions(context.client, server.id, signal);
  if (isMade(server, actions)) {
    return { state: 'ready', machine: toMachine(server, context), hostKeyFingerprints: [] };
  }
  const failed = actions.find(({ command, status }) => MAKING.has(command) && status === 'error');
  if (failed !== undefined) throw actionFailed(failed, 0);
  return { state: 'in-process', nextLookMs: NEXT_LOOK_MS };
}

/** It runs; or it is off after all of its actions, and nobody was ever told to start it. */
function isMade({ status }: WireServer, actions: readonly WireAction[]): boolean {
  if (status !== 'off') return status === 'running';
  return !actions.some((action) => action.command === 'start_server' || action.status === 'error');
}

async function awaitMaking(
  context: HcloudContext,
  serverId: number,
  signal: AbortSignal,
): Promise<readonly WireAction[]> {
  const actions = await listServerActions(context.client, serverId, signal);
  for (const action of actions.filter(({ command }) => MAKING.has(command))) {
    if (action.status === 'error') throw actionFailed(action, 0);
    await awaitAction(context, action, DEADLINE_MS, signal);
  }
  return actions;
}
