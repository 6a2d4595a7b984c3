/** `rescue enter|leave MACHINE`. */

import type { Command } from 'commander';
import type { Machine } from '../../client/client.ts';
import type { Cli, EndWith } from '../cli.ts';
import { confirm, requirePerson } from '../confirm.ts';
import { CliError, EXIT } from '../errors.ts';
import { readKeys } from '../files.ts';
import { findMachine, machineLines } from '../machine.ts';
import { json } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

interface EnterFlags {
  readonly key: string;
  readonly yes?: boolean;
}

/** Adds the noun with its verbs. */
export function addRescueCommands(program: Command, cli: Cli, end: EndWith): void {
  const rescue = program.command('rescue').description('a rescue system for a person, and back');
  rescue
    .command('enter <machine>')
    .description('restart it into its provider’s rescue system')
    .requiredOption('--key <file>', 'your public key, which may log in there as root')
    .option('-y, --yes', 'ask nothing: leave to restart it')
    .action(async (wanted: string, { key, yes }: EnterFlags, command: Command) => {
      const [authorizedKey] = readKeys(key);
      if (authorizedKey === undefined) throw new CliError(EXIT.usage, `${key} holds no key.`);
      const client = connect(cli, command);
      const machine = await findMachine(cli, client, wanted);
      if (yes !== true) await askFirst(cli, machine);
      const { machineId } = machine;
      await client.machines.enterRescue(machineId, { authorizedKey }, { signal: cli.signal });
      cli.terminal.err('restarting …\n');
      const arrived = await client.machines.arrived(machineId, { signal: cli.signal });
      show(cli, command, arrived);
      end(arrived.mode === 'rescue' ? EXIT.done : EXIT.failed);
    });
  rescue
    .command('leave <machine>')
    .description('restart it into its installed system')
    .action(async (wanted: string, _options: object, command: Command) => {
      const client = connect(cli, command);
      const { machineId } = await findMachine(cli, client, wanted);
      await client.machines.leaveRescue(machineId, { signal: cli.signal });
      cli.terminal.err('restarting …\n');
      const arrived = await client.machines.arrived(machineId, { signal: cli.signal });
      show(cli, command, arrived);
      end(arrived.mode === 'installed' ? EXIT.done : EXIT.failed);
    });
}

async function askFirst(cli: Cli, { name }: Machine): Promise<void> {
  requirePerson(cli, 'the machine may be restarted', 'Give --yes if it may.');
  await confirm(cli, `${name} will be restarted and stop its work. Type "${name}": `, name);
}

/** Why it did not come up is told by its last event. */
function show(cli: Cli, command: Command, machine: Machine): void {
  cli.terminal.out(wantsJson(command) ? json(machine) : machineLines(machine));
  if (wantsJson(command)) return;
  if (machine.mode === 'rescue') {
    const [address] = machine.addresses;
    cli.terminal.err(`Log in with: ssh root@${address?.host ?? machine.name}\n`);
  }
  cli.terminal.err(`See "ironflake machines events ${machine.machineId}" for how it went.\n`);
}
