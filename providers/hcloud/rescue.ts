import type { RescueAccess } from '../provider.ts';
import { awaitAction } from './actions.ts';
import type { HcloudContext } from './context.ts';
import { findServer } from './find.ts';
import { ensureSshKey } from './keys.ts';

/** Others saw about 14 s; CAPH gives a boot state 6 minutes. */
const DEADLINE_MS = 5 * 60_000;

export interface ArmInput {
  readonly ref: string;
  readonly operationId: string;
  /** OpenSSH public key line. */
  readonly authorizedKey: string;
}

/**
 * Arms the rescue system for the next boot; the arming lapses after 60 minutes. May be repeated: an
 * older arming may hold another key and cannot be read, so it is taken back first.
 *
 * @throws ProviderError `provider.not-found`, `provider.conflict` (key), `provider.busy`,
 *         `provider.action-failed`, `provider.action-timeout`
 */
export async function armRescue(
  context: HcloudContext,
  input: ArmInput,
  signal: AbortSignal,
): Promise<RescueAccess> {
  const { client } = context;
  const server = await findServer(client, input.ref, signal);
  const keyId = await ensureSshKey(client, input.operationId, input.authorizedKey, signal);
  if (server.rescue_enabled) {
    const disabling = await client.disableRescue(server.id, signal);
    await awaitAction(context, disabling, DEADLINE_MS, signal);
  }
  const enabling = await client.enableRescue(server.id, keyId, signal);
  await awaitAction(context, enabling, DEADLINE_MS, signal);
  // Hetzner publishes no host key of the cloud's rescue system.
  return { user: 'root', hostKey: null, hostKeyFingerprints: [] };
}

/** Takes an arming back; nothing is sent where there is none. May be repeated. Errors as `armRescue`. */
export async function disarmRescue(
  context: HcloudContext,
  ref: string,
  signal: AbortSignal,
): Promise<void> {
  const server = await findServer(context.client, ref, signal);
  if (!server.rescue_enabled) return;
  const disabling = await context.client.disableRescue(server.id, signal);
  await awaitAction(context, disabling, DEADLINE_MS, signal);
}
