import { ProviderError } from '../../src/domain/error.ts';
import type { RestartMethod } from '../provider.ts';
import { awaitAction } from './actions.ts';
import type { HcloudContext } from './context.ts';
import { findServer } from './find.ts';

const DEADLINE_MS = 5 * 60_000;

/** What a cloud server can be restarted by; the same for all. */
export const METHODS: readonly RestartMethod[] = ['power-cycle'];

/**
 * Cuts power and restores it, each awaited. Not the vendor's `reset`: off and on may each be sent again
 * after a lost answer, while a second reset would use up a rescue system armed for one boot.
 *
 * @throws ProviderError `provider.unsupported` (another method), `provider.not-found`, `provider.busy`, `provider.action-failed`,
 *         `provider.action-timeout`
 */
export async function restart(
  context: HcloudContext,
  ref: string,
  signal: AbortSignal,
  method: RestartMethod = 'power-cycle',
): Promise<void> {
  refuseOtherMethod(method);
  const { client } = context;
  const server = await findServer(client, ref, signal);
  if (server.status !== 'off') {
    await awaitAction(context, await client.powerOff(server.id, signal), DEADLINE_MS, signal);
  }
  await awaitAction(context, await client.powerOn(server.id, signal), DEADLINE_MS, signal);
}

function refuseOtherMethod(method: RestartMethod): void {
  if (METHODS.includes(method)) return;
  throw new ProviderError(
    'provider.unsupported',
    `A server of Hetzner Cloud is restarted by cutting its power; the method "${method}" is not used here. Ask for power-cycle.`,
    { outcome: 'not-sent', method },
  );
}
