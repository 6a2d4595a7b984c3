/** `ssh ID`: logs in to an installed machine, or to its initrd, which must show the host key that is known of it. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import type { Install } from '../../client/client.ts';
import type { Cli, EndWith } from '../cli.ts';
import { CliError, EXIT } from '../errors.ts';
import { connect } from '../settings.ts';

const DEFAULT_PORT = 22;

/** Adds the command. What stands after `--` is run on the machine. */
export function addSshCommand(program: Command, cli: Cli, end: EndWith): void {
  program
    .command('ssh <install-id> [command...]')
    .description('log in to an installed machine, with its proven host key pinned')
    .option('-i, --identity <file>', 'private key to log in with; else as ssh chooses')
    .option(
      '--unlock',
      'give the passphrase of the disks to a machine that waits for it while it starts',
    )
    .action(
      async (
        installId: string,
        remote: readonly string[],
        { identity, unlock = false }: { identity?: string; unlock?: boolean },
        command: Command,
      ) => {
        const { installs } = connect(cli, command);
        const install = await installs.get(installId, { signal: cli.signal });
        const folder = mkdtempSync(path.join(os.tmpdir(), 'ironflake-ssh-'));
        try {
          const knownHosts = path.join(folder, 'known_hosts');
          const target = unlock ? initrdOf(install) : targetOf(install);
          writeFileSync(knownHosts, `${target.knownHostsLine}\n`, { mode: 0o600 });
          const given = identity === undefined ? [] : ['-i', identity];
          const asking = unlock ? ['-t'] : [];
          const args = [...given, ...asking, ...sshArguments(target, knownHosts), ...remote];
          const status = await cli.runProgram('ssh', args);
          if (status === null) {
            throw new CliError(
              EXIT.failed,
              'The program "ssh" could not be started: install OpenSSH.',
            );
          }
          end(status);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      },
    );
}

interface Target {
  readonly host: string;
  readonly port: number;
  readonly knownHostsLine: string;
}

function targetOf({ installId, state, proof, machine }: Install): Target {
  if (proof === null) {
    throw new CliError(
      EXIT.failed,
      `Install ${installId} is ${state}: no host key is proven, so nobody can tell who would answer.`,
    );
  }
  const seen = machine?.addresses.find(({ host }) => host === proof.address);
  const { address: host, knownHostsLine } = proof;
  return { host, port: seen?.port ?? DEFAULT_PORT, knownHostsLine };
}

function initrdOf({ installId, state, proof }: Install): Target {
  const unlock = proof?.unlock ?? null;
  if (proof !== null && unlock !== null) return { host: proof.address, ...unlock };
  throw new CliError(
    EXIT.failed,
    `Install ${installId} is ${state} and has no encrypted disks that are proven: nothing waits to be unlocked.`,
  );
}

function sshArguments({ host, port }: Target, knownHosts: string): readonly string[] {
  const options = [
    `UserKnownHostsFile=${knownHosts}`,
    'GlobalKnownHostsFile=/dev/null',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
  ];
  return [...options.flatMap((one) => ['-o', one]), '-p', String(port), '-l', 'root', host];
}
