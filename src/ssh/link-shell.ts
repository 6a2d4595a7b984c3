/** The contract's Shell over one connection. */

import { followJob } from './follow.ts';
import { jobScript, startJobCommand } from './job.ts';
import type { Limit } from './limit.ts';
import type { Link } from './link.ts';
import { putFile } from './put.ts';
import { runCommand } from './run.ts';
import type { Shell } from './shell.ts';

export interface LinkShellParts {
  readonly link: Link;
  /** The live connection to the same target, made anew when it was lost. */
  readonly connect: (limit: Limit) => Promise<Link>;
  readonly settings: { readonly jobsDirectory: string; readonly retryMs: number };
}

export function createLinkShell({ link, connect, settings }: LinkShellParts): Shell {
  const { jobsDirectory, retryMs } = settings;
  return {
    address: link.address,
    hostKey: link.hostKey,
    get isOpen() {
      return link.isOpen;
    },
    run: (command, options) => runCommand(link, command, options),
    put: (file) => putFile(link, file),
    async startJob({ name, script }) {
      const stdin = jobScript(script);
      await runCommand(link, startJobCommand(jobsDirectory, name, stdin.length), { stdin });
    },
    followJob(name, options) {
      // The first go is over this very connection, as long as it lives.
      const reach = (limit: Limit) => (link.isOpen ? Promise.resolve(link) : connect(limit));
      const { address } = link;
      return followJob({ address, jobsDirectory, name, connect: reach, retryMs }, options);
    },
    close: () => link.close(),
  };
}
