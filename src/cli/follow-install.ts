/** Follows an install on the terminal to its end. */

import type { Client, Install } from '../client/client.ts';
import type { Cli } from './cli.ts';
import { CliError, EXIT } from './errors.ts';
import { createProgress } from './progress.ts';

/** The install as it ended. @throws CliError when the person goes away */
export async function followInstall(
  { signal, terminal }: Cli,
  client: Client,
  installId: string,
  { withOutput }: { readonly withOutput: boolean },
): Promise<Install> {
  const progress = createProgress(terminal, { withOutput });
  try {
    for await (const event of client.installs.watch(installId, { signal })) progress.tell(event);
  } finally {
    progress.close();
  }
  if (!signal.aborted) return client.installs.get(installId, { signal });
  throw new CliError(
    EXIT.interrupted,
    `The install goes on without you. Watch it with "ironflake events -f ${installId}", or stop it with "ironflake installs cancel ${installId}".`,
  );
}
