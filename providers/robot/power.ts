import { ProviderError } from '../../src/domain/error.ts';
import type { RestartMethod } from '../provider.ts';
import { getReset, type ResetType, resetServer, wakeServer } from './calls.ts';
import type { RobotContext } from './context.ts';
import { toMethods, toPower } from './convert.ts';
import { findServer } from './find.ts';

/** A long press cuts the power; the board needs a moment before the short one that gives it back. */
const POWER_OFF_MS = 15_000;

/** What a server can be restarted by, mildest first. @throws ProviderError `provider.unsupported` */
export async function methods(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<readonly RestartMethod[]> {
  const { server_number } = await findServer(context, ref, signal);
  return toMethods(await getReset(context.client, server_number, signal));
}

/**
 * Orders a restart, by the reset button unless a method is named, or else by the surest there is. Nobody
 * tells when it has happened. Each press is sent once: after a lost answer the caller has to look.
 *
 * @throws ProviderError `provider.unsupported`, `provider.busy` (a technician has been called)
 */
export async function restart(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
  method?: RestartMethod,
): Promise<void> {
  const { server_number } = await findServer(context, ref, signal);
  const reset = await getReset(context.client, server_number, signal);
  const offered = toMethods(reset);
  const chosen = method ?? (offered.includes('hardware') ? 'hardware' : offered.at(-1));
  if (chosen === undefined || !offered.includes(chosen)) {
    throw notOffered(server_number, chosen, offered);
  }
  const uncut = new AbortController().signal;
  const press = (type: ResetType, until: AbortSignal) =>
    resetServer(context.client, server_number, type, until);
  switch (chosen) {
    case 'software':
      await press('sw', signal);
      return;
    case 'hardware':
      await press('hw', signal);
      return;
    case 'power-cycle':
      // Once begun it is brought to its end: a cancelled caller must not leave the machine off.
      if (toPower(reset.operating_status) !== 'off') {
        await press('power_long', signal);
        await context.clock.sleep(POWER_OFF_MS, uncut);
      }
      await press('power', uncut);
      return;
    default:
      return chosen satisfies never;
  }
}

/** Starts a server that is off by a packet on its network. May be repeated, ten times an hour. */
export async function wake(context: RobotContext, ref: string, signal: AbortSignal): Promise<void> {
  const { server_number } = await findServer(context, ref, signal);
  await wakeServer(context.client, server_number, signal);
}

function notOffered(
  serverNumber: number,
  method: RestartMethod | undefined,
  offered: readonly RestartMethod[],
): ProviderError {
  const wish = method === undefined ? 'by any method' : `by ${method}`;
  const has = offered.length === 0 ? 'none' : offered.join(', ');
  return new ProviderError(
    'provider.unsupported',
    `The server ${serverNumber} at Hetzner Robot cannot be restarted ${wish}; it has: ${has}. A technician is never called by this service; do that in the Robot console if it is needed.`,
    { outcome: 'not-sent', serverNumber, method: method ?? null, offered },
  );
}
