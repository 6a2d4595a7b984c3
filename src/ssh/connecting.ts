/** How connections are made: the settings, and one attempt on one address. */

import type { SshAddress } from '../domain/machine.ts';
import { JOBS_DIRECTORY } from './job.ts';
import { knock } from './knock.ts';
import type { Limit } from './limit.ts';
import { type Link, openLink } from './link.ts';
import type { SshTarget } from './shell.ts';

export interface ShellsOptions {
  /** Where jobs are kept on the machines. */
  readonly jobsDirectory?: string;
  /** Between two signs of life that are asked of the host; after three without an answer it is lost. 5 s when absent. */
  readonly keepAliveMs?: number;
  /** For the whole of a connection attempt when the caller names none. 20 s when absent. */
  readonly connectDeadlineMs?: number;
  /** Between two tries to reach the machine of a followed job again. 250 when absent. */
  readonly retryMs?: number;
  /** How long an address is left alone that answered, but not as the boot that is waited for. 1 s when absent. */
  readonly holdOffMs?: number;
}

/** What the parts of one `Shells` share. */
export interface Connecting {
  readonly settings: Required<ShellsOptions>;
  /**
   * One attempt on one address, up to an authenticated connection.
   * @throws as `Shells.open`
   */
  connectTo(address: SshAddress, target: SshTarget, limit: Limit): Promise<Link>;
}

export function createConnecting(options: ShellsOptions): Connecting {
  const settings = {
    jobsDirectory: JOBS_DIRECTORY,
    keepAliveMs: 5000,
    connectDeadlineMs: 20_000,
    retryMs: 250,
    holdOffMs: 1000,
    ...options,
  };
  return {
    settings,
    async connectTo(address, target, limit) {
      const socket = await knock(address, { timeoutMs: limit.leftMs(), signal: limit.signal });
      const { user, privateKey, hostKey: pin, hostKeyFingerprints: fingerprints = [] } = target;
      const { keepAliveMs } = settings;
      const options = { address, user, privateKey, pin, fingerprints, keepAliveMs, limit };
      return openLink(socket, options);
    },
  };
}
