import { errorCode, ProviderError } from '../../src/domain/error.ts';
import type { RescueAccess } from '../provider.ts';
import { disableRescue, enableRescue, getLastRescue, getRescue, saysNotFound } from './calls.ts';
import type { RobotClient } from './client.ts';
import type { RobotContext } from './context.ts';
import { toFingerprints } from './convert.ts';
import { findServer } from './find.ts';
import { ensureKey } from './keys.ts';
import type { WireRescue } from './wire.ts';

export interface ArmInput {
  readonly ref: string;
  readonly operationId: string;
  /** OpenSSH public key line. */
  readonly authorizedKey: string;
}

/**
 * Arms the rescue system for the next boot; the arming lapses after 60 minutes. May be repeated: an
 * older arming may hold another key, so it is taken back first.
 *
 * @throws ProviderError `provider.not-found`, `provider.unsupported`, `provider.busy`
 */
export async function armRescue(
  context: RobotContext,
  input: ArmInput,
  signal: AbortSignal,
): Promise<RescueAccess> {
  const { client } = context;
  const server = await findServer(context, input.ref, signal);
  if (!server.rescue) throw noRescue(server.server_number);
  const fingerprint = await ensureKey(client, input.operationId, input.authorizedKey, signal);
  const before = await getRescue(client, server.server_number, signal);
  if (before.active) await disableRescue(client, server.server_number, signal);
  const armed = await enableAnew(client, server.server_number, fingerprint, signal);
  // Robot tells fingerprints, not keys; often none before the system has booted.
  return { user: 'root', hostKey: null, hostKeyFingerprints: toFingerprints(armed.host_key) };
}

/** Older servers say in these words that something else is armed; that is taken back once. */
async function enableAnew(
  client: RobotClient,
  serverNumber: number,
  fingerprint: string,
  signal: AbortSignal,
): Promise<WireRescue> {
  try {
    return await enableRescue(client, serverNumber, fingerprint, signal);
  } catch (error) {
    if (errorCode(error) !== 'provider.conflict') throw error;
    await disableRescue(client, serverNumber, signal);
    return await enableRescue(client, serverNumber, fingerprint, signal);
  }
}

/** Takes an arming back; nothing is sent where there is none. May be repeated. @throws as `armRescue` */
export async function disarmRescue(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<void> {
  const { rescue, server_number } = await findServer(context, ref, signal);
  if (!rescue) return;
  const { active } = await getRescue(context.client, server_number, signal);
  if (active) await disableRescue(context.client, server_number, signal);
}

/** The host keys that Robot saw when the rescue system was last booted; empty where it saw none. */
export async function lastHostKeyFingerprints(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<string[]> {
  const server = await findServer(context, ref, signal);
  try {
    const last = await getLastRescue(context.client, server.server_number, signal);
    return toFingerprints(last.host_key);
  } catch (error) {
    // BOOT_NOT_AVAILABLE: no rescue system was ever armed here.
    if (saysNotFound(error) || errorCode(error) === 'provider.unsupported') return [];
    throw error;
  }
}

function noRescue(serverNumber: number): ProviderError {
  return new ProviderError(
    'provider.unsupported',
    `The server ${serverNumber} at Hetzner Robot has no rescue system. Use another way to a shell on it.`,
    { outcome: 'not-sent', serverNumber },
  );
}
