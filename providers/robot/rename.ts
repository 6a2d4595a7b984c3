import { renameServer } from './calls.ts';
import type { RobotContext } from './context.ts';
import { findServer } from './find.ts';

/** Sets a server's name. May be repeated. @throws ProviderError `provider.not-found` */
export async function rename(
  context: RobotContext,
  ref: string,
  name: string,
  signal: AbortSignal,
): Promise<void> {
  const server = await findServer(context, ref, signal);
  if (server.server_name === name) return;
  await renameServer(context.client, server.server_number, name, signal);
}
