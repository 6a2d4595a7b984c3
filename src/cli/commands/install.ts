/** `install`: plan, question, live progress, proof. */

import type { Command } from 'commander';
import type { Client, InstallRequest } from '../../client/client.ts';
import type { Cli, EndWith } from '../cli.ts';
import { confirm, requirePerson } from '../confirm.ts';
import { installLines, passphraseText } from '../describe.ts';
import { EXIT } from '../errors.ts';
import { followInstall } from '../follow-install.ts';
import { json } from '../print.ts';
import { addRequestFlags, planRequest, type RequestFlags, readRequest } from '../request.ts';
import { connect, wantsJson } from '../settings.ts';
import { makePlan, planText } from './plan.ts';

interface InstallFlags extends RequestFlags {
  readonly yes?: boolean;
  readonly detach?: boolean;
  readonly verbose?: boolean;
  readonly idempotencyKey?: string;
}

/** Adds the command. */
export function addInstallCommand(program: Command, cli: Cli, end: EndWith): void {
  const install = program.command('install').description('install NixOS on a machine');
  addRequestFlags(install)
    .option('-y, --yes', 'ask nothing: leave to wipe the planned disks, or to buy')
    .option('--detach', 'do not wait for the end')
    .option('-v, --verbose', 'show what work on the machine prints')
    .option('--idempotency-key <key>', 'give the same one to go on with a call that was cut')
    .action(async (flags: InstallFlags, command: Command) => {
      const client = connect(cli, command);
      const request = await permitted(cli, client, await readRequest(cli, flags), flags);
      const { signal } = cli;
      const { idempotencyKey } = flags;
      const key = idempotencyKey === undefined ? {} : { idempotencyKey };
      const started = await client.installs.create(request, { signal, ...key });
      cli.terminal.err(`install ${started.installId} was asked for\n`);
      cli.terminal.err(passphraseText(started));
      const last =
        flags.detach === true
          ? started
          : await followInstall(cli, client, started.installId, {
              withOutput: flags.verbose === true,
            });
      const text = wantsJson(command) ? json(last) : installLines(last, cli.terminal.columns);
      cli.terminal.out(text);
      end(flags.detach === true || last.state === 'ready' ? EXIT.done : EXIT.failed);
    });
}

/** The request with leave for exactly the plan that was shown. @throws CliError when leave is not given */
async function permitted(
  cli: Cli,
  client: Client,
  request: InstallRequest,
  flags: InstallFlags,
): Promise<InstallRequest> {
  const isOrder = request.machine.order !== undefined;
  if (flags.yes === true) return isOrder ? request : { ...request, erase: 'planned-disks' };
  requirePerson(
    cli,
    'the disks may be wiped',
    'Look at "ironflake plan" first; then give --yes, with "planDigest" in the file to be sure.',
  );
  const made = await makePlan(cli, client, planRequest(request, flags));
  cli.terminal.err(`\n${planText(made, cli.terminal.columns)}\n`);
  if (made.plan === null) {
    await confirm(cli, 'This costs money. Type "order" to buy it: ', 'order');
    return request;
  }
  const names = made.plan.disksToWipe.map((disk) => disk.serial ?? disk.device).join(', ');
  const { hostname } = made;
  await confirm(cli, `All data on ${names} WILL BE LOST. Type "${hostname}" to go on: `, hostname);
  return { ...request, erase: 'planned-disks', planDigest: made.plan.digest };
}
