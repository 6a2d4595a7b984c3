/** `policy show|set|off MACHINE`: what is done when it does not answer. */

import type { Command } from 'commander';
import type { Client, Machine } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { CliError, EXIT } from '../errors.ts';
import { findMachine, policyText } from '../machine.ts';
import { numberOf, wordOf } from '../pages.ts';
import { json } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

type Policy = NonNullable<Parameters<Client['machines']['change']>[1]['onUnreachable']>;

const ACTS = ['nothing', 'reboot', 'rescue-report', 'reinstall'] as const;

interface PolicyFlags {
  readonly after?: string;
  readonly every?: string;
  readonly maxPerDay?: string;
  readonly quiet?: string;
}

/** Adds the noun with its verbs. */
export function addPolicyCommands(program: Command, cli: Cli): void {
  const policy = program
    .command('policy')
    .description('what is done when a machine does not answer');
  policy
    .command('show <machine>')
    .description('the policy of a machine')
    .action(async (wanted: string, _options: object, command: Command) => {
      show(cli, command, await findMachine(cli, connect(cli, command), wanted));
    });
  policy
    .command('set <machine> <act>')
    .description(`do one of: ${ACTS.join(', ')}; data groups always stay`)
    .option('--after <seconds>', 'without an answer')
    .option('--every <seconds>', 'pause between two checks')
    .option('--max-per-day <count>', 'at most so often in any 24 hours')
    .option('--quiet <from-to>', 'hours in UTC in which nothing is done, as 22:00-06:00')
    .action(async (wanted: string, act: string, flags: PolicyFlags, command: Command) => {
      await change(cli, command, wanted, toPolicy(act, flags));
    });
  policy
    .command('off <machine>')
    .description('nobody watches over it any more')
    .action((wanted: string, _options: object, command: Command) =>
      change(cli, command, wanted, null),
    );
}

async function change(
  cli: Cli,
  command: Command,
  wanted: string,
  onUnreachable: Policy | null,
): Promise<void> {
  const client = connect(cli, command);
  const { machineId, version } = await findMachine(cli, client, wanted);
  const given = { signal: cli.signal, ifMatch: `"${version}"` };
  show(cli, command, await client.machines.change(machineId, { onUnreachable }, given));
}

function toPolicy(act: string, { after, every, maxPerDay, quiet }: PolicyFlags): Policy {
  return {
    act: wordOf('The act', act, ACTS),
    ...(after === undefined ? {} : { afterSeconds: numberOf('--after', after) }),
    ...(every === undefined ? {} : { everySeconds: numberOf('--every', every) }),
    ...(maxPerDay === undefined ? {} : { maxPerDay: numberOf('--max-per-day', maxPerDay) }),
    ...(quiet === undefined ? {} : { quietHours: toHours(quiet) }),
  };
}

function toHours(text: string): { from: string; to: string } {
  const [, from, to] = /^(\d\d:\d\d)-(\d\d:\d\d)$/.exec(text) ?? [];
  if (from !== undefined && to !== undefined) return { from, to };
  throw new CliError(EXIT.usage, `--quiet ${text} are no hours, as 22:00-06:00 are.`);
}

function show(cli: Cli, command: Command, { name, onUnreachable }: Machine): void {
  const text = onUnreachable === null ? 'no policy' : policyText(onUnreachable);
  cli.terminal.out(wantsJson(command) ? json(onUnreachable) : `${name}: ${text}\n`);
}
