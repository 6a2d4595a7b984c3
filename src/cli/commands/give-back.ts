/** `give-back MACHINE`: ends its contract, after its name was typed. */

import type { Command } from 'commander';
import type { Client, GiveBack, Machine } from '../../client/client.ts';
import type { Cli, EndWith } from '../cli.ts';
import { confirm, requirePerson } from '../confirm.ts';
import { CliError, EXIT } from '../errors.ts';
import { disksOf, findMachine, machineLines, pairs } from '../machine.ts';
import { json } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

interface GiveBackFlags {
  readonly name?: string;
  readonly on?: string;
  readonly reason?: string;
  readonly forgetOnly?: boolean;
}

/** Adds the command. There is no --yes: a script has to name the machine twice. */
export function addGiveBackCommand(program: Command, cli: Cli, end: EndWith): void {
  program
    .command('give-back <machine>')
    .description('end its contract at the vendor: its data is lost')
    .option('--name <name>', 'its name, in place of the question')
    .option('--on <day>', 'of a dedicated server, the day it shall end, as 2026-12-31')
    .option('--reason <text>', 'kept with it, and told to the vendor')
    .option('--forget-only', 'only forget it here; it stays, and goes on costing')
    .action(async (wanted: string, flags: GiveBackFlags, command: Command) => {
      const client = connect(cli, command);
      const machine = await findMachine(cli, client, wanted);
      await requireName(cli, client, machine, flags);
      const { on, reason, forgetOnly } = flags;
      const query = {
        name: machine.name,
        ...(on === undefined ? {} : { on }),
        ...(reason === undefined ? {} : { reason }),
        ...(forgetOnly === true ? { forgetOnly } : {}),
      };
      const { machineId } = machine;
      await client.machines.giveBack(machineId, query, { signal: cli.signal });
      const last = await client.machines.giveBackSettled(machineId, { signal: cli.signal });
      cli.terminal.out(wantsJson(command) ? json(last) : giveBackLines(last));
      end(last.state === 'failed' ? EXIT.failed : EXIT.done);
    });
}

async function requireName(
  cli: Cli,
  client: Client,
  machine: Machine,
  { name: given, forgetOnly }: GiveBackFlags,
): Promise<void> {
  const { name } = machine;
  if (given !== undefined && given !== name) {
    throw new CliError(EXIT.declined, `The machine is called "${name}". Nothing was given back.`);
  }
  if (given !== undefined) return;
  requirePerson(cli, 'the machine may go', 'Give --name with its name if it may.');
  cli.terminal.err(`${machineLines(machine)}\n`);
  const loss =
    forgetOnly === true || machine.provider === 'ssh'
      ? 'The service forgets it and its keys; the machine itself stays as it is.'
      : `ITS CONTRACT ENDS, and all data on ${await disksOf(cli, client, machine)} IS LOST.`;
  await confirm(cli, `${loss} Type "${name}" to go on: `, name);
}

function giveBackLines({ name, provider, providerRef, state, ...one }: GiveBack): string {
  const facts: (readonly [string, string])[] = [
    ['machine', `${name} (${provider} ${providerRef})`],
    ['state', state],
  ];
  if (one.endsOn !== null) facts.push(['ends on', one.endsOn]);
  for (const left of one.remaining) facts.push(['remains', left]);
  const { problem } = one;
  if (problem !== null) facts.push(['why', problem.detail], ['what to do', problem.advice]);
  return pairs(facts);
}
